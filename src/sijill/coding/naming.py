"""The whole of a group's name where only words of it were seen: "Support" of "Group to Support Islam and Muslims"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sijill.coding.frames import Chars, Frame, Role
from sijill.coding.setting import Setting

_NAMED: Final = frozenset({"initiator", "target", "claimant", "source"})


def with_whole_names(frames: Sequence[Frame], setting: Setting) -> list[Frame]:
    """The frames with the whole of each name that the registry knows and a role has only words of."""
    names = names_in(setting)

    def named(role: Role) -> Role:
        return replace(role, span=whole(role.span, names)) if role.name in _NAMED else role

    return [replace(frame, roles=tuple(map(named, frame.roles))) for frame in frames]


def names_in(setting: Setting) -> list[Chars]:
    """Where the text has names that the registry knows."""
    found = setting.tools.registry.find(setting.text, setting.country)
    return [Chars(start, end) for start, end, match in found if match.actor_id]


def whole(span: Chars, names: Sequence[Chars]) -> Chars:
    """The name that a span is a part of, else the span."""
    return next((n for n in names if n.start <= span.start and span.end <= n.end), span)
