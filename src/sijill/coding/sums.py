"""Losses that one sentence sums up over several events, each of which is told with its own elsewhere: "five soldiers
were killed in attacks on two posts", then "two soldiers" at the one and "an officer and two men" at the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sijill.coding.casualties import is_firm
from sijill.coding.frames import Chars, Frame, Role
from sijill.coding.numbers import parts
from sijill.coding.setting import Setting
from sijill.model import COUNT_FIELDS
from sijill.model.vocabulary import CountField

# So many are the sum of one and one by chance.
_FEW = 2


def without_sums(frames: Sequence[Frame], ruled: Sequence[Frame], setting: Setting) -> tuple[list[Frame], list[Frame]]:
    """Both kinds of frames without losses of sentences whose numbers are the sums of what two or more `frames` lost."""
    told = sorted({(name, s) for f in (*frames, *ruled) for name in COUNT_FIELDS for s in f.spans(name)})
    homes = {(name, setting.sentences.at(span.start)) for name, span in told}
    sums = {sentence for name, sentence in homes if _is_sum(name, sentence, frames, told, setting)}

    def rid(frame: Frame) -> Frame:
        return replace(frame, roles=tuple(r for r in frame.roles if not _in_one(r, sums)))

    return [rid(f) for f in frames], [g for f in ruled if (g := rid(f)).spans(*COUNT_FIELDS)]


def _in_one(role: Role, sentences: set[Chars]) -> bool:
    return role.name in COUNT_FIELDS and any(role.span.overlaps(s) for s in sentences)


def _is_sum(
    name: CountField,
    sentence: Chars,
    frames: Sequence[Frame],
    told: Sequence[tuple[CountField, Chars]],
    setting: Setting,
) -> bool:
    """True where the sentence's number of one kind of loss is the sum of those of two or more frames told after it."""
    whole = _number(name, sentence, told, setting)
    later = [s for s in setting.sentences.spans if s.start >= sentence.end]
    lost = {n: k for s in later for n in _homes(s, frames) if (k := _number(name, s, told, setting))}
    owners = {n for n, f in enumerate(frames) if any(s.overlaps(sentence) for s in f.spans(name))}
    return whole > _FEW and len(lost) > 1 and sum(lost.values()) == whole and owners <= set(lost)


def _number(name: CountField, sentence: Chars, told: Sequence[tuple[CountField, Chars]], setting: Setting) -> int:
    """How many people a sentence counts under a heading; what two overlapping mentions count, once."""
    spans: list[Chars] = []
    for kind, span in told:
        if kind == name and span.overlaps(sentence) and not any(span.overlaps(s) for s in spans):
            spans.append(span)
    words = [setting.words(s) for s in spans]
    return sum(part.interval.low for w in words if is_firm(w) for part in parts(w))


def _homes(sentence: Chars, frames: Sequence[Frame]) -> Iterator[int]:
    """The frames of whose triggers one stands in a sentence."""
    yield from (n for n, f in enumerate(frames) if any(t.overlaps(sentence) for t in (f.trigger, *f.mentions)))
