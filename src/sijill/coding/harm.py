"""Frames by rule: sentences that say that people were killed, wounded, abducted or arrested.

A net under the learned heads. It reads the dependencies of a closed list of words (`data/harm.toml`), so that a
plain statement of losses is never missed because a head was unsure.
"""

from __future__ import annotations

import calendar
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from spacy.tokens import Doc, Token

from sijill.coding.casualties import is_firm, phrases
from sijill.coding.doers import side_words
from sijill.coding.edges import characters, noun_span, stretch
from sijill.coding.frames import Chars, Frame, Role, RoleName
from sijill.coding.idioms import idiom, is_body, loser
from sijill.coding.kinds import kind_of
from sijill.coding.setting import Setting
from sijill.coding.text import trim
from sijill.model import Group, SubEventType

RULE_SCORE = 0.7
_PASSIVE = frozenset({"nsubj:pass", "aux:pass"})
_OUTSIDE = frozenset({"case", "acl:relcl", "appos", "parataxis", "punct", "advcl"})
_BEFORE_PLACE = re.compile(
    r"\b(?:in|at|near|around|outside|inside|of|on|from|between|into|towards?)\s+(?:the\s+|\w+ern\s+)*$", re.IGNORECASE
)
_MISSING = re.compile(r"(?: (?:is|are|was|were|remain|remained))?(?: still)? (?:missing|unaccounted)\b", re.IGNORECASE)
_RELATIVES = frozenset({"who", "whom", "that", "which"})
_OF_ITSELF = re.compile(
    r"\b(?:illness|cancer|disease|sleep|stroke|heart (?:attack|failure)|natural causes|old age|aged \d+|a fall)\b",
    re.IGNORECASE,
)
_HARMED = frozenset({"wounded", "injured", "killed", "dead", "hurt"})
_OTHERS = frozenset({"another", "other", "others", "more"})
_FEW = frozenset(
    {"several", "many", "some", "dozens", "at", "least", "more", "than", "over", "nearly", "about", "around"}
)
# A phrase begins with such words, and has its noun within so many.
_BEFORE_NOUN = frozenset({"DET", "ADJ", "NUM", "NOUN", "PROPN"})
_PHRASE = 8
_JOINTS = frozenset({"and", ",", ";", "while", "–", "—"})
_MONTHS = frozenset(name.lower() for name in (*calendar.month_name, *calendar.month_abbr) if name)
_UNREAL = frozenset({"not", "never", "no", "could", "would", "may", "might", "should", "if", "will", "to"})


_ARMED: tuple[Group, ...] = ("state_forces", "non_state_forces")


@dataclass(frozen=True)
class _Lexicon:
    verbs: dict[str, RoleName]
    intransitive: dict[str, RoleName]
    nouns: dict[str, RoleName]
    counted: dict[str, RoleName]
    states: dict[str, RoleName]
    holders: frozenset[str]
    collectives: frozenset[str]
    heads: frozenset[str]
    trying: frozenset[str]
    freed: frozenset[str]
    came_away: frozenset[str]
    having: frozenset[str]
    takers: frozenset[str]
    losers: frozenset[str]
    payers: frozenset[str]
    fatal: frozenset[str]
    ends: frozenset[str]
    away: frozenset[str]
    remains: frozenset[str]
    found: frozenset[str]
    whither: frozenset[str]


@cache
def _lexicon() -> _Lexicon:
    raw = tomllib.loads(files("sijill.coding").joinpath("data/harm.toml").read_text(encoding="utf-8"))

    def turned(table: dict[str, list[RoleName]]) -> dict[str, RoleName]:
        return {lemma: field for field, lemmas in table.items() for lemma in lemmas}  # type: ignore[misc]

    return _Lexicon(
        verbs=turned(raw["verbs"]),
        intransitive=turned(raw["intransitive"]),
        nouns=turned(raw["nouns"]),
        counted=turned(raw["counted"]),
        states=turned(raw["states"]),
        holders=frozenset(raw["holders"]["of"]),
        collectives=frozenset(raw["collectives"]["words"]),
        heads=frozenset(raw["collectives"]["heads"]),
        trying=frozenset(raw["spared"]["trying"]),
        freed=frozenset(raw["spared"]["freed"]),
        came_away=frozenset(raw["spared"]["away"]),
        having=frozenset(raw["spared"]["having"]),
        takers=frozenset(raw["lives"]["take"]),
        losers=frozenset(raw["lives"]["lose"]),
        payers=frozenset(raw["lives"]["pay"]),
        fatal=frozenset(raw["fatal"]["verbs"]),
        ends=frozenset(raw["fatal"]["ends"]),
        away=frozenset(raw["taken"]["verbs"]),
        remains=frozenset(raw["remains"]["nouns"]),
        found=frozenset(raw["remains"]["verbs"]),
        whither=frozenset(raw["taken"]["whither"]),
    )


@cache
def _told(what: str) -> re.Pattern[str]:
    raw = tomllib.loads(files("sijill.coding").joinpath("data/harm.toml").read_text(encoding="utf-8"))
    return re.compile(rf"\b(?:{'|'.join(raw['sentence'][what])})", re.IGNORECASE)


def harm_told(sentence: str, role: RoleName) -> RoleName | None:
    """The harm that a sentence may tell where `role` is taken for it: "wounded" where no word is of the dead.

    None where it has no word of harm: numbers of people there are strengths, crowds, prisoners.
    """
    if role == "killed" and not _told("fatal").search(sentence):
        return "wounded" if _told("hurt").search(sentence) else None
    return role if _told("fatal").search(sentence) or _told("stems").search(sentence) else None


def spared(span: Chars, role: RoleName, setting: Setting) -> bool:
    """True for people of whom no harm is told: "nine were released", "rescued 20 women", "four are missing".

    Who came away may have wounds.
    """
    inside = setting.doc.char_span(span.start, span.end, alignment_mode="expand")
    if inside is None:
        return False
    verb, relation = inside.root.head, inside.root.dep_
    if is_body(inside.root):
        return True
    if role in ("killed", "wounded") and _MISSING.match(setting.text, span.end):
        return True
    if verb.dep_ == "xcomp" and verb.head.lemma_ in _lexicon().trying:
        return True
    if relation == "obj" and verb.lemma_ in _lexicon().having and not setting.words(span).lower().startswith("the"):
        return True
    if relation == "nsubj" and role == "wounded" and _acts(inside.root):
        return True
    hurt = any(t.lower_ in _HARMED for t in inside)
    freed = not hurt and verb.lemma_ in _lexicon().freed and relation in ("obj", "nsubj:pass")
    return freed or (role in ("killed", "target") and verb.lemma_ in _lexicon().came_away and relation == "nsubj")


def has_people(span: Chars, setting: Setting) -> bool:
    """True for those of whom only a strength is told: "the group boasts 300 fighters in Jilib, where ..."."""
    inside = setting.doc.char_span(span.start, span.end, alignment_mode="expand")
    if inside is None or inside.root.dep_ != "nsubj" or inside.root.head.lemma_ not in _lexicon().having:
        return False
    counted = _child(inside.root.head, "obj")
    return counted is not None and _child(counted, "nummod") is not None


def _acts(people: Token) -> bool:
    """True for people called wounded who do something: "40 wounded veterans marched"."""
    called = any(c.dep_ == "amod" and c.lower_ in _HARMED for c in people.children)
    plain = people.head.pos_ == "VERB" and people.head.lemma_ not in _lexicon().intransitive
    return called and plain and not any(c.dep_ in _PASSIVE for c in people.head.children)


def says_so(span: Chars, role: RoleName, setting: Setting) -> bool:
    """True where the verb that people are the object of says that harm of them."""
    inside = setting.doc.char_span(span.start, span.end, alignment_mode="expand")
    if inside is None or inside.root.dep_ not in ("obj", "nsubj:pass"):
        return False
    return _lexicon().verbs.get(inside.root.head.lemma_) == role


def does_harm(span: Chars, role: RoleName, setting: Setting) -> bool:
    """True for those who do that harm to others: "a hit squad murdered the mayor"."""
    inside = setting.doc.char_span(span.start, span.end, alignment_mode="expand")
    if inside is None or inside.root.dep_ != "nsubj":
        return False
    verb = inside.root.head
    harmed = next((c for c in verb.children if c.dep_ == "obj" and c.i > verb.i), None)
    return _lexicon().verbs.get(verb.lemma_) == role and harmed is not None and inside.root.i < verb.i


@dataclass(frozen=True)
class Harm:
    """One statement of harm: the word, what it says, who was harmed, who did it where that is said."""

    word: Token
    role: RoleName
    victim: Token
    doer: Token | None


def harms(doc: Doc) -> Iterator[Harm]:
    """Statements of harm of a parsed text, in its order."""
    words = _lexicon()
    for token in doc:
        if token.i and token.lower_ in _HARMED and doc[token.i - 1].lower_ in ("the", "those", "these"):
            continue  # "Two of the wounded" tells nothing of how they were.
        if (said := idiom(token)) is not None:
            told = said[1].dep_ == "obj" and loser(said[1]) is None
            yield Harm(token, *said, _child(token, "nsubj") if told else None)
        if token.pos_ == "VERB" and token.lemma_ in words.verbs:
            yield from _by_verb(token, words.verbs[token.lemma_])
        elif (
            token.pos_ == "VERB" and token.lemma_ in words.fatal and any(c.lower_ in words.ends for c in token.children)
        ):
            yield from _by_verb(token, "killed")
        elif token.pos_ == "VERB" and token.lemma_ in words.away:
            yield from _by_taking(token)
        elif token.pos_ == "VERB" and token.lemma_ in words.takers | words.losers | words.payers:
            yield from _by_lives(token)
        elif token.pos_ == "VERB" and token.lemma_ in words.intransitive:
            subject = _child(token, "nsubj")
            if subject is not None:
                yield Harm(token, words.intransitive[token.lemma_], subject, None)
        elif token.pos_ == "NOUN" and (token.lemma_ in words.nouns or token.lemma_ in words.counted):
            victim = _of(token, words.nouns[token.lemma_]) if token.lemma_ in words.nouns else None
            if victim is not None:
                yield Harm(token, words.nouns[token.lemma_], victim, None)
            elif token.lemma_ in words.counted and _child(token, "nummod") is not None:
                yield Harm(token, words.counted[token.lemma_], token, None)
            elif (
                token.lemma_ in words.remains
                and _child(token, "nummod") is not None
                and token.head.lemma_ in words.found
            ):
                yield Harm(token, "killed", token, None)
        elif token.lower_ in words.states and token.pos_ in ("ADJ", "VERB", "NOUN"):
            victim = _in_state(token)
            if victim is not None:
                yield Harm(token, words.states[token.lower_], victim, None)


def _by_taking(verb: Token) -> Iterator[Harm]:
    """Of verbs that take people somewhere, those that tell where to: "hostage", "away", "into the forest"."""
    if any(c.lower_ in _lexicon().whither for c in verb.children):
        yield from _by_verb(verb, "abducted")
    # "carried off four villagers": what stands before them may be taken for a preposition.
    off = next((c for c in verb.children if c.dep_ == "obl" and _case(c) == "off"), None)
    if off is not None and _child(verb, "obj") is None:
        yield Harm(verb, "abducted", off, _child(verb, "nsubj"))


def _child(token: Token, *deps: str) -> Token | None:
    return next((c for c in token.children if c.dep_ in deps), None)


def _of(token: Token, role: RoleName = "killed") -> Token | None:
    """Whose harm a noun is: "the death of X", "injuries to X"."""
    for child in token.children:
        if child.dep_ == "nmod" and any(c.dep_ == "case" and c.lower_ == "of" for c in child.children):
            return child
    # Parses may hang such a phrase on what is around it: "announced the deaths of several fighters".
    after = token.i + 1
    if after >= len(token.doc) or token.doc[after].lower_ not in (
        "of",
        "among",
        *(["to"] if role == "wounded" else []),
    ):
        return None
    for word in token.doc[after + 1 : after + _PHRASE]:
        if word.pos_ in ("NOUN", "PROPN") and word.dep_ not in ("compound", "nmod:desc"):
            return word
        if word.pos_ not in _BEFORE_NOUN and word.lower_ not in _FEW:
            return None
    return None


def _by_verb(token: Token, role: RoleName) -> Iterator[Harm]:
    yield from (Harm(token, role, c, None) for c in token.children if c.dep_.startswith("obl") and _beside(c))
    if any(c.dep_ in _PASSIVE for c in token.children):
        victim = _child(token, "nsubj:pass")
        doer = next((c for c in token.children if c.dep_ in ("obl:agent", "obl") and _case(c) == "by"), None)
    else:
        objects = [c for c in token.children if c.dep_ == "obj"]
        # Of two objects around the verb the one before it did it.
        victim = next((c for c in objects if c.i > token.i), objects[0] if objects else None)
        doer = _child(token, "nsubj") or _bare_before(token)
    if victim is None and token.dep_ == "conj":
        # "were killed and wounded": the second word shares the subject or object of the first.
        first = token.head
        victim = _child(first, "nsubj:pass") or _child(first, "obj")
        if not (first.lemma_ in _lexicon().verbs and victim is not None):
            return
    if victim is None and token.dep_ == "acl" and token.head.pos_ in ("NOUN", "PROPN", "NUM") and token.tag_ == "VBN":
        victim = token.head
    if victim is None:
        victim = _before_passive(token)
    if victim is not None and victim.lower_ in _RELATIVES and token.dep_ == "acl:relcl":
        victim = token.head  # "Three policemen whom they had kidnapped".
    victim = _gapped(token) or victim
    if victim is not None and victim.lemma_ in _lexicon().holders:
        victim = _of(victim) or victim
    if victim is not None:
        yield Harm(token, role, victim, doer)


def _before_passive(verb: Token) -> Token | None:
    """The noun right before "were wounded", where the parse hangs it elsewhere: "hit a crowd: two men were wounded"."""
    aux = next((c for c in verb.children if c.dep_ == "aux:pass"), None)
    noun = aux.nbor(-1) if aux is not None and aux.i else None
    if noun is None or noun.pos_ not in ("NOUN", "PROPN", "NUM"):
        return None
    while noun.dep_ == "conj" and noun.head.pos_ in ("NOUN", "PROPN") and noun.head.i < noun.i:
        noun = noun.head
    return noun


def _beside(token: Token) -> bool:
    """True after "together with" and "along with": what happened to others happened to these."""
    first = next((c for c in token.children if c.dep_ == "case" and c.lower_ == "with"), None)
    if first is None:  # "along with" may hang together.
        first = next((c for c in token.children if c.dep_ == "case"), None)
    words = token.doc[max(first.i - 1, 0) : first.i + 2].text.lower() if first is not None else ""
    return "together with" in words or "along with" in words


def _bare_before(verb: Token) -> Token | None:
    """What the parse takes for a bare adverbial before a verb without a subject is its subject: "A blast hurt four"."""
    return next((c for c in verb.children if c.dep_ == "obl:unmarked" and c.i < verb.i), None)


def _by_lives(token: Token) -> Iterator[Harm]:
    price = _child(token, "obj")
    if price is not None and any(c.lower_ in ("supreme", "ultimate") for c in price.children):
        victim = _child(token, "nsubj")
        if victim is not None:
            yield Harm(token, "killed", victim, None)
        return
    lives = _child(token, "obj")
    if lives is None or lives.lemma_ != "life":
        return
    losing = token.lemma_ in _lexicon().losers
    victim = _child(token, "nsubj") if losing else _of(lives)
    if victim is not None:
        yield Harm(token, "killed", victim, None)


def _case(token: Token) -> str | None:
    return next((c.lower_ for c in token.children if c.dep_ == "case"), None)


def _in_state(token: Token) -> Token | None:
    # "40 wounded veterans marched" counts veterans.
    number = _number_before(token) if token.dep_ != "amod" or token.head.i < token.i else None
    if token.dep_ == "conj" and token.i and token.nbor(-1).lower_ == "another":
        return token.nbor(-1)
    if token.head.lemma_ == "leave":
        return number or _child(token.head, "obj")
    subject = _child(token, "nsubj", "nsubj:pass")
    if subject is not None and token.pos_ == "ADJ":
        return subject
    if number is not None:
        return number
    if token.head.pos_ == "NOUN" and token.i > token.head.i and token.dep_ in ("acl", "amod"):
        return token.head
    return None


def _number_before(token: Token) -> Token | None:
    """The number right before "dead", "wounded": "left 12 dead and 20 wounded"; no day of a month."""
    before = token.doc[token.i - 1] if token.i else token
    dated = before.i > 0 and token.doc[before.i - 1].lower_ in _MONTHS
    # Years and thousands are no single event's.
    small = not before.text[:1].isdigit() or len(before.text) <= len("999")
    return before if before.pos_ == "NUM" and small and not dated else None


def _gapped(token: Token) -> Token | None:
    """The people right before a verb that leaves "was" out: "one was killed and another wounded"."""
    doc, at = token.doc, token.i - 1
    told = at >= 1 and (doc[at].lower_ in _OTHERS or doc[at].pos_ == "NUM")
    if token.tag_ not in ("VBN", "VBD") or not told:
        return None
    first = at
    while first > 0 and (doc[first - 1].pos_ == "NUM" or doc[first - 1].lower_ in _FEW):
        first -= 1
    joined = first > 0 and doc[first - 1].lower_ in _JOINTS
    return doc[at] if joined else None


def victim_span(text: str, head: Token) -> Chars:
    """The whole phrase of those harmed, with what is joined by "and", without clauses."""
    if head.lower_ in _OTHERS and head.i:  # Whatever the parse makes of "three others".
        first = head.i
        while first > 0 and (head.doc[first - 1].pos_ == "NUM" or head.doc[first - 1].lower_ in _FEW):
            first -= 1
        return characters(head.doc, first, head.i)
    keep = {head.i}

    def collect(token: Token) -> None:
        numbers = [c.i for c in token.children if c.dep_ == "nummod"]
        for child in token.children:
            counted = child.lower_ == "of" and any(n < child.i for n in numbers)  # "Two of its soldiers".
            if (child.dep_ in _OUTSIDE and not counted) or (child.dep_ == "conj" and child.pos_ == "VERB"):
                continue
            keep.add(child.i)
            collect(child)

    collect(head)
    first, last = stretch(keep, head.i, head.i)
    return trim(text, characters(head.doc, first, last))


def real(word: Token) -> bool:
    """False where the words around make it a wish, a denial or a rule: "could be killed", "was not killed"."""
    return not any(c.lower_ in _UNREAL for c in word.children if c.dep_ in ("advmod", "aux", "mark", "det"))


def harm_frames(doc: Doc, setting: Setting) -> list[Frame]:
    """A frame for each sentence that says that counted people came to harm; statements of a sentence join."""
    by_sentence: dict[int, list[Harm]] = {}
    for harm in harms(doc):
        if real(harm.word) and not setting.in_clutter(Chars(harm.word.idx, harm.word.idx + 1)):
            by_sentence.setdefault(setting.sentences.index(harm.word.idx), []).append(harm)
    frames = [_frame(setting, sentence, found) for sentence, found in by_sentence.items()]
    return [f for f in frames if f is not None]


def _frame(setting: Setting, number: int, found: list[Harm]) -> Frame | None:
    sentence = setting.sentences.spans[number]
    roles: list[Role] = []
    groups: set[Group] = set()
    for harm in found:
        span = victim_span(setting.text, harm.victim)
        # "executing informants" counts nobody: it may be a habit or a threat as well.
        firm = any(is_firm(p) for p in phrases(setting.words(span))) or (
            one_person(harm.victim, setting) and _violent(harm, setting.words(sentence))
        )
        if harm.victim.pos_ == "PRON" or not firm:
            continue
        role: RoleName = harm.role
        if any(h.victim == harm.victim and h.role != harm.role for h in found) and " or " in setting.words(sentence):
            role = "killed_or_wounded"
        roles.append(Role(role, span, RULE_SCORE, "harm"))
        groups.add(setting.tools.registry.group_of(setting.words(span), setting.country, fallback="civilians"))
        if harm.victim.pos_ == "NOUN" or harm.victim.pos_ == "PROPN":
            roles.append(Role("target", noun_span(harm.victim), RULE_SCORE, "harm"))
        if harm.doer is not None and harm.doer.pos_ in ("NOUN", "PROPN") and not _is_deed(harm.doer):
            doer = noun_span(harm.doer)
            if setting.actor(doer).group in ("state_forces", "non_state_forces"):
                roles.append(Role("initiator", doer, RULE_SCORE, "harm"))
    if not roles:
        return None
    inside = [s for s in setting.places if s.overlaps(sentence)]
    roles += [Role("place", s, RULE_SCORE, "harm") for s in inside if _said_as_place(setting, s)]
    roles += [Role("date", s, RULE_SCORE, "harm") for s in setting.time_spans() if s.overlaps(sentence)]
    word = found[0].word
    return Frame(
        trigger=Chars(word.idx, word.idx + len(word.text)),
        sub_event_type=_type(setting.words(sentence), {r.name for r in roles}, groups),
        roles=tuple(dict.fromkeys(roles)),
        score=RULE_SCORE,
    )


def _is_deed(token: Token) -> bool:
    """True for what is done, and nobody who does it: "a military air strike killed ten"."""
    return kind_of(token.text) is not None or token.lemma_ in side_words()["partners"]["deeds"]


def _violent(harm: Harm, sentence: str) -> bool:
    """True for harm that somebody did: "killed", "was assassinated"; not "died of cancer", "was injured in a fall"."""
    if _lexicon().verbs.get(harm.word.lemma_) is None or _OF_ITSELF.search(sentence):
        return False
    return harm.role != "wounded" or harm.doer is not None


def one_person(victim: Token, setting: Setting) -> bool:
    """True for one person told by what he is: "the imam", "its commander"; false for "the army", "the village"."""
    said = victim.left_edge.pos_ == "DET" or any(c.dep_ in ("det", "nmod:poss") for c in victim.children)
    if not said or victim.tag_ != "NN" or victim.lemma_ in _lexicon().collectives:
        return False
    groups = {setting.tools.registry.group_of(victim.text, setting.country, fallback=g) for g in _ARMED}
    return len(groups) == 1 or victim.lemma_ in _lexicon().heads


def _said_as_place(setting: Setting, span: Chars) -> bool:
    """True where a preposition of place stands before the name: "in Haija", not "Haija police"."""
    return _BEFORE_PLACE.search(setting.text[max(0, span.start - 25) : span.start]) is not None


def _type(words: str, roles: set[RoleName], groups: set[Group]) -> SubEventType:
    harmed = roles & {"killed", "wounded", "killed_or_wounded"}
    if not harmed:
        return "Abduction/forced disappearance" if "abducted" in roles else "Arrests"
    return kind_of(words) or ("Armed clash" if groups & {"state_forces", "non_state_forces"} else "Attack")
