"""Scanned pages as pages of lines and tables: what PDF, OFD and picture files hand over when a page has no words of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from docintel.parse import ocr
from docintel.parse.page_columns import lines_in_columns
from docintel.parse.page_grid import Rules, note_rule
from docintel.parse.page_lines import Sign
from docintel.parse.page_sides import without_side_marks
from docintel.parse.page_tables import PageTable, tables_of
from docintel.parse.page_unruled import unruled_tables
from docintel.parse.pages import Page, page_list
from docintel.parse.scan_cache import Shelf
from docintel.parse.source import Source

DPI = 200
"""The resolution at which pages are drawn for reading."""
_RAISED = 0.58  # ems of a note mark's type


class Scans:
    """Reads the scanned pages of one file; what was read before comes from the shelf."""

    def __init__(self, source: Source, pages: int) -> None:
        self._source, self._pages = source, pages
        self._shelf = Shelf(source.ocr.cache, source.data)

    @property
    def why_not(self) -> str:
        """What to do first, where scanned pages cannot be read; empty where they can."""
        if not self._source.ocr.use:
            return "本次没有做文字识别；需要时请去掉 --no-ocr"
        return "" if ocr.is_installed() else f"扫描页需要先做文字识别：安装附加组件 {ocr.INSTALL}，或向来文单位索取文字版"

    def read(self, number: int, size: tuple[float, float], draw: Callable[[], Any], before: PageTable | None = None) -> Page:
        """Page ``number``, ``size`` points wide and high; ``draw()`` gives its picture (PIL), about DPI, and is called only when needed.

        ``before`` is the table at the foot of the page before. A blank page gives a Page without lines.
        """
        row = self._shelf.get(number) or self._recognise(number, size, draw)
        self._source.ocr.tell(number, self._pages)
        signs = [sign for line in row["lines"] for sign in _signs(line, self._source.ocr.doubt)]
        rules = Rules([tuple(rule) for rule in row["level"]], [tuple(rule) for rule in row["upright"]])
        tables, rest = tables_of(rules, signs, number, before)
        width, height = reversed(size) if row["quarter"] % 2 else size
        open_tables, rest = unruled_tables(without_side_marks(rest, width), number)
        tables = [*tables, *open_tables]
        notes = note_rule(rules, [table.box for table in tables], width, height)
        return Page(number, width, height, lines_in_columns(rest, width, number), tables, row["quarter"], row["skew"], notes)

    def warnings(self, read: Sequence[Page], failed: Sequence[int] = ()) -> list[str]:
        """What a reader must know of the scanned pages: those without words, those that could not be unpacked."""
        blank = [page.number for page in read if not page.lines and not page.tables]
        out = [f"第 {page_list(blank)} 页没有认出文字（空白页或图形）"] if blank else []
        return [*out, f"第 {page_list(failed)} 页已损坏，没有读出；请重新扫描或另存一份"] if failed else out

    def _recognise(self, number: int, size: tuple[float, float], draw: Callable[[], Any]) -> dict[str, Any]:
        from docintel.parse.scan_page import recognise  # noqa: PLC0415 - the extra is loaded with the first scanned page

        found = recognise(np.asarray(draw().convert("RGB"), np.uint8), size)
        row = {
            "quarter": found.quarter,
            "skew": found.skew,
            "lines": [asdict(line) for line in found.lines],
            "level": found.rules.level,
            "upright": found.rules.upright,
        }
        self._shelf.put(number, row)
        return row


def _signs(line: dict[str, Any], doubt: float) -> Iterator[Sign]:
    """A kept line's signs; those are ``unsure`` of which the recogniser believed less than ``doubt``."""
    top, bottom, size = line["top"], line["bottom"], line["size"]
    for i, (text, (x0, x1), sure) in enumerate(zip(line["text"], line["edges"], line["sure"], strict=True)):
        high = i in line["raised"]
        low, own = (top + _RAISED * size, _RAISED * size) if high else (bottom, size)
        yield Sign(text, x0, x1, top, low, own, confidence=sure, unsure=sure < doubt and text.isalnum())
