"""Charts and the map of a situation report as PNG, for documents: the figures of the page, to be read in grey too.

Drawn by matplotlib on a canvas of our own, under its own defaults and with the font that it ships, whatever a user's
settings are: the same facts give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from sijill.codebook import countries
from sijill.register.profiles import Spot
from sijill.register.summaries import Line
from sijill.web.render import harmless
from sijill.web.situation.bars import bar_name, ceiling, filled
from sijill.web.timeline import Timeline

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH_CM: Final = 16.5
DOTS: Final = 200
FONT: Final = "DejaVu Sans"
INK: Final = "#1d2125"
SOFT: Final = "#575f66"
GRID: Final = "#d5d2cb"
# Far from each other in grey as well: 58 and 33 percent of white.
EVENTS: Final = "#6f9fab"
KILLED: Final = "#8c2b22"
_CM: Final = 2.54
_ROWS: Final = 10
_LONGEST: Final = 34
_LABELS: Final = 9
_TOLD: Final = 3
# The most that names take of a picture's width.
_WIDEST: Final = 0.45
_SETTINGS: Final[Any] = {"font.family": FONT, "font.size": 7.5, "axes.linewidth": 0.6, "text.color": INK}
# matplotlib keeps its settings for the whole process.
_DRAWING: Final = Lock()


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, how large it is to be shown, and its words for those who don't see it."""

    png: bytes
    width_cm: float
    height_cm: float
    alt: str


def time_picture(line: Timeline, days: tuple[date, date] | None = None) -> Picture | None:
    """Two rows of bars over the same time, events and killed. None without any."""
    shown = filled(line, days)
    if not shown:
        return None
    names = [bar_name(line.step, bar.first) for bar in shown]
    rows = (("Events", EVENTS, [bar.events for bar in shown]), ("Killed", KILLED, [bar.killed for bar in shown]))

    def draw(figure: Figure) -> None:
        panels = figure.subplots(2, 1, sharex=True)
        for axes, (name, colour, values) in zip(panels, rows, strict=True):
            most = ceiling(max(values))
            _bars(axes, values, colour)
            _plain(axes, name)
            axes.set_ylim(0, most)
            axes.set_yticks([0, most], ["0", f"{most:,}"])
            axes.axhline(most, color=GRID, linewidth=0.6, zorder=0)
        figure.subplots_adjust(0.085, 0.11, 0.985, 0.92, hspace=0.32)
        panels[0].tick_params(labelbottom=False)
        panels[1].set_xlim(-0.6, len(names) - 0.4)
        named = range(0, len(names), -(-len(names) // _LABELS))
        panels[1].set_xticks(list(named), [names[number] for number in named])

    alt = f"Bars of events and killed by {line.step}, {names[0]} to {names[-1]}."
    for name, _, values in rows:
        most = max(values)
        if most:
            alt += f" {name}: {sum(values):,}, most in {names[values.index(most)]} ({most:,})."
    return drawn(draw, 6.2, alt)


def types_picture(types: Sequence[Line]) -> Picture | None:
    """Events and killed by sub-event type, those with most events first. None without any."""
    rows = [(row.value or row.of or "not known", row.events, row.killed) for row in types if row.events]
    return _compared(rows, "type of event")


def places_picture(spots: Sequence[Spot]) -> Picture | None:
    """Events and killed by place, those with most events first. None without any."""
    return _compared([(name_of(spot), spot.events, spot.killed) for spot in spots], "place")


def name_of(spot: Spot) -> str:
    """A place by the smallest name that it has."""
    known = countries().get(spot.country or "")
    return spot.place or spot.admin1 or (known.plain_name if known else spot.country) or "not known"


def _compared(rows: Sequence[tuple[str, int, int]], what: str) -> Picture | None:
    """Lying bars, the figures at their ends: events on the left, killed on the right."""
    shown = sorted(rows, key=lambda row: -row[1])[:_ROWS]
    if not shown:
        return None
    names = [shortened(name, _LONGEST) for name, _, _ in shown]
    columns = (("Events", EVENTS, [row[1] for row in shown]), ("Killed", KILLED, [row[2] for row in shown]))

    height = 1.0 + 0.5 * len(names)

    def draw(figure: Figure) -> None:
        panels = figure.subplots(1, 2, sharey=True)
        look: dict[str, Any] = {"va": "center", "parse_math": False}
        for axes, (name, colour, values) in zip(panels, columns, strict=True):
            axes.barh(range(len(values)), values, height=0.68, color=colour)
            for number, value in enumerate(values):
                axes.annotate(f"{value:,}", (value, number), (2.5, 0), textcoords="offset points", va="center")
            _plain(axes, name)
            # Room for the figures at the ends.
            axes.set_xlim(0, max(*values, 1) * 1.18)
            axes.set_xticks([])
            axes.set_yticks([])
            axes.spines["bottom"].set_visible(False)
        panels[0].set_ylim(len(names) - 0.5, -0.5)
        told = [
            panels[0].annotate(name, (0, number), (-4, 0), textcoords="offset points", ha="right", **look)
            for number, name in enumerate(names)
        ]
        widest = max(text.get_window_extent().width for text in told)
        left = min(widest / figure.bbox.width + 0.02, _WIDEST)
        figure.subplots_adjust(left, 0.15 / height, 0.985, 1 - 0.6 / height, wspace=0.06)

    most = ", ".join(f"{name} ({events:,}, killed: {killed:,})" for name, events, killed in shown[:_TOLD])
    alt = f"Bars of events and killed by {what}. Most events: {most}."
    return drawn(draw, height, alt)


def _bars(axes: Axes, values: Sequence[int], colour: str) -> None:
    """Standing bars at 0, 1, 2 ... as one drawing: hundreds of single ones take a second."""
    from matplotlib.collections import PolyCollection

    corners = [
        ((number - 0.4, 0), (number - 0.4, value), (number + 0.4, value), (number + 0.4, 0))
        for number, value in enumerate(values)
        if value
    ]
    axes.add_collection(PolyCollection(corners, facecolors=colour, linewidths=0), autolim=False)


def _plain(axes: Axes, name: str) -> None:
    axes.set_title(name, loc="left", fontsize=8, fontweight="bold", color=INK, pad=4)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(SOFT)
    axes.tick_params(length=0, pad=3.5, labelsize=7.5, labelcolor=INK)


def drawn(draw: Callable[[Figure], None], height_cm: float, alt: str) -> Picture:
    """A picture of the page's width that `draw` fills."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    made = BytesIO()
    with _DRAWING, matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        figure = Figure(figsize=(WIDTH_CM / _CM, height_cm / _CM), dpi=DOTS, facecolor="white")
        FigureCanvasAgg(figure)
        draw(figure)
        # No name and version of the program: the same picture stays the same file.
        figure.savefig(made, format="png", metadata={"Software": None})
    return Picture(made.getvalue(), WIDTH_CM, height_cm, harmless(alt))


def shortened(text: str, most: int) -> str:
    """`text` on one line, of letters that the font has, cut where it is too long."""
    known = _letters()
    flat = " ".join(harmless(text).split())
    fit = "".join(sign if ord(sign) in known else "\N{REPLACEMENT CHARACTER}" for sign in flat)
    return fit if len(fit) <= most else fit[: most - 1].rstrip() + "…"


@cache
def _letters() -> frozenset[int]:
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont(FONT)).get_charmap())
