"""What the event heads predict, in the order of their outputs. Shared by training and run time."""

from __future__ import annotations

from typing import Final, get_args

from sijill.model import Context, Fate, Group, Status, SubEventType

TYPES: Final[tuple[SubEventType, ...]] = get_args(SubEventType)
CONTEXTS: Final[tuple[Context, ...]] = get_args(Context)
STATUSES: Final[tuple[Status, ...]] = get_args(Status)
GROUPS: Final[tuple[Group, ...]] = get_args(Group)
FATES: Final[tuple[str, ...]] = ("none", *get_args(Fate))

# Layers of mentions, each tagged outside / begin / inside; a word can stand in several layers.
LAYERS: Final = ("trigger", "actor", "count", "place", "date", "weapon", "source", "person")
TAGS_A_LAYER: Final = 3

# The roles that a mention of a layer can fill in an event.
ROLES: Final = (
    "initiator", "target", "claimant", "killed", "wounded", "abducted", "arrested", "killed_or_wounded",
    "place", "date", "weapon", "source", "person",
)  # fmt: skip
ROLES_OF: Final[dict[str, tuple[str, ...]]] = {
    "actor": ("initiator", "target", "claimant"),
    "count": ("killed", "wounded", "abducted", "arrested", "killed_or_wounded"),
    "place": ("place",),
    "date": ("date",),
    "weapon": ("weapon",),
    "source": ("source",),
    "person": ("person",),
}

PAIR_WIDTH: Final = 128
SAME_WIDTH: Final = 64
