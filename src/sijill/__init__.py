"""Sijill turns news reports into a register of conflict events, every value tied to the words that carry it.

import sijill

coded = sijill.code("Gunmen killed two policemen in Hawija on Monday.", published="2024-05-14")
with sijill.Register.open("register.sqlite") as register:
    table = sijill.frame(register.events(countries="IQ", since="2024-05-01"))

What a name needs is imported when it is first asked for. See docs/python.md.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

__version__ = "0.1.0"

if TYPE_CHECKING:
    from sijill.codebook.plover import plover
    from sijill.comparing import compare
    from sijill.model import Account, Assertion, CodedReport, Event, Report, Telling
    from sijill.python.coding import code, code_many
    from sijill.python.frames import frame
    from sijill.python.showing import show
    from sijill.register import Register

__all__ = [
    "Account",
    "Assertion",
    "CodedReport",
    "Event",
    "Register",
    "Report",
    "Telling",
    "__version__",
    "code",
    "code_many",
    "compare",
    "frame",
    "plover",
    "show",
]

# Where each name lies. Nothing of it is imported with the package: `sijill --help` needs none, a coder not all.
_ROOMS: Final = {
    "Account": "sijill.model",
    "Assertion": "sijill.model",
    "CodedReport": "sijill.model",
    "Event": "sijill.model",
    "Register": "sijill.register",
    "Report": "sijill.model",
    "Telling": "sijill.model",
    "code": "sijill.python.coding",
    "code_many": "sijill.python.coding",
    "compare": "sijill.comparing",
    "frame": "sijill.python.frames",
    "plover": "sijill.codebook.plover",
    "show": "sijill.python.showing",
}


def __getattr__(name: str) -> object:
    room = _ROOMS.get(name)
    if room is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(room), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_ROOMS})
