"""A parsed file: one string, and where each part of it came from."""

from __future__ import annotations

from dataclasses import dataclass

from docintel.domain.spans import Span


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, table or heading as the file holds it: [start, end) of the text; ``page`` counts from 1 (PDF only)."""

    start: int
    end: int
    kind: str = "paragraph"  # paragraph | table | heading | footnote | toc (a line of a table of contents)
    page: int | None = None
    ref: str | None = None  # paragraph or cell address of office files, e.g. "p12", "t1"
    confidence: float | None = None  # 0–1, of text read from an image; None = the file's own text


Knot = tuple[int, float]


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """Where the words at [start, end) stand on a page: ``box`` = (left, top, right, bottom) as shares of the page's width and height.

    A line of a PDF, OFD or scanned page; its words run from left to right over the box's width. ``knots`` say where the usual width of
    signs misleads (uneven gaps, type of odd width): (offset from ``start``, share of the box's width) of signs that begin a run.
    """

    start: int
    end: int
    page: int  # from 1
    box: tuple[float, float, float, float]
    knots: tuple[Knot, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table's cell texts (merged cells repeated); [start, end) is its flattened copy in the document's text.

    The flattened copy holds each merged cell once, a row a line, cells parted by tabs. ``spans`` has the shape of ``rows``: where each
    cell's words stand in the text ((n, n) for an empty cell; the repeats of a merged cell share one span).
    """

    rows: tuple[tuple[str, ...], ...]
    start: int
    end: int
    page: int | None = None
    spans: tuple[tuple[tuple[int, int], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file as text. ``text`` of a plain-text file is the file as decoded, unchanged; every offset anywhere points into it.

    ``doc_id`` is the file stem, ``source`` the path or upload name as given, ``sha256`` the digest of the file's bytes. For a file inside
    an archive or mail ``source`` is the path through it (来文.zip/附件/方案.docx), ``sha256`` that of the member's own bytes.
    """

    doc_id: str
    text: str
    source: str
    media_type: str  # a kind of parse.PARSERS: txt, docx, pdf, html, ofd …
    sha256: str
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    warnings: tuple[str, ...] = ()
    title_hint: str | None = None  # <title> of a page, core property of a docx
    lines: tuple[PlacedLine, ...] = ()  # in text order; empty for files without pages
    pages: tuple[tuple[float, float], ...] = ()  # each page's width and height in points
    doubts: tuple[tuple[int, int], ...] = ()  # words read from an image that a reader should check: [start, end) each
    member: str | None = None  # the part of ``source`` that lies inside an archive or mail

    def span(self, start: int, end: int) -> Span:
        """The words at [start, end)."""
        return Span.of(self.text, start, end)

    def page_of(self, offset: int) -> int | None:
        """The page (from 1) on which ``offset`` stands, if the file has pages."""
        for block in self.blocks:
            if block.start <= offset < block.end:
                return block.page
        return None
