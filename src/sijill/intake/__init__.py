"""Reading reports: files, folders, standard input and addresses to `Report` records, their page furniture marked.

for item in read("reports.jsonl"):
    if isinstance(item, Fault):
        print(item, file=sys.stderr)
"""

from sijill.intake.clutter import mark
from sijill.intake.faults import Fault, Severity
from sijill.intake.headline import headline_span
from sijill.intake.reader import read, read_many
from sijill.intake.settings import Limits, default_limits

__all__ = ["Fault", "Limits", "Severity", "default_limits", "headline_span", "mark", "read", "read_many"]
