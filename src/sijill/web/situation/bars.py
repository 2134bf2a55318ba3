"""Charts as SVG, drawn on the server: they print, need no script, and take their colours from the style sheets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from markupsafe import Markup

from sijill.web.render import harmless
from sijill.web.timeline import Bar, Step, Timeline, end_of, start_of

# The size of a drawing in its own units; a unit is about a pixel on a screen.
_WIDTH: Final = 720
_HEIGHT: Final = 92
_LEFT: Final = 48
_TOP: Final = 18
_LABELS: Final = 9
_MOST_BARS: Final = 10_000
_STEPS: Final = (1, 2, 5)
_RANGE: Final = 320


def filled(line: Timeline, days: tuple[date, date] | None = None) -> list[Bar]:
    """The bars of a time line with the empty ones between them; from its first to its last, or all those of `days`."""
    if not line.bars:
        return []
    known = {bar.first: bar for bar in line.bars}
    start: date | None = start_of(days[0], line.step) if days else line.bars[0].first
    last = days[1] if days else line.bars[-1].first
    found: list[Bar] = []
    while start is not None and start <= last and len(found) < _MOST_BARS:
        end = end_of(start, line.step)
        found.append(known.get(start, Bar(start, end, 0, 0)))
        start = end + timedelta(1) if end < date.max else None
    return found


def bar_name(step: Step, first: date) -> str:
    """What a bar is called: its day, the first day of its week, its month, its year."""
    day = first.isoformat()
    return {"day": day, "week": day, "month": day[:7], "year": day[:4]}[step]


def bars_of(line: Timeline, days: tuple[date, date] | None = None) -> Markup:
    """Two rows of bars over the same time: events, and the killed. Empty without any."""
    shown = filled(line, days)
    if not shown:
        return Markup("")
    names = [bar_name(line.step, bar.first) for bar in shown]
    rows = (("Events", "events", [bar.events for bar in shown]), ("Killed", "killed", [bar.killed for bar in shown]))
    panels = Markup("").join(
        _panel(number * _HEIGHT, label, kind, names, values) for number, (label, kind, values) in enumerate(rows)
    )
    label = f"Events and killed by {line.step}, {names[0]} to {names[-1]}"
    return _svg(_WIDTH, _HEIGHT * len(rows) + 18, label, panels + _axis(names))


def range_bar(low: int | None, high: int | None, top: int, label: str) -> Markup:
    """A bar from low to high on a scale from 0 to `top`; one without an upper bound fades out in dashes."""
    scale = _RANGE / max(top, 1)
    start = (low or 0) * scale
    end = (high if high is not None else top) * scale
    parts = [Markup('<line class="axis" x1="0" y1="9" x2="{}" y2="9"/>').format(_RANGE)]
    kind = "span" if high is not None else "span open"
    parts.append(
        Markup('<rect class="{}" x="{}" y="4" width="{}" height="10" rx="2"/>').format(
            kind, _n(start if end - start >= 4 else max(0, start - 2)), _n(max(end - start, 4))
        )
    )
    return _svg(_RANGE, 18, label, Markup("").join(parts), "range")


def span_bar(first: date | None, last: date | None, scale: tuple[date, date], label: str) -> Markup:
    """A bar over the days of a time line; a side that is open ends in an arrow."""
    begin, end = scale
    days = max((end - begin).days, 1)
    left = 0.0 if first is None else (first - begin).days / days * _RANGE
    right = float(_RANGE) if last is None else ((last - begin).days + 1) / days * _RANGE
    left, right = max(0.0, min(left, _RANGE - 4)), min(float(_RANGE), max(right, left + 4))
    parts = [
        Markup('<line class="axis" x1="0" y1="9" x2="{}" y2="9"/>').format(_RANGE),
        Markup('<rect class="span" x="{}" y="4" width="{}" height="10" rx="2"/>').format(_n(left), _n(right - left)),
    ]
    if first is None:
        parts.append(Markup('<path class="tip" d="M8 3 L0 9 L8 15 Z"/>'))
    if last is None:
        parts.append(Markup('<path class="tip" d="M{a} 3 L{b} 9 L{a} 15 Z"/>').format(a=_RANGE - 8, b=_RANGE))
    return _svg(_RANGE, 18, label, Markup("").join(parts), "range")


def _panel(top: int, label: str, kind: str, names: Sequence[str], values: Sequence[int]) -> Markup:
    most = ceiling(max(values))
    width = (_WIDTH - _LEFT) / len(values)
    height = _HEIGHT - _TOP - 6
    base = top + _TOP + height
    parts = [
        Markup('<text class="name" x="{}" y="{}">{}</text>').format(_LEFT, top + 12, label),
        Markup('<line class="axis" x1="{}" y1="{y}" x2="{}" y2="{y}"/>').format(_LEFT, _WIDTH, y=base),
        Markup('<line class="grid" x1="{}" y1="{y}" x2="{}" y2="{y}"/>').format(_LEFT, _WIDTH, y=base - height),
        Markup('<text class="tick end" x="{}" y="{}">{:,}</text>').format(_LEFT - 6, base - height + 4, most),
        Markup('<text class="tick end" x="{}" y="{}">0</text>').format(_LEFT - 6, base + 4),
    ]
    for number, (name, value) in enumerate(zip(names, values, strict=True)):
        if value:
            tall = value / most * height
            parts.append(
                Markup(
                    '<rect class="bar {}" x="{}" y="{}" width="{}" height="{}"><title>{}: {:,}</title></rect>'
                ).format(
                    kind,
                    _n(_LEFT + number * width + width * 0.1),
                    _n(base - tall),
                    _n(width * 0.8),
                    _n(tall),
                    name,
                    value,
                )
            )
    return Markup("").join(parts)


def _axis(names: Sequence[str]) -> Markup:
    width = (_WIDTH - _LEFT) / len(names)
    step = -(-len(names) // _LABELS)
    return Markup("").join(
        Markup('<text class="tick mid" x="{}" y="{}">{}</text>').format(
            _n(_LEFT + (number + 0.5) * width), _HEIGHT * 2 + 12, name
        )
        for number, name in enumerate(names)
        if number % step == 0
    )


def ceiling(value: int) -> int:
    """The next round number (1, 2 or 5 with zeros), at which a scale ends."""
    power = 1
    while True:
        for step in _STEPS:
            if step * power >= value:
                return step * power
        power *= 10


def _svg(width: int, height: int, label: str, content: Markup, kind: str = "chart") -> Markup:
    return Markup('<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        kind, width, height, harmless(label), content
    )


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
