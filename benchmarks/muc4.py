"""Role fillers of MUC-4: `python -m benchmarks.muc4 [--benchmark FOLDER] [--fit]`.

A document of capitals gets its case back (`sijill.language.truecase`), is coded as any report, and what Sijill says of
it (the accounts' roles, the typed mentions, what hangs on a trigger) becomes MUC-4's five roles. What MUC-4 counts is
narrower than what Sijill codes (terrorist acts, victims by name, things as targets, the annotators' choice of words),
so which mentions to give is decided by a linear model per role over what Sijill says of each, and what its event heads
see at the words, around them and in the whole document. Its weights lie in `benchmarks/data/muc4.json`; `--fit` makes
them anew from the train part (never from dev).

The benchmark's own `score_muc4.py` scores (CEAF-REE); it needs scipy.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from spacy.tokens import Span, Token

from benchmarks.accuracy import BENCHMARK
from benchmarks.re3d import lines, scorer
from sijill.codebook import registry
from sijill.coding import load
from sijill.coding.capitals import cased
from sijill.coding.frames import Chars
from sijill.coding.harm import harms
from sijill.coding.named import Named, named
from sijill.coding.setting import Setting
from sijill.coding.trace import Trace
from sijill.language import HEADS_KEY
from sijill.language.eventlabels import LAYERS, TAGS_A_LAYER
from sijill.model import CodedReport, Report

Norm = Callable[[str], str]
Numbers = NDArray[np.float64]
WEIGHTS = Path(__file__).parent / "data" / "muc4.json"
ROLES = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
# Which typed mentions may fill a role.
KINDS: dict[str, frozenset[tuple[str, str]]] = {
    "PerpInd": frozenset({("person", "noun"), ("organisation", "noun"), ("person", "name")}),
    "PerpOrg": frozenset({("organisation", "name"), ("organisation", "noun")}),
    "Target": frozenset(
        (kind, how) for kind in ("place", "vehicle", "platform", "organisation") for how in ("noun", "name")
    )
    - {("place", "name")},
    "Victim": frozenset({("person", "name")}),
    "Weapon": frozenset({("weapon", "noun"), ("vehicle", "noun")}),
}
# Features of fewer candidates are left out.
_SEEN_LEAST = 5
_RIDGE = 30.0
# The same for what the heads see, which is scaled; and how far from its mean a number counts.
_HEADS_RIDGE = 200.0
_FAR = 4.0


@dataclass(frozen=True)
class Candidate:
    """Words that may fill a role, and what Sijill says of them: features that hold, and numbers of the event heads."""

    role: str
    words: str
    features: frozenset[str]
    seen: tuple[float, ...]


@dataclass(frozen=True)
class Model:
    """For each role the weights of its features (`""`: the constant), those of the heads' numbers, and the least score
    to be given; `mean` and `scale` of each number."""

    weights: dict[str, dict[str, float]]
    heads: dict[str, list[float]]
    mean: list[float]
    scale: list[float]
    least: dict[str, float]

    def score(self, candidate: Candidate) -> float:
        """How surely the words fill the role, in log odds."""
        known = self.weights[candidate.role]
        seen = scaled(np.array([candidate.seen]), np.array(self.mean), np.array(self.scale))[0]
        plain = known[""] + sum(known.get(name, 0.0) for name in candidate.features)
        return plain + float(seen @ np.array(self.heads[candidate.role]))

    def chosen(self, candidates: Sequence[Candidate]) -> dict[str, list[list[str]]]:
        """The fillers of each role."""
        scored = [(self.score(c), c) for c in candidates]
        return {role: given(scored, role, self.least[role]) for role in ROLES}


# --- what Sijill says of a document ---------------------------------------------------------------------------------


def report_of(document: dict[str, Any]) -> Report:
    """A document as a report: its text without the header, in the case that it lost, and the day of its dateline."""
    text = document["text"][document.get("body_start") or 0 :]
    told = (document.get("dateline") or {}).get("date") or ""
    # Some datelines lack their year: "--02-07".
    day = date.fromisoformat(told) if len(told) == 10 else None
    return cased(Report(id=document["id"], text=text, published=day), registry())


def candidates(document: dict[str, Any]) -> list[Candidate]:
    """The candidates of all roles, each string of a role once, with all that is said of its occurrences."""
    report, trace = report_of(document), Trace()
    coded = load().read(report, trace)
    if trace.setting is None:
        return []
    about = About(trace, trace.setting, coded)
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    seen: dict[tuple[str, str], list[Numbers]] = defaultdict(list)
    heads = Heads(trace.setting)
    for mention in named(trace.setting):
        roles = [role for role in ROLES if (mention.kind, mention.how) in KINDS[role]]
        features = about.features(mention) if roles else set()
        for form, words in about.forms(mention) if roles else ():
            for role in roles:
                found[role, words] |= features | {f"form {form}", f"length {min(len(words.split()), 4)}"}
                seen[role, words].append(heads.at(about.tokens(mention.head), about.tokens(mention.span)))
    found = _joined(found, report.text)
    low = " ".join(report.text.lower().split())
    for (_, words), features in found.items():
        features.add(f"times {min(low.count(words.lower()), 4)}")
    return [
        Candidate(role, words, frozenset(features), heads.of_all(seen[role, words]))
        for (role, words), features in sorted(found.items())
    ]


def _joined(found: dict[tuple[str, str], set[str]], text: str) -> dict[tuple[str, str], set[str]]:
    """The candidates, names that are a part of a fuller one, or stand in brackets after it, joined to that."""
    out: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (role, words), features in found.items():
        names = [w for (r, w), f in found.items() if r == role and "form name" in f] if "form name" in features else []
        fuller = [w for w in names if _fuller(w, words, text, person=any("person" in f for f in features))]
        out[role, max(fuller, key=lambda w: (len(w), w), default=words)] |= features
    return out


def _fuller(name: str, words: str, text: str, *, person: bool) -> bool:
    if name == words:
        return False
    if person and set(words.lower().split()) < set(name.lower().split()):
        return True
    return re.search(rf"{re.escape(name)}\W{{1,3}}[(\[]{re.escape(words)}[)\]]", text) is not None


class About:
    """What Sijill says of a mention: what it is, what it hangs on, which roles it has in which accounts."""

    def __init__(self, trace: Trace, setting: Setting, coded: CodedReport) -> None:
        self.setting, self.coded = setting, coded
        self.frames = trace.frames
        self.layers = trace.reading.mentions if trace.reading else ()
        self.harmed = {h.victim.i: h.role for h in harms(setting.doc)}
        self.harming = {h.word.i for h in harms(setting.doc)}
        self.triggers = {
            token.i: n
            for n, frame in enumerate(self.frames)
            for span in (frame.trigger, *frame.mentions)
            for token in self.tokens(span)
        }
        self.told = [
            {t.lemma_.lower() for s in (f.trigger, *f.mentions) for t in self.tokens(s) if t.pos_ in ("NOUN", "VERB")}
            for f in self.frames
        ]
        self.heard: dict[int, list[int]] = defaultdict(list)
        for n, frame in enumerate(self.frames):
            for number in {setting.sentences.index(s.start) for s in (frame.trigger, *frame.mentions)}:
                self.heard[number].append(n)

    def tokens(self, span: Chars) -> Span:
        """The words of a stretch of the text."""
        found = self.setting.doc.char_span(span.start, span.end, alignment_mode="expand")
        if found is None:
            raise ValueError(f"no words at {span}")
        return found

    def forms(self, mention: Named) -> Iterator[tuple[str, str]]:
        """The words by which a mention may be given: a name as it is; a noun with more or less of what is before it."""
        if mention.how == "name":
            yield "name", _plain(self.setting.words(mention.head))
            return
        tokens = self.tokens(mention.span)
        head = self.tokens(mention.head).root
        before = [t for t in tokens if t.i < head.i and t.pos_ != "DET"]
        if before[:1] and before[0].i > 0 and tokens[0].i > 0 and tokens[0].nbor(-1).pos_ == "NUM":
            before.insert(0, tokens[0].nbor(-1))
        near = [t for t in before if t.dep_ == "compound" and t.head.i == head.i]
        said = {
            "head": [head],
            "compound": [*near, head],
            "before": [*before, head],
            "unnumbered": [*(t for t in before if t.pos_ != "NUM"), head],
            "whole": [t for t in tokens if t.i >= (before[0].i if before else head.i)],
        }
        seen = set()
        for form, parts in said.items():
            words = _plain(self.setting.text[parts[0].idx : parts[-1].idx + len(parts[-1].text)])
            if words not in seen:
                seen.add(words)
                yield form, words

    def features(self, mention: Named) -> set[str]:
        """The names of what holds of a mention, wherever its words are cut."""
        root = self.tokens(mention.head).root
        out = {f"is {mention.kind} by {mention.how}", f"several {mention.several}", *self._governed(root, "")}
        if mention.how == "noun":
            out.add(f"noun {root.lemma_.lower()}")
            out |= {f"with {c.lemma_.lower()}" for c in root.children if c.dep_ in ("amod", "compound")}
            out.add("group " + self.setting.tools.registry.group_of(self.setting.words(mention.span), None))
        if root.i in self.harmed:
            out.add(f"harmed {self.harmed[root.i]}")
        out |= {f"heads {m.layer}" for m in self.layers if m.chars.overlaps(mention.head)}
        out |= self._roles(mention.head)
        return out | self._around(mention.head)

    def _governed(self, token: Token, lead: str) -> set[str]:
        """What the mention hangs on: a trigger of an account, a word of harm, another word; and how."""
        head, case = token.head, next((c.lower_ for c in token.children if c.dep_ == "case"), "")
        if token.dep_ in ("conj", "appos") and not lead:
            return {f"and {f}" for f in self._governed(head, "and ")} | {token.dep_}
        link = f"{token.dep_} {case}".strip()
        out = {f"link {link}", f"on {link} {head.lemma_.lower()}"}
        if head.i in self.triggers:
            out |= {f"trigger {link}", f"trigger {link} {self.frames[self.triggers[head.i]].sub_event_type}"}
        if head.i in self.harming:
            out.add(f"harm {link}")
        above = head.head
        if above is not head and (above.i in self.triggers or above.i in self.harming):
            out.add(f"under {head.dep_} {link}")
        return out

    def _roles(self, span: Chars) -> set[str]:
        """The roles that the accounts give to the words."""
        out = set()
        for event, frame in zip(self.coded.events, self.frames, strict=True):
            for role in frame.roles:
                if role.span.overlaps(span):
                    sure = "surely" if role.score >= 0.5 else "perhaps"
                    out |= {f"fills {role.name}", f"fills {role.name} {sure}", f"fills {role.name} {event.context}"}
                    out.add(f"fills {role.name} {event.event_type}")
        return out

    def _around(self, span: Chars) -> set[str]:
        """The accounts told in the sentence, and those of the whole report."""
        number = self.setting.sentences.index(span.start)
        out = {f"sentence {min(number, 6) // 2}", f"accounts {min(len(self.frames), 3)}"}
        out |= {f"report {e.event_type} {e.context}" for e in self.coded.events}
        out |= {f"report tells {word}" for words in self.told for word in words}
        for n in self.heard.get(number, ()):
            event = self.coded.events[n]
            out |= {f"beside tells {word}" for word in self.told[n]}
            out |= {f"beside {event.sub_event_type}", f"beside {event.context}", f"beside {event.status}"}
        return out


class Heads:
    """What the event heads say of a document's words, as numbers."""

    def __init__(self, setting: Setting) -> None:
        self.said: dict[str, Numbers] = setting.doc.user_data[HEADS_KEY]
        tags = self.said["event_tags"].reshape(len(setting.doc), len(LAYERS), TAGS_A_LAYER)
        odds = np.exp(tags - tags.max(axis=-1, keepdims=True))
        # The chance of each word to be in a mention of each layer; the first layer is the triggers'.
        self.inside: Numbers = 1.0 - odds[:, :, 0] / odds.sum(axis=-1)
        every = slice(0, len(setting.doc))
        self.document = np.concatenate([self.inside.max(axis=0), [self.inside[:, 0].sum()], self._kinds(every)])

    def _kinds(self, words: slice) -> Numbers:
        """The kinds of event that words tell, those of likely triggers above all."""
        weight = self.inside[words, 0]
        kinds: Numbers = (self.said["event_kinds"][words] * weight[:, None]).sum(axis=0)
        return kinds / max(float(weight.sum()), 1e-3)

    def at(self, head: Span, whole: Span) -> Numbers:
        """What they say at one mention and of its sentence."""
        root, sentence = head.root, slice(head.root.sent.start, head.root.sent.end)
        triggers = self.inside[sentence, 0]
        projected = [self.said[name][root.i] for name in ("event_mention", "event_people", "event_same")]
        around = [[triggers.max(), triggers.sum()], self._kinds(sentence)]
        return np.concatenate(
            [self.inside[root.i], self.inside[whole.start : whole.end].max(axis=0), *projected, *around]
        )

    def of_all(self, mentions: Sequence[Numbers]) -> tuple[float, ...]:
        """All mentions of the same words, and the document."""
        rows = np.stack(mentions)
        best = rows[:, : 2 * len(LAYERS)].max(axis=0)
        return tuple(np.concatenate([rows.mean(axis=0), best, self.document]).round(3).tolist())


def scaled(numbers: Numbers, mean: Numbers, scale: Numbers) -> Numbers:
    """Numbers of candidates `[candidates, numbers]` as steps of their spread from their mean."""
    return np.clip((numbers - mean) / scale, -_FAR, _FAR)


def _plain(words: str) -> str:
    return " ".join(words.split()).strip(" \"“”'.,")


# --- the choice -----------------------------------------------------------------------------------------------------


def fitted(documents: Sequence[dict[str, Any]], found: Sequence[Sequence[Candidate]], norm: Norm) -> Model:
    """The weights that best tell the fillers of these documents from other candidates (ridge logistic regression)."""
    weights, heads = {}, {}
    every = np.array([c.seen for cs in found for c in cs])
    mean, scale = every.mean(axis=0).round(4), (every.std(axis=0) + 1e-3).round(4)
    for role in ROLES:
        rows = [(d, c) for d, cs in zip(documents, found, strict=True) for c in cs if c.role == role]
        right = np.array([_fills(c, d["roles"].get(role, []), norm) for d, c in rows], dtype=np.float64)
        seen = Counter(name for _, c in rows for name in c.features)
        names = [name for name, times in sorted(seen.items()) if times >= _SEEN_LEAST]
        column = {name: n for n, name in enumerate(names, 1)}
        known = [[column[f] for f in c.features if f in column] for _, c in rows]
        told = scaled(np.array([c.seen for _, c in rows]), mean, scale)
        found_weights = _logistic(known, told, right, len(names)).round(3).tolist()
        weights[role] = dict(zip(["", *names], found_weights, strict=False))
        heads[role] = found_weights[len(names) + 1 :]
    return Model(weights, heads, mean.tolist(), scale.tolist(), {})


def _fills(candidate: Candidate, gold: Sequence[Sequence[str]], norm: Norm) -> bool:
    return any(norm(candidate.words) in {norm(m) for m in entity} for entity in gold)


def _logistic(rows: Sequence[Sequence[int]], seen: Numbers, right: Numbers, width: int) -> Numbers:
    """Weights, the constant first, of rows that name the columns (1 to `width`) that hold, and of the numbers seen."""
    ends = np.cumsum([0, *(len(row) + 1 for row in rows)])
    columns = np.concatenate([[0, *row] for row in rows])
    table = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(rows), width + 1))
    ridge = np.concatenate([[0.0], np.full(width, _RIDGE), np.full(seen.shape[1], _HEADS_RIDGE)])

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        scores = table @ weights[: width + 1] + seen @ weights[width + 1 :]
        missed = np.logaddexp(0.0, scores) - right * scores
        wrong = 1.0 / (1.0 + np.exp(-scores)) - right
        slope = np.concatenate([table.T @ wrong, seen.T @ wrong]) + ridge * weights
        return float(missed.sum() + (ridge * weights**2).sum() / 2), slope

    found: Numbers = minimize(loss, np.zeros(len(ridge)), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return found


Scored = list[tuple[float, Candidate]]


def given(scored: Scored, role: str, least: float) -> list[list[str]]:
    """The fillers of a role, the surest first; of words within words only the surer."""
    out: list[list[str]] = []
    taken: list[frozenset[str]] = []
    for score, candidate in sorted(scored, key=lambda item: (-item[0], item[1].words)):
        own = frozenset(candidate.words.lower().split())
        if candidate.role == role and score >= least and not any(own <= o or o <= own for o in taken):
            taken.append(own)
            out.append([candidate.words])
    return out


def least_scores(gold: Sequence[dict[str, Any]], scored: Sequence[Scored], score: ModuleType) -> dict[str, float]:
    """The least score of each role with which all roles together do best (each in turn, until none gets better)."""
    tried = np.arange(-3.0, 0.6, 0.1).round(1).tolist()
    by_number = dict(enumerate(gold))
    hits: dict[tuple[str, float], Numbers] = {}
    for role in ROLES:
        for least in tried:
            told = {n: {role: given(s, role, least)} for n, s in enumerate(scored)}
            row = score.score(by_number, told, roles=(role,))[role]
            hits[role, least] = np.array([row["hit"], row["pred"], row["gold"]])

    def together(chosen: dict[str, float]) -> tuple[float, float]:
        right, pred, real = np.sum([hits[role, least] for role, least in chosen.items()], axis=0)
        return 2 * right / max(pred + real, 1), sum(chosen.values())

    best = dict.fromkeys(ROLES, -1.5)
    before: dict[str, float] = {}
    while best != before:
        before = best
        for role in ROLES:
            best = max(({**best, role: least} for least in tried), key=together)
    return best


def crossed(
    documents: Sequence[dict[str, Any]], found: Sequence[Sequence[Candidate]], score: ModuleType, folds: int = 3
) -> Model:
    """A model of all documents; the least scores are those for scores that others' documents gave each document."""
    scored: list[Scored] = [[] for _ in documents]
    for fold in range(folds):
        rest = [n for n in range(len(documents)) if n % folds != fold]
        model = fitted([documents[n] for n in rest], [found[n] for n in rest], score.norm)
        for n in range(fold, len(documents), folds):
            scored[n] = [(model.score(c), c) for c in found[n]]
    least = least_scores([d["roles"] for d in documents], scored, score)
    return replace(fitted(documents, found, score.norm), least=least)


# --- running --------------------------------------------------------------------------------------------------------


def found_in(documents: Sequence[dict[str, Any]], kept: Path | None) -> list[list[Candidate]]:
    """The candidates of each document; kept line by line in a file, where one is named, for the next run."""
    known = {row["id"]: row["found"] for row in lines(kept)} if kept and kept.is_file() else {}
    out = []
    for n, document in enumerate(documents, 1):
        if document["id"] in known:
            out.append([Candidate(r, w, frozenset(f), tuple(n)) for r, w, f, n in known[document["id"]]])
            continue
        out.append(candidates(document))
        if kept:
            row = {"id": document["id"], "found": [(c.role, c.words, sorted(c.features), c.seen) for c in out[-1]]}
            with kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")
        if n % 100 == 0:
            print(f"{n} of {len(documents)} documents read", file=sys.stderr, flush=True)
    return out


def stored() -> Model:
    """The weights as they lie in the repository."""
    raw = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Model(**raw)


def main() -> None:
    """Measure and print, or fit."""
    cli = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    cli.add_argument("--benchmark", type=Path, default=BENCHMARK)
    cli.add_argument("--fit", action="store_true", help="make the weights anew from the train part")
    cli.add_argument("--every", type=int, default=1, metavar="N", help="take every Nth document")
    cli.add_argument("--keep", type=Path, metavar="FILE", help="candidates kept here from one run to the next")
    args = cli.parse_args()
    score = scorer(args.benchmark, "score_muc4")
    part = "train" if args.fit else "dev"
    documents = lines(args.benchmark / "muc4" / f"muc4_{part}.jsonl")[:: args.every]
    found = found_in(documents, args.keep)
    if args.fit:
        model = crossed(documents, found, score)
        kept = {role: {n: w for n, w in table.items() if abs(w) >= 0.02} for role, table in model.weights.items()}
        WEIGHTS.parent.mkdir(exist_ok=True)
        told = asdict(replace(model, weights=kept))
        WEIGHTS.write_text(json.dumps(told, indent=0), encoding="utf-8")
        return
    model = stored()
    told = {d["id"]: model.chosen(cs) for d, cs in zip(documents, found, strict=True)}
    result = score.score({d["id"]: d["roles"] for d in documents}, told)
    print(f"MUC-4 {part}: {len(documents)} documents\n\n| | P | R | F1 | told | in gold |\n|---|---|---|---|---|---|")
    for role, row in result.items():
        print(f"| {role} | {row['P']:.3f} | {row['R']:.3f} | {row['F1']:.3f} | {row['pred']} | {row['gold']} |")


if __name__ == "__main__":
    main()
