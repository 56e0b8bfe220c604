"""What a model may know of a comma clause: the rules' own reading, its words and its neighbours.

A clause has one value of each kind (or ABSENT) and any number of signs and pairs of letters.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from operator import add
from typing import Final

from docintel.extract import lexicon
from docintel.extract.labelled import Labelled
from docintel.extract.outline import Outline
from docintel.extract.phrases import verbs

VERSION = 3
"""Goes up with every change of what a feature means: a model made with other features is refused."""

Feature = tuple[str, object]
"""(kind, value); values are text, numbers, truth values or None."""
ABSENT: Final = "\0"
"""Stands for the value of a kind that a clause has none of."""
_HEADINGS = ("level", "under", "section")
_NEIGHBOURS = ("place", "nth", "sentence", "sentence-opens", "before", "before-told", "before-ends", "behind", "behind-opens")
_VERB = ("verb", "verb-at", "behind-verb", "verb-class", "some-verb", "free-verb", "free-at", "behind-free", "before-free")
KINDS = (
    *("said", "kind", "kind-said", "mark", "goal", "modal", "subject", "length", "number"),
    *("opens", "act1", "act2", "act3", "end1", "end2", "end3", *_VERB, *_NEIGHBOURS, *_HEADINGS),
)
"""The kinds that have one value, in the order in which :meth:`Clauses.values` gives them."""
_LETTERS = frozenset("的将要应须可拟已了过为是有不由对按把请逐如率每")
_WORDS = ("一律", "其中", "达到")
_PAIRS_OF_TRUTH = {(a, b): f"{a}|{b}" for a in (False, True) for b in (False, True)}
_PLACES = {(a, b): f"{a}{b}" for a in (False, True) for b in (False, True)}


def signs(text: str) -> list[str]:
    """Words whose mere presence tells something, each once."""
    return [*_LETTERS.intersection(text), *[word for word in _WORDS if word in text]]


def pairs(text: str) -> set[str]:
    """The pairs of neighbouring letters of a clause, each once."""
    return set(map(add, text, text[1:]))


def named(values: Sequence[object], text: str) -> list[Feature]:
    """Every feature of a clause by name, for training: its values, signs and pairs."""
    single = [(kind, value) for kind, value in zip(KINDS, values, strict=True) if value is not ABSENT]
    return [*single, *(("has", sign) for sign in sorted(signs(text))), *(("pair", pair) for pair in sorted(pairs(text)))]


class Clauses:
    """The labelled clauses of a paper as features; what they share is worked out once. ``kind`` is the paper's kind."""

    def __init__(self, clauses: Sequence[Labelled], outline: Outline, kind: str) -> None:
        self._clauses, self._outline, self._kind = clauses, outline, kind
        self._said = [f"{one.rule}|{one.label}" for one in clauses]
        self._first: list[int] = []  # for each clause the one that opens its sentence
        for i, one in enumerate(clauses):
            goes_on = i and one.clause.sentence == clauses[i - 1].clause.sentence
            self._first.append(self._first[-1] if goes_on else i)
        self._above: dict[int | None, tuple[object, ...]] = {}  # point → _headings

    def values(self, i: int) -> tuple[object, ...]:
        """The values of clause ``i``, in the order of KINDS."""
        one = self._clauses[i]
        clause, head, text = one.clause, one.head, one.clause.text
        said, at = self._said[i], head.act
        above = self._above.get(clause.point)
        if above is None:
            above = self._above[clause.point] = self._headings(clause.point)
        return (
            f"{said}|{one.prospective}",
            self._kind,
            f"{self._kind}|{said}",
            clause.mark,
            one.goal,
            head.modal,
            text[slice(*head.subject)][-2:] if head.subject else None,
            min(len(text) // 4, 10),
            not text.isalpha() and any(map(str.isdigit, text)),
            text[:2],
            text[at : at + 1],
            text[at : at + 2],
            text[at : at + 3],
            text[-1:],
            text[-2:],
            text[-3:],
            *_verb(one),
            *self._neighbours(i),
            *above,
        )

    def _neighbours(self, i: int) -> tuple[object, ...]:
        """The clauses before and behind in the same sentence, and the one that opens it."""
        clauses, first = self._clauses, self._first[i]
        last = i + 1 == len(clauses) or self._first[i + 1] != first
        opening = clauses[first]
        before: tuple[object, ...] = (ABSENT, ABSENT, ABSENT)
        if first < i:
            one = clauses[i - 1]
            told = _PAIRS_OF_TRUTH[bool(one.head.modal), one.head.subject is not None]
            before = (self._said[i - 1], told, one.clause.text[-2:])
        behind = (ABSENT, ABSENT) if last else (self._said[i + 1], clauses[i + 1].clause.text[:1])
        return (_PLACES[first == i, last], min(i - first, 5), opening.label, opening.clause.text[:2], *before, *behind)

    def _headings(self, point: int | None) -> tuple[object, ...]:
        path = self._outline.path(point)
        if not path:
            return None, ABSENT, ABSENT
        inner, top = self._outline.points[path[0]], self._outline.points[path[-1]]
        under, section = (self._outline.text[slice(*p.head)].strip() if p.head else None for p in (inner, top))
        return inner.level, ABSENT if under is None else under[-2:], ABSENT if section is None else section[-4:]


def _verb(one: Labelled) -> tuple[object, ...]:
    """The governing verb; where the rules saw none, the first verb behind which no 的 stands."""
    text, head = one.clause.text, one.head
    if head.verb:
        start, end = head.verb
        at, behind = min(start - head.act, 4), min((len(text) - end) // 2, 6)
        return text[start:end], at, behind, _flags().get(text[start:end], ABSENT), ABSENT, ABSENT, ABSENT, ABSENT, ABSENT
    last, some = text.rfind("的"), False
    for verb in verbs().finditer(text):
        some, (start, end) = True, verb.span()
        if end > last:
            free = (verb.group(), min(start, 8), min((len(text) - end) // 2, 5), text[max(0, start - 1) : start])
            return None, ABSENT, ABSENT, ABSENT, ABSENT, *free
    return None, ABSENT, ABSENT, ABSENT, some, ABSENT, ABSENT, ABSENT, ABSENT


@cache
def _flags() -> dict[str, str]:
    """Verb → its flag (data/verbs.tsv): what such verbs share holds for those seldom seen in training too."""
    return {row[0]: row[1] for row in lexicon.rows("verbs") if len(row) > 1 and row[1]}
