"""Events of a register in the formats that others work with.

with Register.open("register.sqlite") as register, open("events.csv", "wb") as out:
    export(register, "acled", out)
"""

from sijill.exports.columns import Column, code_lists, columns, days, dtypes
from sijill.exports.formats import FORMATS, ExportError, Format
from sijill.exports.package import About, export_package
from sijill.exports.run import Exported, Generalise, export

__all__ = [
    "FORMATS",
    "About",
    "Column",
    "ExportError",
    "Exported",
    "Format",
    "Generalise",
    "code_lists",
    "columns",
    "days",
    "dtypes",
    "export",
    "export_package",
]
