"""Spellings: the keys by which names meet.

`exact_key` forgives accents, case and articles; `loose_key` and `loose_keys` forgive transliteration. What they forgive
lies in `data/spellings.toml`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
import zlib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

_QUOTES: Final = "’‘'`´ʿʾʻʼ′\"“”"
_WORD: Final = re.compile(r"[^\W_]+")
_GAP: Final = re.compile(r"(?:[^\w\n]|_)+")
_ARABIC_ARTICLE: Final = "ال"


_ROOM: Final = files("sijill.gazetteer")
_SPELLINGS: Final = (_ROOM / "data" / "spellings.toml").read_bytes()
_TABLE: Final[dict[str, Any]] = tomllib.loads(_SPELLINGS.decode())

# What keys are made of, as a sum: where it is another, the keys of an index have to be made anew. Taken when this is
# loaded, so that it is that of the code that runs, whatever is installed meanwhile.
SPELLINGS_SUM: Final = zlib.crc32((_ROOM / "names.py").read_bytes(), zlib.crc32(_SPELLINGS))


class _Flat(dict[int, str | int]):
    """For `str.translate`: quotes and accents become nothing, letters as the table says; the rest stays."""

    def __missing__(self, code: int) -> str | int:
        self[code] = "" if unicodedata.combining(chr(code)) else code
        return self[code]


_FLAT: Final = _Flat(str.maketrans(dict.fromkeys(_QUOTES, "") | _TABLE["letters"]))
_SPELLED: Final = {letter: sound for letter, sound in _TABLE["spelled"].items() if not letter.isascii()}
_ARTICLES: Final = frozenset(_TABLE["articles"])
_WORDS: Final[dict[str, str]] = {spelling: word for word, all_ in _TABLE["words"].items() for spelling in all_}
_SECOND: Final[dict[str, str]] = _TABLE["second"]
_TWO_SOUNDS: Final = re.compile("|".join(_SECOND))


class _Sounds:
    """Letters and groups of letters -> sounds."""

    def __init__(self, groups: list[tuple[str, str]], letters: dict[str, str]) -> None:
        self._sounds = tuple(sound for _, sound in groups)
        self._groups = re.compile("|".join(f"({pattern})" for pattern, _ in groups))
        self._letters = str.maketrans(letters)

    def of(self, word: str) -> str:
        """A word with its consonants as sounds."""
        heard = self._groups.sub(lambda match: self._sounds[(match.lastindex or 1) - 1], word)
        return heard.translate(self._letters)


_SOUNDS: Final = _Sounds(_TABLE["sounds"]["groups"], _TABLE["sounds"]["letters"])
_FEW_SOUNDS: Final = _Sounds(_TABLE["sounds"]["few_groups"], _TABLE["sounds"]["few_letters"])

# "Ezzor", "Essalam": an article grown together with its noun. "Salahuddin": a noun grown together with the next.
_GROWN: Final = re.compile(r"^[ae]([dnrstz])\1")
_FAITH: Final = re.compile(r"^(.{3,}?)[aeiou](?:ld|dd)(?:in|een|ine)$")
# The ends of words: -iyah, -iya, -ia, -ieh; then a plain vowel, its h dropped.
_IYA: Final = re.compile(r"(?<=[^eiy])(?:[ie]+y+|i+|y+)[ae]+$")
_END: Final = re.compile(r"[aeiouwy]+$")
# "Heseke", where e is a short a; at the end of other words, without an h, it is mute.
_KURDISH: Final = re.compile(r"[^aiouyw]+")
_FEMININE: Final = re.compile(r"(?<=.[^aeiouyw])[aei]t$")
# "PKK", "krkwk": no word that is spoken as it is written.
_MUTE: Final = re.compile(r"[^aeiou]*[^aeiouy]")
_RUN: Final = re.compile(r"[aeiouwy]+")
_GLIDE: Final = re.compile(r"[aeiou]*+([wy])[wy]*+(?=[aeiou])")
_DIPHTHONG: Final = re.compile(r"[ae]++[iy]|ae")
_NO_VOWELS: Final = str.maketrans("", "", "aeiouE")
_NO_HALVES: Final = str.maketrans("", "", "wyY")
_ROUND: Final = frozenset("ouw")
_DOUBLE: Final = re.compile(r"(.)\1+")
_SHORT_LETTERS: Final = 4
_ONE_VOWEL: Final = re.compile(r"([^aeiouwyWY])([aeiouwy]+)([^aeiouwyWY])")


def _flat(text: str) -> str:
    """Lower case without accents and quotes, Arabic letters in one spelling; lines stay lines."""
    return (text if text.isascii() else unicodedata.normalize("NFKD", text)).lower().translate(_FLAT)


@cache
def transliterated() -> frozenset[str]:
    """The countries (ISO alpha-2) whose names reach English from Arabic letters: they are also found by sound."""
    return frozenset(_TABLE["transliterated"])


@lru_cache(maxsize=16384)
def folded(name: str) -> str:
    """Lower-case words with single spaces; accents, quotes, hyphens and points gone, Arabic letters in one spelling."""
    return " ".join(_WORD.findall(_flat(name)))


@lru_cache(maxsize=16384)
def exact_key(name: str) -> str:
    """The key of a name, a leading Arabic or Spanish article aside: "Al-Karma", "al Karma" and "Karma" meet."""
    return _without_article(folded(name))


def exact_keys(names: Sequence[str]) -> list[str]:
    """The keys of many names of one line each, several times as fast as one by one."""
    lines = _GAP.sub(" ", _flat("\n".join(names))).split("\n") if names else []
    return [_without_article(line.strip()) for line in lines]


def _without_article(text: str) -> str:
    first, _, rest = text.partition(" ")
    if first in _ARTICLES and len(rest.replace(" ", "")) > 2:
        return rest
    return text[2:] if len(first) > 4 and first.startswith(_ARABIC_ARTICLE) else text


@lru_cache(maxsize=16384)
def loose_key(name: str) -> str | None:
    """The sound of a transliterated name: "Khanaqin" and "Khanaqeen", "Deir ez-Zor" and "Deir Ezzor" meet.

    Letters of one sound are one; a word's first vowel counts only as open (a, e, i) or round (o, u), its last one in
    full, those between not at all, and an end in -iyah, -a, -i or -o is told apart from none. None where too little is
    left to tell names apart.
    """
    return _sound(folded(name))


def short(sound: str) -> bool:
    """True for a key of only two consonants, which many other names share."""
    return sound.startswith("=")


@lru_cache(maxsize=16384)
def loose_keys(name: str) -> tuple[str, ...]:
    """All keys of a name's sound, `loose_key` first: names that share one meet.

    A second one reads dh, th and gh as d, t and g; letters like ş and ğ are also read as English would spell them.
    """
    plain = folded(name)
    readings = [plain]
    if not name.isascii():
        readings.append(folded(_english(name)))
    readings += [_TWO_SOUNDS.sub(lambda m: _SECOND[m[0]], text) for text in readings if _TWO_SOUNDS.search(text)]
    return tuple(dict.fromkeys(key for text in readings if (key := _sound(text))))


def _english(name: str) -> str:
    """Letters of Kurdish, Turkish and scholars' spelling as English writes their sounds."""
    text = unicodedata.normalize("NFC", name).lower()
    if any(letter in text for letter in "şçğêîû"):
        text = text.replace("c", _TABLE["spelled"]["c"])
    return "".join(_SPELLED.get(letter, letter) for letter in text)


def _sound(text: str) -> str | None:
    if not text.isascii():
        return None
    words = [word for word in text.split() if word not in _ARTICLES]
    if any(_MUTE.fullmatch(word) for word in words):
        return None
    sounds = [_word_sound(word, more=at + 1 < len(words)) for at, word in enumerate(words)]
    key = _DOUBLE.sub(r"\1", "".join(sounds))
    return key if _telling(key) else _short(words)


def _telling(key: str) -> bool:
    consonants = key.translate(_NO_VOWELS)
    return len(consonants) >= 3 and len(consonants.translate(_NO_HALVES)) >= 2


def _short(words: list[str]) -> str | None:
    """The key of a name of one word with two consonants: its vowels count in full, but ai, ay and ei are a."""
    if len(words) != 1 or len(words[0]) < _SHORT_LETTERS:
        return None
    body, end = _split_end(_FEW_SOUNDS.of(words[0]))
    match = _ONE_VOWEL.fullmatch(_DOUBLE.sub(r"\1", body))
    if not match or not end:
        return None
    first, run, second = match.groups()
    open_ = run == "a" or _DIPHTHONG.fullmatch(run)
    vowel = "u" if _round(run) else "a" if open_ else "i" if "i" in run or "ee" in body else "e"
    return f"={first}{vowel}{second}{end}"


@lru_cache(maxsize=16384)
def _word_sound(word: str, more: bool) -> str:
    """The sound of one word; `more`: another follows, so that -at and -et are its feminine end."""
    known = _WORDS.get(word)
    if known:
        return known
    if word[1:2] == word[2:3]:
        word = _GROWN.sub(r"\1", word)
    if word[-1] in "ne" and (faith := _FAITH.match(word)):
        return _word_sound(faith[1], True) + _WORDS["din"]
    if more and len(word) > 4:
        word = _FEMININE.sub("a", word)
    body, end = _split_end(_SOUNDS.of(word))
    # Kurdish and spoken Syrian Arabic write e for a in "Heseke"; elsewhere an e is an i.
    return _vowels(body, open_end=word.endswith(("e", "eh"))) + end


def _split_end(word: str) -> tuple[str, str]:
    """A word's body and its end as a class: Y for -iyah, a, i, u, e where it is mute as in English, or nothing."""
    spoken = len(word) > 3 and word[-1] == "h" and word[-2] in "aeiouy"
    if spoken:
        word = word[:-1]
    if len(word) > 3 and (match := _IYA.search(word)):
        return word[: match.start()], "Y"
    match = _END.search(word)
    if not match or match.start() == 0:
        return word, ""
    run = match[0]
    if run == "e" and not spoken and not _KURDISH.fullmatch(word):
        return word[:-1], "e"
    if len(run) > 1 and run[-2] in "wy" and run[-1] in "ae":  # "Shabwa": the half consonant is the body's
        return word[:-2] + run[-2].upper(), "a"
    end = "u" if _round(run) else "i" if "i" in run or "y" in run or run == "ee" else "a"
    return word[: match.start()], end


def _vowels(body: str, open_end: bool) -> str:
    """A word's body with its vowels as classes: a, i, u, E (a diphthong) or nothing; half consonants as w and y."""
    # A half consonant between vowels stands apart; the vowel before it counts for nothing.
    body = _GLIDE.sub(lambda match: match[1].upper(), body)
    pieces = _RUN.split(body)
    runs = _RUN.findall(body)
    lone = len(pieces[0]) == 1 and len(runs) > 1 and len(_DOUBLE.sub(r"\1", pieces[1])) == 1
    sounds = [pieces[0]]
    for at, run in enumerate(runs):
        before = pieces[at]
        if at == 0 and not (before[1:] and (before[-1] in "WY" or _DIPHTHONG.match(run))):
            sound = "u" if _round(run) and before != "m" else "a"
            # "Judaydah" is spoken "Jdayda": a short vowel before a diphthong is the first to go.
            if lone and len(run) == 1 and run != "a" and _DIPHTHONG.match(runs[1]):
                sound = ""
        elif _DIPHTHONG.match(run):
            sound = "i" if before[-1:] == "W" else "E"
        elif at + 1 < len(runs):
            sound = ""
        else:
            sound = "u" if _round(run) else "a" if run[0] == "a" or (open_end and run == "e") else "i"
        sounds += [sound, pieces[at + 1]]
    return "".join(sounds).replace("W", "w").replace("Y", "y")


def _round(run: str) -> bool:
    return not _ROUND.isdisjoint(run)
