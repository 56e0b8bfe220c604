"""What a model may know of a comma clause: the rules' own reading, its words and its neighbours, as names of features."""

from __future__ import annotations

from collections.abc import Sequence

from docintel.extract.labelled import Labelled
from docintel.extract.outline import Outline
from docintel.extract.phrases import verbs

VERSION = 1
"""Goes up with every change of what a feature means: a model made with other features is refused."""

SIGNS = (*"的将要应须可拟已了过为是有不由对按把请逐如率每", "一律", "其中", "达到")
"""Words whose mere presence tells something."""


def features(clauses: Sequence[Labelled], i: int, outline: Outline, kind: str) -> list[str]:
    """The features of clause ``i``; ``kind`` is the paper's kind. Each stands once."""
    one = clauses[i]
    clause, head, text = one.clause, one.head, one.clause.text
    said = f"{one.rule}|{one.label}"
    found = {
        f"said={said}|{one.prospective}",
        f"kind={kind}",
        f"kind-said={kind}|{said}",
        f"mark={clause.mark}",
        f"heading={clause.heading}",
        f"goal={one.goal}",
        f"modal={head.modal}",
        f"subject={text[slice(*head.subject)][-2:] if head.subject else None}",
        f"length={min(len(text) // 4, 10)}",
        f"number={any(c.isdigit() for c in text)}",
        f"opens={text[:2]}",
    }
    act = text[head.act :]
    for n in (1, 2, 3):
        found.add(f"act{n}={act[:n]}")
        found.add(f"end{n}={text[-n:]}")
    found.update(f"has={sign}" for sign in SIGNS if sign in text)
    found.update(_verb(one))
    found.update(_neighbours(clauses, i))
    found.update(_headings(outline, clause.point))
    found.update(f"pair={text[k : k + 2]}" for k in range(len(text) - 1))
    return list(found)


def _verb(one: Labelled) -> list[str]:
    """The governing verb; where the rules saw none, the last verb behind which no 的 stands."""
    text, head = one.clause.text, one.head
    if head.verb:
        return [
            f"verb={text[slice(*head.verb)]}",
            f"verb-at={min(head.verb[0] - head.act, 4)}",
            f"behind-verb={min((len(text) - head.verb[1]) // 2, 6)}",
        ]
    free = next((m for m in verbs().finditer(text) if "的" not in text[m.end() :]), None)
    if free is None:
        return ["verb=None", f"some-verb={bool(verbs().search(text))}"]
    start, end = free.span()
    return [
        "verb=None",
        f"free-verb={free.group()}",
        f"free-at={min(start, 8)}",
        f"behind-free={min((len(text) - end) // 2, 5)}",
        f"before-free={text[max(0, start - 1) : start]}",
    ]


def _neighbours(clauses: Sequence[Labelled], i: int) -> list[str]:
    """The clauses before and behind in the same sentence, and the one that opens it."""
    sentence = clauses[i].clause.sentence
    first = i
    while first and clauses[first - 1].clause.sentence == sentence:
        first -= 1
    last = i + 1 == len(clauses) or clauses[i + 1].clause.sentence != sentence
    opening = clauses[first]
    out = [
        f"place={first == i}{last}",
        f"nth={min(i - first, 5)}",
        f"sentence={opening.label}",
        f"sentence-opens={opening.clause.text[:2]}",
    ]
    if first < i:
        before = clauses[i - 1]
        out += [
            f"before={before.rule}|{before.label}",
            f"before-told={bool(before.head.modal)}|{before.head.subject is not None}",
            f"before-ends={before.clause.text[-2:]}",
        ]
    if not last:
        behind = clauses[i + 1]
        out += [f"behind={behind.rule}|{behind.label}", f"behind-opens={behind.clause.text[:1]}"]
    return out


def _headings(outline: Outline, point: int | None) -> list[str]:
    path = outline.path(point)
    if not path:
        return ["unnumbered"]
    inner, top = outline.points[path[0]], outline.points[path[-1]]
    words = [outline.text[slice(*p.head)].strip() if p.head else "" for p in (inner, top)]
    return [f"under={words[0][-2:]}", f"level={inner.level}", f"section={words[1][-4:]}"]
