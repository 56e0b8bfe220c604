"""Word files (docx, docm, dotx): paragraphs with their automatic numbers, tables in place, text boxes, notes; changes accepted.

Headers, footers and tables of contents are dropped. No library is asked for the text: python-docx keeps no automatic number and no
order of paragraphs and tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from docintel.errors import UnreadableFile
from docintel.parse.assembly import Assembly, joined
from docintel.parse.docx_letterhead import letterhead
from docintel.parse.docx_numbering import Numbering
from docintel.parse.docx_package import BROKEN, Package, W
from docintel.parse.docx_story import Piece, Story
from docintel.parse.docx_styles import Styles
from docintel.parse.docx_warnings import of_pictures, warnings
from docintel.parse.kinds import recognise
from docintel.parse.reader import parser
from docintel.parse.source import Body, Source

_RESAVE = "请用 Word 或 WPS 打开后另存为 docx 再试"
_CONTENTS = ("目录", "目次")
_SHAPE = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}pt"
_SHAPE_WORDS = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_PARTS = {"styles": "样式", "numbering": "自动编号", "footnotes": "脚注", "endnotes": "尾注"}


def read(source: Source) -> Body:
    """Read a docx. Raises UnreadableFile when the package is cut off, holds no main document or no words."""
    try:
        package = Package(source.data)
        body = package.root(package.main).find(f"{W}body")
    except BROKEN as error:
        raise source.fail("Word 文件不完整或已损坏，打不开", f"{_RESAVE}，或重新下载") from error
    if body is None:
        raise source.fail("Word 文件里没有正文", _RESAVE)
    done = _Reading(source, package, lasting=True).body(body) or _Reading(source, package, lasting=False).body(body)
    if done is None or not done.text.strip():
        scanned = _scanned(source, package, body, alone=True) if package.count("image") else None
        if scanned is None:
            raise source.fail(*_empty(package))
        return scanned
    pictures = of_pictures(body)
    scanned = _scanned(source, package, body, alone=False) if pictures else None
    return replace(done, warnings=(*done.warnings, *pictures)) if scanned is None else joined(done, scanned)


def _scanned(source: Source, package: Package, body: Any, alone: bool) -> Body | None:
    from docintel.parse import docx_pictures  # noqa: PLC0415 - pictures are unpacked for files with few words alone

    return docx_pictures.read(source, package, body, alone)


def _empty(package: Package) -> tuple[str, str]:
    """What a file without words is, and what to do."""
    if package.count("aFChunk"):
        return "Word 文件的正文是嵌入的其他文件（altChunk，常见于网页导出）", _RESAVE
    if package.count("image"):
        return "Word 文件里只有小图片，没有文字", "请向来文单位索取文字版"
    return "Word 文件里没有文字", "请向来文单位重新索取"


class _Reading:
    """One file while it is read: its text so far, and what its reader must be told. ``lasting``: fields may reach over paragraphs."""

    def __init__(self, source: Source, package: Package, lasting: bool) -> None:
        self._source, self._package = source, package
        self._told: list[str] = []
        self._out = Assembly()
        self._styles = Styles(self._part("styles"))
        self._story = Story(Numbering(lambda: self._part("numbering"), self._styles), self._styles, lasting)

    def body(self, body: Any) -> Body | None:
        """The whole paper; None when a lasting field was never closed, for it may have hidden the rest."""
        kept = letterhead(self._package, body)
        for i, line in enumerate(kept, 1):
            self._out.paragraph(line, ref=f"h{i}")
        if kept:
            self._told.append("发文字号只写在页眉里，已把页眉中的版头放在正文前面")
        self._put(self._story.pieces(body))
        if self._story.lost:
            return None
        for part, tag in (("footnotes", "footnote"), ("endnotes", "endnote")):
            wanted = dict.fromkeys(number for which, number in self._story.notes if which == part)
            if wanted:
                self._notes(self._part(part), tag, wanted)
        return self._out.body([*self._told, *warnings(body)], self._package.title())

    def _part(self, kind: str) -> Any:
        """A part beside the text, None when there is none or it is damaged: the words can still be read."""
        try:
            return self._package.related(kind)
        except BROKEN:
            self._told.append(f"文件中的{_PARTS[kind]}部分已损坏，没有读出；请用 Word 打开修复后再读")
            return None

    def _put(self, pieces: Iterator[Piece]) -> None:
        """Pieces into the text. The heading 目录 goes with the table of contents that follows it."""
        held: Piece | None = None
        for piece in pieces:
            if piece.kind == "contents":
                held = None
                continue
            if held is not None and (piece.text.strip() or piece.kind in ("table", "chunk", "diagram")):
                self._place(held)
                held = None
            if "".join(piece.text.split()) in _CONTENTS:
                held = piece
            else:
                self._place(piece)
        if held is not None:
            self._place(held)

    def _place(self, piece: Piece) -> None:
        if piece.grid is not None:
            self._out.table(piece.grid, ref=piece.ref)
        elif piece.kind == "chunk":
            self._chunk(piece.ref)
        elif piece.kind == "diagram":
            self._diagram(piece.ref)
        else:
            self._out.paragraph(_lines(piece.text), piece.kind, ref=piece.ref)

    def _chunk(self, relation: str) -> None:
        """A file inside the file (altChunk): the whole paper, where a web page was exported to Word."""
        try:
            data = self._package.bytes_by_id(relation) or b""
            kind, inner = recognise(replace(self._source, data=data, warnings=()))
            self._out.take(parser(kind)(inner))
        except (UnreadableFile, *BROKEN):
            self._told.append("文中嵌有其他文件的内容（altChunk），没有读出；请用 Word 打开后另存为 docx 再读")

    def _diagram(self, relation: str) -> None:
        """The words of a SmartArt (an organisation chart, a flow), a shape a paragraph."""
        try:
            root = self._package.by_id(relation)
        except BROKEN:
            root = None
        if root is None:
            self._told.append("文中有图示（SmartArt），其中的文字没有读出")
            return
        for shape in root.iter(_SHAPE):
            self._out.paragraph("".join(t.text or "" for t in shape.iter(_SHAPE_WORDS)), ref=relation)

    def _notes(self, root: Any, tag: str, wanted: Mapping[str, None]) -> None:
        """Footnotes and endnotes follow the text in the order of their marks, each a block of its own kind."""
        found = {} if root is None else {n.get(f"{W}id"): n for n in root.iterchildren(f"{W}{tag}")}
        story = Story(Numbering(lambda: None, self._styles), self._styles) if found else None
        for number in wanted:
            if story is not None and number in found:
                words = " ".join(p.text.strip() for p in story.pieces(found[number]) if p.text.strip())
                self._out.paragraph(words, "footnote", ref=f"{tag[0]}{number}")


def _lines(text: str) -> str:
    """A Word paragraph with line breaks inside stays one paragraph (a title set on two lines)."""
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())
