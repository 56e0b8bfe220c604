"""A parsed file against the paper it was made from (tests/golden/README.md): numbers, whole paragraphs, cells, furniture, order, CER.

White space never counts. ``lenient`` also ignores the width of punctuation, which no reader of a scan can see for certain.
"""

from __future__ import annotations

import bisect
import collections
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from docintel.domain.documents import Document

UP, LEFT = "^", "<"
"""What a table cell of a source says when it is merged with the cell above it or left of it."""

_NO_NUMERAL = r"(?<![0-9０-９一二三四五六七八九十百千零〇○.])"
_BLANK = re.compile(r"[\s\u200b\u200c\u200d\ufeff\u00ad]+")
_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94) if not chr(0x21 + i).isalnum()}
FLOATING = ("footnote", "textbox")
"""Parts without a place in the running text: whole and kept are asked of them, order is not."""

FIGURES = ("numbers_kept", "paragraphs_whole", "cells", "furniture_leaks", "order", "cer")


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph a reader must see. ``texts``: the ways it may be written, the first being the source's own."""

    texts: tuple[str, ...]
    label: str
    floating: bool


@dataclass(frozen=True, slots=True)
class Truth:
    """What a source says a reader must find: paragraphs in order, tables with merged cells repeated, and furniture to be dropped."""

    parts: tuple[Part, ...]
    tables: tuple[tuple[tuple[str, ...], ...], ...]
    cell_labels: tuple[tuple[str, str], ...]  # (label, cell) of numbered cell paragraphs
    furniture: tuple[str, ...]


def truth(source: Mapping[str, Any], lenient: bool = False) -> Truth:
    """The truth of a source paper, squeezed."""
    parts: list[Part] = []
    tables: list[tuple[tuple[str, ...], ...]] = []
    labels: list[tuple[str, str]] = []
    for block in source["blocks"]:
        if block["type"] == "table":
            tables.append(tuple(tuple(squeeze(c, lenient) for c in row) for row in grid(block["rows"])))
            labels += [(squeeze(p["label"], lenient), squeeze(p["text"], lenient)) for p in _numbered(block["rows"])]
        elif "text" in block:
            texts = tuple(squeeze(t, lenient) for t in (block["text"], *block.get("also", ())))
            parts.append(Part(texts, squeeze(block.get("label", ""), lenient), block["type"] in FLOATING))
    furniture = tuple(squeeze(f, lenient) for f in source.get("furniture", {}).values() if f)
    return Truth(tuple(parts), tuple(tables), tuple(labels), furniture)


def grid(rows: Sequence[Sequence[Any]]) -> list[list[str]]:
    """Cell texts with merged cells repeated. A cell is a string or a list of paragraphs, each a string or an object with ``text``."""
    out: list[list[str]] = []
    for row in rows:
        line: list[str] = []
        for cell in row:
            line.append(out[-1][len(line)] if cell == UP else line[-1] if cell == LEFT else cell_text(cell))
        out.append(line)
    return out


def cell_text(cell: Any) -> str:
    """The words of a cell."""
    return cell if isinstance(cell, str) else "\n".join(p if isinstance(p, str) else p["text"] for p in cell)


def _numbered(rows: Sequence[Sequence[Any]]) -> Iterator[Mapping[str, str]]:
    for row in rows:
        for cell in row:
            if not isinstance(cell, str):
                yield from (p for p in cell if not isinstance(p, str) and p.get("label"))


def squeeze(text: str, lenient: bool = False) -> str:
    """Text as it is compared."""
    bare = _BLANK.sub("", text)
    return bare.translate(_WIDTH) if lenient else bare


@dataclass(slots=True)
class Tally:
    """Right and all of each figure, and the misses as (figure, words)."""

    right: collections.Counter[str] = field(default_factory=collections.Counter)
    whole: collections.Counter[str] = field(default_factory=collections.Counter)
    misses: list[tuple[str, str]] = field(default_factory=list)

    def add(self, figure: str, hit: bool, words: str) -> None:
        self.right[figure] += hit
        self.whole[figure] += 1
        if not hit:
            self.misses.append((figure, words))

    def figures(self) -> dict[str, float | int]:
        """Shares of all counted; ``numbers`` is how many were asked for. A figure that nothing was asked of is left out."""
        shares = {f: round(self.right[f] / self.whole[f], 4) for f in FIGURES if self.whole[f]}
        return {**shares, "numbers": self.whole["numbers_kept"]}

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.whole + other.whole, self.misses + other.misses)


def score(source: Mapping[str, Any], document: Document, lenient: bool = False) -> Tally:
    """One parsed file against its source."""
    wanted, tally = truth(source, lenient), Tally()
    blocks = [squeeze(document.text[b.start : b.end], lenient) for b in document.blocks if b.kind != "table"]
    text = squeeze(document.text, lenient)
    cells = dict.fromkeys(
        (span, cell) for t in document.tables for r, s in zip(t.rows, t.spans, strict=True) for span, cell in zip(s, r, strict=True)
    )
    _paragraphs(wanted, blocks, tally)
    _numbers(wanted, "\n".join([*blocks, *(squeeze(cell, lenient) for _, cell in cells)]), tally)
    _tables(wanted, [[[squeeze(c, lenient) for c in row] for row in t.rows] for t in document.tables], tally)
    _furniture(wanted, text, blocks, max(1, len(document.pages)), tally)
    _running(wanted, blocks, tally)
    return tally


def _paragraphs(wanted: Truth, blocks: Sequence[str], tally: Tally) -> None:
    left = collections.Counter(blocks)
    for part in wanted.parts:
        found = next((t for t in part.texts if left[t]), None)
        if found is not None:
            left[found] -= 1
        tally.add("paragraphs_whole", found is not None, part.texts[0])


def _numbers(wanted: Truth, text: str, tally: Tally) -> None:
    """A number is kept where it stands before its words, and no numeral before it (十一、 is no 一、); alike ones are counted."""
    asked = [(p.label, p.texts) for p in wanted.parts if p.label] + [(label, (cell,)) for label, cell in wanted.cell_labels]
    used: collections.Counter[str] = collections.Counter()
    for label, texts in asked:
        probes = [t[: len(label) + 24] for t in texts if t.startswith(label)]
        probe = next((p for p in probes if len(re.findall(_NO_NUMERAL + re.escape(p), text)) > used[p]), None)
        if probe is not None:
            used[probe] += 1
        tally.add("numbers_kept", probe is not None, probes[0] if probes else f"{label}?{texts[0]}")


def _tables(wanted: Truth, found: Sequence[Sequence[Sequence[str]]], tally: Tally) -> None:
    """Tables are paired in order by their words; a cell is right at its place, one too many counts against."""
    left = list(found)
    for table in wanted.tables:
        words = collections.Counter(c for row in table for c in row if c)
        best = max(left, key=lambda t: (collections.Counter(c for row in t for c in row if c) & words).total(), default=None)
        if best is not None:
            left.remove(best)
        for r, row in enumerate(table):
            for c, cell in enumerate(row):
                at = best[r][c] if best is not None and r < len(best) and c < len(best[r]) else None
                tally.add("cells", at == cell, cell)
        extra = sum(map(len, best or ())) - sum(map(len, table))
        tally.whole["cells"] += max(0, extra)


def _furniture(wanted: Truth, text: str, blocks: Sequence[str], pages: int, tally: Tally) -> None:
    """Each page's header, footer and page number is a chance to leak; "{n}" in a page number stands for the page."""
    said = "".join(p.texts[0] for p in wanted.parts) + "".join(c for t in wanted.tables for row in t for c in row)
    for piece in wanted.furniture:
        for page in range(1, pages + 1):
            shown = piece.replace("{n}", str(page)).replace("{pages}", str(pages))
            if shown.isdigit():
                leaked = blocks.count(shown) > sum(p.texts[0] == shown for p in wanted.parts)
            else:
                leaked = text.count(shown) - said.count(shown) >= (page if "{n}" not in piece else 1)
            tally.right["furniture_leaks"] += leaked
            tally.whole["furniture_leaks"] += 1
            if leaked:
                tally.misses.append(("furniture_leaks", shown))


def _running(wanted: Truth, blocks: Sequence[str], tally: Tally) -> None:
    """Order of the paragraphs and character errors of the running text, parts that float left out on both sides."""
    floating = collections.Counter(t for p in wanted.parts if p.floating for t in p.texts)
    kept = []
    for block in blocks:
        if floating[block]:
            floating[block] -= 1
        else:
            kept.append(block)
    told, said = [p.texts[0] for p in wanted.parts if not p.floating], "".join(kept)
    starts: dict[str, list[int]] = collections.defaultdict(list)
    for block, at in zip(kept, itertools.accumulate(map(len, kept), initial=0), strict=False):
        starts[block].append(at)
    places = [starts[words].pop(0) if starts[words] else said.find(words[:40]) for words in told]
    places = [at for at in places if at >= 0]
    tally.right["order"] += _longest_rise(places)
    tally.whole["order"] += len(places)
    truth_text = "".join(told)
    tally.right["cer"] += distance(truth_text, said)
    tally.whole["cer"] += len(truth_text)


def _longest_rise(places: Sequence[int]) -> int:
    tails: list[int] = []
    for place in places:
        at = bisect.bisect_left(tails, place)
        tails[at : at + 1] = [place]
    return len(tails)


def distance(a: str, b: str) -> int:
    """Levenshtein distance, bit-parallel (Myers 1999, Hyyrö 2003): a column of the table is one big integer."""
    if not a or not b:
        return len(a) + len(b)
    where: dict[str, int] = {}
    for i, sign in enumerate(a):
        where[sign] = where.get(sign, 0) | 1 << i
    full, top = (1 << len(a)) - 1, 1 << (len(a) - 1)
    plus, minus, out = full, 0, len(a)
    for sign in b:
        hit = where.get(sign, 0)
        vertical = hit | minus
        diagonal = (((hit & plus) + plus) ^ plus) | hit
        up, down = minus | (~(diagonal | plus) & full), plus & diagonal
        out += bool(up & top) - bool(down & top)
        up, down = (up << 1 | 1) & full, (down << 1) & full
        plus, minus = down | (~(vertical | up) & full), up & vertical
    return out
