"""Names -> places: the world's settlements and divisions, and a hand-made layer for Iraq and Syria.

`Gazetteer.find` ranks what one name may stand for, `Gazetteer.candidates` says why; `Gazetteer.read` places all
names of a text together, with the words around them, `Gazetteer.resolve` bare names; `Gazetteer.locate` places a
name that its report puts near others; `Gazetteer.is_place` tells names from other words.
"""

from sijill.gazetteer.entry import Entry
from sijill.gazetteer.places import Gazetteer, gazetteer

__all__ = ["Entry", "Gazetteer", "gazetteer"]
