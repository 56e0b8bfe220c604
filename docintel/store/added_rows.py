"""Ledger rows that a person's workbook brings: they stand on words of a paper like every other row, and no reading touches them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docintel.domain import findings
from docintel.domain.findings import Action
from docintel.domain.ids import content_id
from docintel.domain.ledger import ORIGINS
from docintel.domain.papers import HeadMatter
from docintel.domain.serial import load
from docintel.domain.spans import Evidence, Span
from docintel.store import bulk, correct_many, models
from docintel.store.inserting import insert_items
from docintel.store.items import signed
from docintel.store.merge import ALIKE, alike, pairs_of
from docintel.store.models import History, Obligation, Paper, PaperVersion
from docintel.store.rows import obligation_rows, region_path

ORIGIN = "added"
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,20}[〔﹝\[（(]\d{4}[〕﹞\])）]\s*第?0*(\d+)\s*号")


@dataclass(frozen=True, slots=True)
class Place:
    """Words of a stored paper: primary key of the paper, and where in its current version they stand."""

    paper: int
    start: int
    end: int


def papers_named(words: Sequence[str]) -> dict[str, int]:
    """Cells that name a paper (by number, or by its title) → primary key of that paper, where exactly one fits."""
    by_number: dict[str, list[int]] = {}
    by_title: dict[str, list[int]] = {}
    for pk, number, title in Paper.objects.values_list("pk", "doc_number", "title"):
        if number:
            by_number.setdefault(_bare_number(number), []).append(pk)
        if len(title) > 5:
            by_title.setdefault(_bare(title), []).append(pk)
    found: dict[str, int] = {}
    for cell in dict.fromkeys(words):
        numbers = {pk for m in _NUMBER.finditer(cell) for pk in by_number.get(_bare_number(m[0]), ())}
        titles = {pk for part in (cell, *re.findall(r"《([^《》]+)》", cell), *cell.split("\n")) for pk in by_title.get(_bare(part), ())}
        fits = numbers & titles or numbers or titles
        if len(fits) == 1:
            found[cell] = fits.pop()
    return found


def _bare(words: str) -> str:
    return re.sub(r"[\s《》“”\"]", "", words)


def _bare_number(words: str) -> str:
    """文号 as it is compared: 澜政办发〔2025〕3号 whatever its brackets, 第 and leading noughts."""
    return re.sub(r"0*(\d+)号$", r"\1号", re.sub(r"[〔〕﹝﹞\[\]（）()第\s]", "|", words).strip("|").replace("||", "|"))


class Finder:
    """Where words stand in the current version of a paper."""

    def __init__(self, paper: int) -> None:
        self.paper = paper
        row = PaperVersion.objects.select_related("paper").only("text", "paper").filter(paper=paper).order_by("-number").first()
        self.text = row.text if row else ""
        self._at = 0
        self._lines: list[tuple[int, int, frozenset[str]]] | None = None

    def exact(self, words: str) -> Place | None:
        """The words as they stand, blanks not counted; of several places the next one behind the last that was found."""
        letters = [re.escape(c) for c in words if not c.isspace()]
        if not letters:
            return None
        pattern = re.compile(r"\s*".join(letters))
        found = pattern.search(self.text, self._at) or pattern.search(self.text)
        if found is None:
            return None
        self._at = found.end()
        return Place(self.paper, found.start(), found.end())

    def alike(self, words: str) -> Place | None:
        """The paragraph that is most alike, if any is enough."""
        if self._lines is None:
            spans = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", self.text)]
            self._lines = [(s, e, pairs_of(self.text[s:e])) for s, e in spans]
        mine = pairs_of(words)
        score, start, end = max(((alike(mine, p), s, e) for s, e, p in self._lines), default=(0.0, 0, 0))
        return Place(self.paper, start, end) if score >= ALIKE else None


def add(new: Sequence[tuple[Place, str]], who: str, note: str) -> list[str]:
    """Writes rows (place, words) as confirmed; their ids in order. Must run inside a transaction. Raises BadInput where nobody signs."""
    signed(who)
    if not new:
        return []
    keys = sorted({place.paper for place, _ in new})
    papers = {p.pk: p for p in Paper.objects.filter(pk__in=keys)}
    versions = {v.paper_id: v for v in PaperVersion.objects.filter(paper__in=keys).order_by("number").only("paper", "number", "text")}
    made: list[tuple[Paper, Any, int]] = []
    ids = _free_ids(new, papers)
    for item_id, (place, words) in zip(ids, new, strict=True):
        paper, version = papers[place.paper], versions[place.paper]
        head = load(HeadMatter, paper.head)
        rows = obligation_rows(
            _finding(item_id, Span.of(version.text, place.start, place.end), who), head, region_path(head.region, head.issuer)
        )
        rows.columns |= {"origin": ORIGIN, "state": "confirmed", "text": words, "review_stamp": rows.columns["text_hash"]}
        rows.parts["owners"] = []
        made.append((paper, rows, version.number))
    insert_items(Obligation, made)
    signed_by = {"kind": "item", "who": who, "note": note}
    told = {"field": "origin", "old": "", "new": ORIGINS[ORIGIN]}, {"field": "state", "old": "proposed", "new": "confirmed"}
    bulk.insert(History, [signed_by | line | {"subject": item_id} for item_id in ids for line in told])
    texts = [{"subject": item_id, "field": "text", "old": "", "new": words} for item_id, (_, words) in zip(ids, new, strict=True)]
    bulk.insert(History, [signed_by | line for line in texts])
    bulk.insert(models.Review, [_text(item_id, words, who, note) for item_id, (_, words) in zip(ids, new, strict=True)])
    return ids


def _text(item_id: str, words: str, who: str, note: str) -> dict[str, Any]:
    """The words of the row are a person's."""
    return {"kind": "item", "subject": item_id, "field": "text", "value": words, "who": who, "note": note}


def _free_ids(new: Sequence[tuple[Place, str]], papers: dict[int, Paper]) -> list[str]:
    """An id for each row, made from its content; one that is taken is made again with a number."""
    ids = [""] * len(new)
    used: set[str] = set()
    waiting, number = list(range(len(new))), 0
    while waiting:
        for n in waiting:
            place, words = new[n]
            ids[n] = content_id("c", papers[place.paper].doc_id, place.start, words, number)
        taken = used | correct_many.known(ids[n] for n in waiting)
        waiting, number, tried = [], number + 1, waiting
        for n in tried:
            if ids[n] in taken:
                waiting.append(n)
            else:
                used.add(ids[n])
                taken.add(ids[n])
    return ids


def _finding(item_id: str, span: Span, who: str) -> findings.Obligation:
    by = Evidence(f"person:{who}"[:100])
    return findings.Obligation(item_id, "COMMIT", (span,), by, actions=(Action(span, "firm", "general", by),))
