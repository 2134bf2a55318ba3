"""The register: the database of reports, accounts, events and decisions.

with Register.open("register.sqlite") as register:
    added = register.add(report, coder.code(report))
"""

from sijill.register.faults import Overtaken, RegisterError, Unfit, UnknownId
from sijill.register.results import Added, Counts, Entry, Linked, ReportVersion, SecondLook
from sijill.register.store import Register

__all__ = [
    "Added",
    "Counts",
    "Entry",
    "Linked",
    "Overtaken",
    "Register",
    "RegisterError",
    "ReportVersion",
    "SecondLook",
    "Unfit",
    "UnknownId",
]
