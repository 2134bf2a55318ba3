"""Comparing: a register beside the events of ACLED or UCDP GED.

with Register.open("register.sqlite", make=False) as register:
    comparison = compare(register, "acled.csv", since="2024-01-01")
    print(len(comparison.both), len(comparison.only_here), len(comparison.only_there))
"""

from sijill.comparing.comparison import compare
from sijill.comparing.reading import CompareError, Rows, read_rows
from sijill.comparing.result import Comparison, Counts, Figures
from sijill.comparing.sides import Both, Here, Row, There

__all__ = [
    "Both",
    "CompareError",
    "Comparison",
    "Counts",
    "Figures",
    "Here",
    "Row",
    "Rows",
    "There",
    "compare",
    "read_rows",
]
