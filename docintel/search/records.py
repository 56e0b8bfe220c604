"""How the catalogue writes a paper down: what all its passages share, its windows with their passages. Bytes in, bytes out."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from docintel.domain.facts import Fact, Figure, standing_in
from docintel.domain.passages import Passage
from docintel.search.windows import Window, joined, window, windows

HEAD = (
    *("title", "doc_number", "issuer", "region", "kind", "status", "date"),
    *("valid_from", "valid_until", "repealed", "repealed_by", "repealed_doc"),
)
"""What belongs to the paper and not to the passage."""

WINDOW = np.dtype([("row", "<i4"), ("amount", "u1")])
"""What is known of a window without reading its words: row of its vector (-1 = not made yet), whether it names a sum."""

Windows = NDArray[np.void]
_OWN = tuple(f.name for f in fields(Passage) if f.name not in {*HEAD, "doc", "facts"})
_own = attrgetter(*_OWN)
_LEVEL = 1  # of compression: words are written once and read ten papers a question


@dataclass(slots=True)
class Paper:
    """A paper as the index holds it: its windows in order with their words, and what is known of each without them."""

    doc: str
    texts: list[Window]
    windows: Windows

    @classmethod
    def of(cls, doc: str, passages: list[Passage]) -> Paper:
        """Cut into windows; no vector yet."""
        texts = windows(passages)
        made = np.zeros(len(texts), WINDOW)
        made["row"] = -1
        made["amount"] = [w.names_sum for w in texts]
        return cls(doc, texts, made)

    @property
    def passages(self) -> list[Passage]:
        """What it was cut from."""
        return joined(self.texts)


def head(paper: Paper) -> bytes:
    """What the passages of a paper share."""
    return orjson.dumps([getattr(paper.texts[0].parts[0], name) for name in HEAD])


def read_head(doc: str, data: bytes) -> Passage:
    """The paper as a passage without words: what the filters and the ranking look at."""
    return Passage("", doc, 0, 0, "", **dict(zip(HEAD, orjson.loads(data), strict=True)))


def content(text: Window) -> bytes:
    """The passages of a window, cut where it ends."""
    return zlib.compress(orjson.dumps([_own(p) for p in text.parts]), _LEVEL)


def read_content(head: Passage, data: bytes, facts: Sequence[Fact] = ()) -> Window:
    """A window of the paper ``head`` with those of its ``facts`` that stand in it."""
    shared = {name: getattr(head, name) for name in HEAD}
    parts = [Passage(doc=head.doc, **dict(zip(_OWN, row, strict=True)), **shared) for row in orjson.loads(zlib.decompress(data))]
    return window([replace(p, facts=standing_in(facts, p.start, p.end)) for p in parts] if facts else parts)


def read_windows(data: bytes) -> Windows:
    """The windows of one paper or of several behind one another."""
    return np.frombuffer(data, WINDOW)


def facts(paper: Paper) -> bytes:
    """The facts of the paper, each once, and for each window its bounds and the numbers of those that stand in it; b"" of none."""
    found = standing_in((fact for text in paper.texts for fact in text.facts), 0, sys.maxsize)
    if not found:
        return b""
    numbers = {fact.item_id: n for n, fact in enumerate(found)}
    standing = [(w.start, w.end, [numbers[fact.item_id] for fact in w.facts]) for w in paper.texts]
    return zlib.compress(orjson.dumps([[_fact_row(f) for f in found], standing]), _LEVEL)


def _fact_row(fact: Fact) -> list[object]:
    figures = [[f.kind, f.low, f.high, f.unit, f.indicator, f.words, f.place] for f in fact.figures]
    return [fact.item_id, fact.label, fact.spans, fact.owners, fact.benefit, fact.beneficiary, fact.days, figures]


def read_facts(data: bytes) -> tuple[list[Fact], list[tuple[int, int, list[int]]]]:
    """What :func:`facts` wrote: the facts, and for each window (start, end, numbers of its facts)."""
    if not data:
        return [], []
    rows, standing = orjson.loads(zlib.decompress(data))
    return [_read_fact(row) for row in rows], standing


def _read_fact(row: list[Any]) -> Fact:
    item_id, label, spans, owners, benefit, beneficiary, days, figures = row
    pairs = tuple((a, b) for a, b in spans), tuple((a, b) for a, b in days)
    told = tuple(_read_figure(row) for row in figures)
    return Fact(item_id, label, pairs[0], tuple(owners), benefit, beneficiary, pairs[1], told)


def _read_figure(row: list[Any]) -> Figure:
    kind, low, high, unit, indicator, words, place = row
    return Figure(kind, low, high, unit, indicator, words, (place[0], place[1]) if place else None)
