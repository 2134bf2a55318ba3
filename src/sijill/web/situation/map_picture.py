"""The map of a situation report as PNG: its places over the names of the gazetteer's provinces and towns."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log2
from typing import TYPE_CHECKING, Any, Final

from sijill.register.profiles import Spot
from sijill.web.ground import ground
from sijill.web.situation.ground import MAP_WIDTH, Frame, frame_of, net_of, radius_of, scale_of
from sijill.web.situation.pictures import GRID, INK, KILLED, SOFT, WIDTH_CM, Picture, drawn, name_of, shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

# What a map of the web shows of the world at zoom 0, in pixels.
_TILE: Final = 256.0
_ZOOMS: Final = (0, 10)
_NAMED: Final = 14
_LONGEST: Final = 40
_TOLD: Final = 3
_PAPER: Final = "#f7f5f0"
_GAP: Final = 3.0
# How the names of the ground look: they stay behind those of the report's places.
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "country": {"fontsize": 8, "color": SOFT, "fontweight": "bold"},
    "province": {"fontsize": 7, "color": SOFT, "fontstyle": "italic"},
    "town": {"fontsize": 6, "color": SOFT},
}


def map_picture(spots: Sequence[Spot]) -> Picture | None:
    """The places of a set of events, a circle's area by its events; a ring without filling: nobody was killed. None
    where no place has a point."""
    placed = sorted((each for each in spots if _point(each)), key=lambda spot: -spot.events)
    points = [point for each in placed if (point := _point(each))]
    if not points:
        return None
    frame = frame_of(points)
    told = ", ".join(
        f"{shortened(name_of(each), _LONGEST)} (events: {each.events:,}, killed: {each.killed:,})"
        for each in placed[:_TOLD]
    )
    count = f"{len(placed):,} place{'' if len(placed) == 1 else 's'}"
    alt = f"Map of {count} with events; a circle's size goes by events. Most events: {told}."
    height = WIDTH_CM * frame.height / MAP_WIDTH
    return drawn(lambda figure: _Sheet(figure, frame).fill(placed), height, alt)


def _point(spot: Spot) -> tuple[float, float] | None:
    return (spot.latitude, spot.longitude) if spot.latitude is not None and spot.longitude is not None else None


class _Sheet:
    """The map while it is drawn: it knows where there is room for a name."""

    def __init__(self, figure: Figure, frame: Frame) -> None:
        self.frame = frame
        self.axes: Axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self.axes.set_facecolor(_PAPER)
        self.axes.set_xlim(0, MAP_WIDTH)
        self.axes.set_ylim(frame.height, 0)
        self.axes.set_xticks([])
        self.axes.set_yticks([])
        for side in self.axes.spines.values():
            side.set_color(SOFT)
        self.taken: list[Bbox] = []
        self.renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]

    def fill(self, spots: Sequence[Spot]) -> None:
        """Draw everything; what matters most takes its room first."""
        self._net()
        self._scale()
        most = max(spot.events for spot in spots)
        for spot in spots:
            self._circle(spot, radius_of(spot, most))
        for spot in spots[:_NAMED]:
            self._name(spot, radius_of(spot, most))
        self._ground()

    def _net(self) -> None:
        across, down = net_of(self.frame)
        look: dict[str, Any] = {"fontsize": 6, "color": SOFT, "zorder": 2}
        for y, name in across:
            self.axes.axhline(y, color=GRID, linewidth=0.5, zorder=1)
            self._text(4, y - 2, name, ha="left", va="bottom", **look)
        for x, name in down:
            self.axes.axvline(x, color=GRID, linewidth=0.5, zorder=1)
            self._text(x + 2, self.frame.height - 4, name, ha="left", va="bottom", **look)

    def _scale(self) -> None:
        length, name = scale_of(self.frame)
        end, y = MAP_WIDTH - 12, self.frame.height - 20
        self.axes.plot([end - length, end - length, end, end], [y - 5, y, y, y - 5], color=INK, linewidth=1)
        self._text(end, y - 7, name, ha="right", va="bottom", fontsize=6.5, color=INK)

    def _circle(self, spot: Spot, radius: float) -> None:
        from matplotlib.patches import Circle
        from matplotlib.transforms import Bbox

        x, y = self._at(spot)
        filled = {"facecolor": KILLED, "edgecolor": "white", "alpha": 0.85, "linewidth": 0.6}
        # In front of those that are filled, which it leaves to be seen.
        ring = {"facecolor": "none", "edgecolor": KILLED, "linewidth": 1.3}
        self.axes.add_patch(Circle((x, y), radius, zorder=4 if spot.killed else 5, **(filled if spot.killed else ring)))
        corners = self.axes.transData.transform([(x - radius, y + radius), (x + radius, y - radius)])
        self.taken.append(Bbox(corners))

    def _name(self, spot: Spot, radius: float) -> None:
        """The name of a place beside its circle, on the first side that has room."""
        x, y = self._at(spot)
        name, off = shortened(name_of(spot), _LONGEST), radius + _GAP
        for dx, dy, ha, va in (
            (off, 0.0, "left", "center"),
            (-off, 0.0, "right", "center"),
            (0.0, -off, "center", "bottom"),
            (0.0, off, "center", "top"),
        ):
            if self._text(x + dx, y + dy, name, ha=ha, va=va, fontsize=7.5, fontweight="bold", color=INK, zorder=6):
                return

    def _ground(self) -> None:
        frame = self.frame
        zoom = floor(log2(MAP_WIDTH * 360 / (_TILE * (frame.east - frame.west))))
        box = (frame.west, frame.south, frame.east, frame.north)
        for place in ground(box, min(max(zoom, _ZOOMS[0]), _ZOOMS[1])):
            x, y = frame.at(place.latitude, place.longitude)
            name, town = shortened(place.name, _LONGEST), place.kind == "town"
            if (
                self._text(
                    x + (4 if town else 0), y, name, ha="left" if town else "center", va="center", **_LOOKS[place.kind]
                )
                and town
            ):
                self.axes.plot([x], [y], marker="o", markersize=1.6, color=SOFT, zorder=3)

    def _at(self, spot: Spot) -> tuple[float, float]:
        return self.frame.at(spot.latitude or 0.0, spot.longitude or 0.0)

    def _text(self, x: float, y: float, words: str, **look: Any) -> bool:  # noqa: ANN401 - as matplotlib has them
        """Write where there is room; whether there was."""
        from matplotlib.patheffects import withStroke

        halo = [withStroke(linewidth=1.6, foreground=_PAPER)]
        text = self.axes.text(x, y, words, parse_math=False, path_effects=halo, **({"zorder": 3} | look))
        box = text.get_window_extent(self.renderer)
        sheet = self.axes.bbox
        inside = sheet.x0 <= box.x0 and box.x1 <= sheet.x1 and sheet.y0 <= box.y0 and box.y1 <= sheet.y1
        if not inside or any(box.overlaps(other) for other in self.taken):
            text.remove()
            return False
        self.taken.append(box)
        return True
