"""What a model may know of a comma clause: the rules' own reading, its words and its neighbours, as (kind, value) features."""

from __future__ import annotations

from collections.abc import Sequence
from operator import add

from docintel.extract.labelled import Labelled
from docintel.extract.outline import Outline
from docintel.extract.phrases import verbs

VERSION = 2
"""Goes up with every change of what a feature means: a model made with other features is refused."""

Feature = tuple[str, object]
SIGNS = (*"的将要应须可拟已了过为是有不由对按把请逐如率每", "一律", "其中", "达到")
"""Words whose mere presence tells something."""


def features(clauses: Sequence[Labelled], i: int, outline: Outline, kind: str) -> list[Feature]:
    """The features of clause ``i`` but its letters; ``kind`` is the paper's kind. Values are text, numbers, truth values or None."""
    one = clauses[i]
    clause, head, text = one.clause, one.head, one.clause.text
    said = f"{one.rule}|{one.label}"
    act = text[head.act :]
    found: list[Feature] = [
        ("said", f"{said}|{one.prospective}"),
        ("kind", kind),
        ("kind-said", f"{kind}|{said}"),
        ("mark", clause.mark),
        ("goal", one.goal),
        ("modal", head.modal),
        ("subject", text[slice(*head.subject)][-2:] if head.subject else None),
        ("length", min(len(text) // 4, 10)),
        ("number", any(map(str.isdigit, text))),
        ("opens", text[:2]),
        ("act1", act[:1]),
        ("act2", act[:2]),
        ("act3", act[:3]),
        ("end1", text[-1:]),
        ("end2", text[-2:]),
        ("end3", text[-3:]),
    ]
    found += [("has", sign) for sign in SIGNS if sign in text]
    _verb(one, found)
    _neighbours(clauses, i, found)
    _headings(outline, clause.point, found)
    return found


def pairs(text: str) -> set[str]:
    """The pairs of neighbouring letters of a clause, each once."""
    return set(map(add, text, text[1:]))


def _verb(one: Labelled, found: list[Feature]) -> None:
    """The governing verb; where the rules saw none, the first verb behind which no 的 stands."""
    text, head = one.clause.text, one.head
    if head.verb:
        start, end = head.verb
        found += [("verb", text[start:end]), ("verb-at", min(start - head.act, 4)), ("behind-verb", min((len(text) - end) // 2, 6))]
        return
    last = text.rfind("的")
    found.append(("verb", None))
    free = next((m for m in verbs().finditer(text) if m.end() > last), None)
    if free is None:
        found.append(("some-verb", bool(verbs().search(text))))
        return
    start, end = free.span()
    found += [
        ("free-verb", free.group()),
        ("free-at", min(start, 8)),
        ("behind-free", min((len(text) - end) // 2, 5)),
        ("before-free", text[max(0, start - 1) : start]),
    ]


def _neighbours(clauses: Sequence[Labelled], i: int, found: list[Feature]) -> None:
    """The clauses before and behind in the same sentence, and the one that opens it."""
    sentence = clauses[i].clause.sentence
    first = i
    while first and clauses[first - 1].clause.sentence == sentence:
        first -= 1
    last = i + 1 == len(clauses) or clauses[i + 1].clause.sentence != sentence
    opening = clauses[first]
    found += [
        ("place", f"{first == i}{last}"),
        ("nth", min(i - first, 5)),
        ("sentence", opening.label),
        ("sentence-opens", opening.clause.text[:2]),
    ]
    if first < i:
        before = clauses[i - 1]
        found += [
            ("before", f"{before.rule}|{before.label}"),
            ("before-told", f"{bool(before.head.modal)}|{before.head.subject is not None}"),
            ("before-ends", before.clause.text[-2:]),
        ]
    if not last:
        behind = clauses[i + 1]
        found += [("behind", f"{behind.rule}|{behind.label}"), ("behind-opens", behind.clause.text[:1])]


def _headings(outline: Outline, point: int | None, found: list[Feature]) -> None:
    path = outline.path(point)
    if not path:
        found.append(("level", None))
        return
    inner, top = outline.points[path[0]], outline.points[path[-1]]
    found.append(("level", inner.level))
    if inner.head:
        found.append(("under", outline.text[slice(*inner.head)].strip()[-2:]))
    if top.head:
        found.append(("section", outline.text[slice(*top.head)].strip()[-4:]))
