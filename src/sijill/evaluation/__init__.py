"""Evaluation: coded reports against gold, slot by slot. Reads files of both; codes nothing itself."""

from sijill.evaluation.lines import Line, MalformedLine, parse_line, read_lines
from sijill.evaluation.printing import error_rows, figures_text, report_rows
from sijill.evaluation.scoring import Figures, Miss, Ratio, score

__all__ = [
    "Figures",
    "Line",
    "MalformedLine",
    "Miss",
    "Ratio",
    "error_rows",
    "figures_text",
    "parse_line",
    "read_lines",
    "report_rows",
    "score",
]
