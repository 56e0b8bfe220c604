"""Word files (docx, docm, dotx): paragraphs with their automatic numbers, tables in place, text boxes, notes; changes accepted.

Headers, footers and tables of contents are dropped. No library is asked for the text: python-docx keeps no automatic number and no
order of paragraphs and tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docintel.parse.assembly import Assembly
from docintel.parse.docx_letterhead import letterhead
from docintel.parse.docx_numbering import Numbering
from docintel.parse.docx_package import BROKEN, Package, W
from docintel.parse.docx_story import Piece, Story
from docintel.parse.docx_styles import Styles
from docintel.parse.docx_warnings import warnings
from docintel.parse.source import Body, Source

_RESAVE = "请用 Word 或 WPS 打开后另存为 docx 再试"
_CONTENTS = ("目录", "目次")


def read(source: Source) -> Body:
    """Read a docx. Raises UnreadableFile when the package is cut off, holds no main document or no words."""
    try:
        package = Package(source.data)
        body = package.root(package.main).find(f"{W}body")
    except BROKEN as error:
        raise source.fail("Word 文件不完整或已损坏，打不开", f"{_RESAVE}，或重新下载") from error
    if body is None:
        raise source.fail("Word 文件里没有正文", _RESAVE)
    notes: list[str] = []
    out = _read(package, body, notes)
    done = out.body([*notes, *warnings(package, body)], package.title())
    if done.text.strip():
        return done
    scanned = _scanned(source, package, body) if package.count("image") else None
    if scanned is None:
        raise source.fail(*_empty(package))
    return scanned


def _scanned(source: Source, package: Package, body: Any) -> Body | None:
    from docintel.parse import docx_pictures  # noqa: PLC0415 - pictures are unpacked for files without words alone

    return docx_pictures.read(source, package, body)


def _empty(package: Package) -> tuple[str, str]:
    """What a file without words is, and what to do."""
    if package.count("aFChunk"):
        return "Word 文件的正文是嵌入的其他文件（altChunk，常见于网页导出）", _RESAVE
    if package.count("image"):
        return "Word 文件里只有小图片，没有文字", "请向来文单位索取文字版"
    return "Word 文件里没有文字", "请向来文单位重新索取"


def _read(package: Package, body: Any, notes: list[str]) -> Assembly:
    out = Assembly()
    kept = letterhead(package, body)
    for i, line in enumerate(kept, 1):
        out.paragraph(line, ref=f"h{i}")
    if kept:
        notes.append("发文字号只写在页眉里，已把页眉中的版头放在正文前面")
    styles = Styles(_part(package, "styles", notes))
    story = Story(body, Numbering(lambda: _part(package, "numbering", notes), styles), styles)
    _put(out, story.pieces(body))
    for kind, tag in (("footnotes", "footnote"), ("endnotes", "endnote")):
        wanted = [number for which, number in story.notes if which == kind]
        if wanted:
            _notes(out, _part(package, kind, notes), tag, dict.fromkeys(wanted))
    return out


def _part(package: Package, kind: str, notes: list[str]) -> Any:
    """A part beside the text, None when there is none or it is damaged: the words can still be read."""
    names = {"styles": "样式", "numbering": "自动编号", "footnotes": "脚注", "endnotes": "尾注"}
    try:
        return package.related(kind)
    except BROKEN:
        notes.append(f"文件中的{names[kind]}部分已损坏，没有读出；请用 Word 打开修复后再读")
        return None


def _put(out: Assembly, pieces: Iterator[Piece]) -> None:
    """Pieces into the text. The heading 目录 goes with the table of contents that follows it."""
    held: Piece | None = None
    for piece in pieces:
        if piece.kind == "contents":
            held = None
            continue
        if held is not None and (piece.text.strip() or piece.grid is not None):
            _place(out, held)
            held = None
        if "".join(piece.text.split()) in _CONTENTS:
            held = piece
        else:
            _place(out, piece)
    if held is not None:
        _place(out, held)


def _place(out: Assembly, piece: Piece) -> None:
    if piece.grid is not None:
        out.table(piece.grid, ref=piece.ref)
    out.paragraph(_lines(piece.text), piece.kind, ref=piece.ref)


def _lines(text: str) -> str:
    """A Word paragraph with line breaks inside stays one paragraph (a title set on two lines)."""
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def _notes(out: Assembly, root: Any, tag: str, wanted: dict[str, None]) -> None:
    """Footnotes and endnotes follow the text in the order of their marks, each a block of its own kind."""
    found = {} if root is None else {n.get(f"{W}id"): n for n in root.iterchildren(f"{W}{tag}")}
    story = Story(root, Numbering(lambda: None, Styles(None)), Styles(None)) if found else None
    for number in wanted:
        if story is not None and number in found:
            words = " ".join(p.text.strip() for p in story.pieces(found[number]) if p.text.strip())
            out.paragraph(words, "footnote", ref=f"{tag[0]}{number}")
