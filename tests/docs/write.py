"""Put what commands print into the pages: `python -m tests.docs.write [PAGE...]`; all of `docs/` without one."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.docs.blocks import DOCS
from tests.docs.running import Page, sample


def main() -> None:
    """Run the pages and write those of which a block prints something else than it shows."""
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("page", nargs="*", type=Path)
    pages = cli.parse_args().page or sorted(DOCS.rglob("*.md"))
    with tempfile.TemporaryDirectory() as folder:
        made = sample(Path(folder))
        for path in pages:
            with tempfile.TemporaryDirectory() as own:
                page = Page(str(path), path.read_text("utf-8"), Path(own), made)
                page.run()
            text = page.text
            for start, end, new in sorted(page.new, reverse=True):
                text = text[:start] + new + text[end:]
            if text != page.text:
                path.write_text(text, "utf-8")
            print(f"{path}: {page.ran} blocks right, {len(page.new)} written", file=sys.stderr)
            if len(page.wrong) > len(page.new):
                print("\n\n".join(page.wrong), file=sys.stderr)


if __name__ == "__main__":
    main()
