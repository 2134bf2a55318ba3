"""Individuals named as having a part in an event, each once under the fullest name, and who the words say they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sijill.coding.frames import Chars, Frame
from sijill.coding.harm import harm_told
from sijill.coding.kinds import HITTING, TAKES
from sijill.coding.mentions import Reading
from sijill.coding.setting import Setting
from sijill.coding.sources import sources_in
from sijill.coding.text import trim
from sijill.model import EVENT_TYPE_OF, Fate

# From this chance on the heads are believed that somebody died whose death no word tells.
_SURE = 0.9
# From here on a name that was taken for a person's is a place's.
_SURELY_PLACE = 0.9
_WORD = re.compile(r"[^\W_]+")
# What stands between a name and another name of the same person.
_ALIAS = re.compile(
    r"^[\s,(\"“”'’]*(?:(?:also|better|widely|otherwise|commonly)\s+)?(?:known\s+(?:as|by)|nicknamed|alias|a\.?k\.?a\.?|dubbed|"
    r"called|whose\s++(?:real|full)?\s*+name\s+(?:is|was)|(?:with\s+)?(?:the\s+)?(?:alias|nom\s+de\s+guerre|nickname|kunya)(?:\s+of)?)"
    r"[\s,:\"“”'’]*$",
    re.IGNORECASE,
)
_TAKEN = re.compile(
    r"\b(?:snatched|abduct\w+|kidnap\w+|(?:dragged|pulled) (?:out of|from)|forced into|bundled into|whisked away|"
    r"(?:taken|led|carried|marched) (?:away|off)|(?:taken|held) (?:captive|hostage)|disappear\w+|missing|"
    r"in the hands of|(?:not|never) been (?:heard of|seen since))\b",
    re.IGNORECASE,
)
_SHOT_AT = re.compile(r"\b(?:shot|shoots?|shooting|fired) at\b", re.IGNORECASE)
_GOES_ON = re.compile(r"[\s\"“'‘]*(?:He|She|His|Her)\b")
# Where a description ends and a clause begins: "a teacher who was shot".
_CLAUSE = re.compile(
    r"(?:^|\s)(?:was|were|is|are|had|has|have|who|which|that|said|says|told|during|when|after|before)\b"
)
_ROLE_AFTER = re.compile(
    r"^[\"”’']?(?:\s*\([^)]*\))?,\s+(?:who (?:was|is) (?=(?:a|an|the)\b))?(?:(?:the|a|an|its|their|his)\s+)?"
    r"([^,.;()]{4,80})[,.;]"
)
_NO_ROLE = re.compile(
    r"^(?:(?:and|or|also|better|known|nicknamed|of|in|on|at|aged?|according|while|but|as)\b|\d)", re.IGNORECASE
)


def persons_of(frame: Frame, setting: Setting, reading: Reading) -> list[tuple[Chars, Fate | None]]:
    """The names of a frame's persons, in the order of the text, and what became of each."""
    parties = frame.spans("initiator", "target", "claimant")
    found: list[tuple[Chars, Fate | None]] = []
    for span in frame.spans("person"):
        heard, sure = reading.fates.get(span, (None, 0.0))
        fate = _told(heard, sure, span, frame, setting)
        span = trim(setting.text, span)
        if span.end <= span.start or not _individual(span, setting):
            continue
        if _tells(span, setting):
            continue  # Who tells of the event has mostly no part in it.
        unhurt = heard is None or (fate is None and _shot_at(span, setting))
        if unhurt and not any(span.overlaps(s) for s in parties):
            continue
        if found and _ALIAS.match(setting.text[found[-1][0].end : span.start]):
            continue
        found.append((span, fate))
    return _fullest(found, setting)


def _told(fate: Fate | None, sure: float, span: Chars, frame: Frame, setting: Setting) -> Fate | None:
    """What became of a person as the text tells: a death only where a sentence that names him has a word of it, or
    where the heads are `sure` and the event hits people without taking them."""
    if fate != "killed":
        return fate
    sentences = _naming(span, setting)
    told = {harm_told(sentence, "killed") for sentence in sentences}
    if "killed" in told:
        return "killed"
    if any(_TAKEN.search(sentence) for sentence in sentences):
        return "abducted"
    if "wounded" in told:
        return "wounded"
    hits = EVENT_TYPE_OF[frame.sub_event_type] in HITTING and frame.sub_event_type not in TAKES
    return "killed" if hits and sure >= _SURE and not _shot_at(span, setting) else None


def _shot_at(span: Chars, setting: Setting) -> bool:
    """True for whom somebody only shot at."""
    return any(_SHOT_AT.search(sentence) for sentence in _naming(span, setting))


def _naming(span: Chars, setting: Setting) -> list[str]:
    """The sentences that name a person: his own, those that have the last of his names, those that go on with "he"."""
    names = _WORD.findall(setting.words(span))
    last = re.compile(rf"\b{re.escape(names[-1])}\b") if names else None
    own = setting.sentences.at(span.start)
    out: list[str] = []
    named = False
    for sentence in setting.sentences.spans:
        words = setting.words(sentence)
        named = sentence == own or bool(last and last.search(words)) or (named and bool(_GOES_ON.match(words)))
        out += [words] if named else []
    return out


def _tells(span: Chars, setting: Setting) -> bool:
    """True for the subject of a reporting verb, whatever it tells."""
    return any(span.overlaps(s) for s in sources_in(setting, setting.sentences.at(span.start)))


def _individual(span: Chars, setting: Setting) -> bool:
    words = setting.words(span)
    if setting.tools.gazetteer.is_place(words) > _SURELY_PLACE:
        return False
    return not any(match.actor_id for _, _, match in setting.tools.registry.find(words, setting.country))


def _fullest(found: Sequence[tuple[Chars, Fate | None]], setting: Setting) -> list[tuple[Chars, Fate | None]]:
    """Persons without those that say again, in fewer words, who another is."""
    words = [frozenset(w.lower() for w in _WORD.findall(setting.words(span))) for span, _ in found]
    return [
        item
        for n, item in enumerate(found)
        if not any(words[n] < other or (words[n] == other and m < n) for m, other in enumerate(words) if m != n)
    ]


def role_of(span: Chars, setting: Setting) -> str | None:
    """What the words right after a name say the person is: `X, the governor of Diyala,`."""
    found = _ROLE_AFTER.match(setting.text[span.end : span.end + 130])
    words = _CLAUSE.split(found[1])[0].strip() if found else ""
    first = span.end + found.start(1) if found else 0
    own = bool(found) and re.search(r"\b(?:his|her|their)\s+$", setting.text[span.end : first]) is not None
    named = [e.start_char for e in setting.doc.ents if e.label_ == "PER" and first <= e.start_char < first + len(words)]
    if named and (own or named[0] == first):
        return None  # The next of several people.
    return None if _NO_ROLE.match(words) else " ".join(words.split()) or None
