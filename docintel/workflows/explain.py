"""Why a place of a paper is read as it is: of a file on disk, or of a paper of the library."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from docintel.domain.explanations import Explanation
from docintel.domain.findings import Benefit, Item, Reading
from docintel.domain.papers import Paper
from docintel.domain.places import Places
from docintel.domain.places import in_words as place_in_words
from docintel.domain.spans import Span
from docintel.errors import BadInput, NotFound
from docintel.extract import extract
from docintel.extract.explain import explain
from docintel.report.explanation_text import lines as in_words
from docintel.structure import structure
from docintel.workflows.reading import read_paper

__all__ = ["StoredExplanation", "explain_file", "explain_stored", "in_words"]

NEAR = 12
"""Characters shown on both sides when words stand at several places."""


def explain_file(path: Path, at: str | None = None, words: str | None = None, nth: int = 1) -> Explanation:
    """The explanation at ``at`` (an offset, or start-end) or at the ``nth`` place of ``words``. Raises UnreadableFile, BadInput."""
    paper = read_paper(path)
    start, end = _asked(paper, at) if at is not None else _found(paper, words or "", nth)
    return _placed(extract(paper), start, end)


@dataclass(frozen=True, slots=True)
class StoredExplanation:
    """An explanation of a paper of the library. ``current``: today's program finds in the sentence what the library holds."""

    explanation: Explanation
    current: bool


def explain_stored(doc_id: str, start: int, end: int | None = None) -> StoredExplanation:
    """Why a place of a paper of the library is read as it is; findings carry their ledger ids. Raises NotFound."""
    from docintel.store import papers  # noqa: PLC0415 - models need an opened home

    explanation = _placed(_stored_reading(doc_id, papers.stamp(doc_id)), start, end)
    places = [(f.span.start, f.span.end) for f in explanation.findings] or [(explanation.unit.start, explanation.unit.end)]
    stored = papers.load_items(doc_id, min(a for a, _ in places), max(b for _, b in places), as_read=True)
    ids = {(item.label, span): item.item_id for item in stored for span in _spans(item)}
    findings = tuple(replace(f, item_id=ids.get((f.label, f.span), "")) for f in explanation.findings)
    unit = explanation.unit
    here = {(label, span) for label, span in ids if span.start < unit.end and span.end > unit.start}
    mine = {(f.label, f.span) for f in findings if f.span.start < unit.end and f.span.end > unit.start}
    return StoredExplanation(replace(explanation, findings=findings), here == mine)


def _spans(item: Item) -> tuple[Span, ...]:
    if isinstance(item, Benefit):
        return (item.clause,) if item.clause else item.evidence
    return tuple(a.span for a in item.actions)


@lru_cache(maxsize=8)
def _stored_reading(doc_id: str, stamp: str) -> Reading:
    """The reading of a stored paper; the last few are kept, for people ask about one sentence after the other."""
    from docintel.store import papers  # noqa: PLC0415 - models need an opened home

    return extract(structure(*papers.load_source(doc_id)))


def _placed(found: Reading, start: int, end: int | None) -> Explanation:
    explanation = explain(found, start, end)
    if explanation is None:
        raise NotFound(f"第 {start} 个字处没有句子；全文共 {len(found.paper.text)} 字，请换一个位置")
    unit = explanation.unit
    return replace(explanation, place=place_in_words(Places(found.paper.document).of(unit.start, unit.end)))


def _asked(paper: Paper, at: str) -> tuple[int, int | None]:
    told = re.fullmatch(r"\s*(\d{1,9})(?:\s*-\s*(\d{1,9}))?\s*", at)
    if told is None:
        raise BadInput(f"位置“{at}”看不懂；请写字序号，如 --at 1520 或 --at 1520-1536，也可以用 --find 写出原文词语")
    start = int(told[1])
    if start >= len(paper.text):
        raise BadInput(f"位置 {start} 超出全文（共 {len(paper.text)} 字）；请换一个位置，或用 --find 写出原文词语")
    return start, int(told[2]) if told[2] else None


def _found(paper: Paper, words: str, nth: int) -> tuple[int, int]:
    """The place of words as a person types them: white space does not count."""
    letters = [re.escape(c) for c in words if not c.isspace()]
    places = [m.span() for m in re.finditer(r"\s*".join(letters), paper.text)] if letters else []
    if not places:
        raise BadInput(f"原文中没有“{words}”；请从原文照抄一段（几个字即可）")
    if nth > len(places):
        raise BadInput(f"“{words}”在原文中只有 {len(places)} 处：{'；'.join(_around(paper, p) for p in places[:5])}")
    return places[nth - 1]


def _around(paper: Paper, place: tuple[int, int]) -> str:
    return " ".join(f"{place[0]}（…{paper.text[max(0, place[0] - NEAR) : place[1] + NEAR]}…）".split())
