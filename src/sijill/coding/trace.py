"""What coding writes down on its way, where somebody asks how the values came about; else nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sijill.coding.frames import Frame

if TYPE_CHECKING:
    from sijill.coding.mentions import Reading
    from sijill.coding.setting import Setting


@dataclass
class Trace:
    """The stages of one report's coding.

    `stood`: every frame that was judged, with the chance that it is an event of its own; `frames`: those that became
    events, in their order, after all rules.
    """

    stood: list[tuple[Frame, float]] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    reading: Reading | None = None
    setting: Setting | None = None
