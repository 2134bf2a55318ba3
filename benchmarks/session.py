"""The README's first session, from what the program prints: `python -m benchmarks.session [--write]`.

`--write` puts it into README.md, between the two lines that mark its place.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

README = Path(__file__).resolve().parents[1] / "README.md"
BEGIN, END = "<!-- session: made by python -m benchmarks.session -->", "<!-- end of session -->"
REPORT = """\
---
title: Five soldiers killed at army post in Kirkuk province
published: 2024-05-14
---
Gunmen attacked an army post near Daquq on Monday, killing a colonel and four soldiers and
wounding at least seven others, a security source said. The Islamic State claimed the attack.

In late April, a roadside bomb killed two policemen in Hawija.
"""


def sijill(*args: str, folder: str) -> str:
    """What `sijill ARGS...` prints, run in a folder, on paper of 100 columns."""
    command = [sys.executable, "-m", "sijill", *args]
    environment = os.environ | {"COLUMNS": "100"}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=folder, env=environment)
    return done.stdout


def session() -> str:
    """Commands and their output, as a block of Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "report.txt").write_text(REPORT, encoding="utf-8")
        table = sijill("code", "report.txt", "--format", "table", folder=folder)
        coded = json.loads(sijill("code", "report.txt", folder=folder))
    evidence = (json.dumps(span, ensure_ascii=False, separators=(",", ":")) for span in coded["events"][0]["evidence"])
    shown = [
        "$ cat report.txt",
        REPORT.rstrip(),
        "",
        "$ sijill code report.txt --format table",
        table.rstrip(),
        "",
        "$ sijill code report.txt | jq -c '.events[0].evidence[]'",
        *evidence,
    ]
    lines = "\n".join(shown).splitlines()
    return "\n".join(["```console", *(line.rstrip() for line in lines), "```"])


def main() -> None:
    """Print the session, and put it into the README where asked."""
    cli = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    cli.add_argument("--write", action="store_true", help="put it into README.md")
    args = cli.parse_args()
    block = session()
    print(block)
    if args.write:
        text = README.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGIN)
        after = rest.partition(END)[2]
        README.write_text(f"{before}{BEGIN}\n{block}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
