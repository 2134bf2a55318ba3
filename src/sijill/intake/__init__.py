"""Reading reports: files, folders, standard input and addresses to `Report` records, their page furniture marked.

for item in read("reports.jsonl"):
    if isinstance(item, Fault):
        print(item, file=sys.stderr)
"""

from sijill.intake.clutter import mark
from sijill.intake.faults import Fault, Severity
from sijill.intake.headline import headline_span
from sijill.intake.meter import Meter
from sijill.intake.reader import pieces, read, read_many, size_of
from sijill.intake.settings import Limits, default_limits
from sijill.intake.unread import Common, Piece, Unread

__all__ = [
    "Common",
    "Fault",
    "Limits",
    "Meter",
    "Piece",
    "Severity",
    "Unread",
    "default_limits",
    "headline_span",
    "mark",
    "pieces",
    "read",
    "read_many",
    "size_of",
]
