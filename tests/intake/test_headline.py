from __future__ import annotations

import pytest

from sijill.intake import headline_span
from sijill.model import Report

TITLE = "Army retakes bridge; two soldiers hurt"
BODY = "The army said on Sunday it had retaken the bridge."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{TITLE}\n\n{BODY}", TITLE),
        (f"ARMY RETAKES BRIDGE, TWO SOLDIERS HURT\n{BODY}", "ARMY RETAKES BRIDGE, TWO SOLDIERS HURT"),
        (f"“{TITLE}”\n{BODY}", f"“{TITLE}”"),
        (f"{TITLE} |\n\n{BODY}", TITLE),
        (f"{TITLE} - Valley Post\n{BODY}", TITLE),
        (f"Home / News\n\n{TITLE}\n{BODY}", TITLE),
        (f"Army retakes bridge;\ntwo soldiers hurt\n\n{BODY}", "Army retakes bridge;\ntwo soldiers hurt"),
        (TITLE, TITLE),
        (f"{TITLE} in a blast near the river.\n{BODY}", None),
        (f"{BODY}\n\n{TITLE}", None),
        (f"One\nTwo\nThree\nFour\nFive\n{TITLE}", None),
        (BODY, None),
        ("", None),
    ],
)
def test_where_the_text_begins_with_the_title(text: str, found: str | None) -> None:
    span = headline_span(Report(id="r", title=TITLE, text=text))
    assert (text[slice(*span)] if span else None) == found


def test_accents_and_no_title() -> None:
    assert headline_span(Report(id="r", title="Chlef: l'armée avance", text="CHLEF: L’ARMEE AVANCE\nx")) == (0, 21)
    assert headline_span(Report(id="r", title=None, text="Words")) is None
    assert headline_span(Report(id="r", title="—", text="— Words")) is None
