"""Word files (docx, docm): paragraphs with their automatic numbers, tables in place, text boxes, footnotes; changes accepted.

Headers and footers are dropped. The package is opened by python-docx; the body is walked here, because python-docx keeps no automatic
number and no order of paragraphs and tables.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.package import Package
from lxml.etree import XMLSyntaxError

from docintel.parse.assembly import Assembly, Cell, cell_lines
from docintel.parse.docx_numbering import Numbering, W, join, place_of
from docintel.parse.docx_styles import Styles
from docintel.parse.docx_text import Paragraph
from docintel.parse.source import Body, Source

_RESAVE = "请用 Word 或 WPS 打开后另存为 docx 再试"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_FEW = 80  # signs a picture: with fewer a paper is likely scanned
_INSIDE = {f"{W}{tag}" for tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}


def read(source: Source) -> Body:
    """Read a docx. Raises UnreadableFile when the package is cut off, holds no main document or no words."""
    try:
        package = Package.open(io.BytesIO(source.data))
        main = package.main_document_part
    except (PackageNotFoundError, zipfile.BadZipFile, zlib.error, XMLSyntaxError, KeyError, EOFError, NotImplementedError) as error:
        raise source.fail("Word 文件不完整或已损坏，打不开", f"{_RESAVE}，或重新下载") from error
    body = _root(main).find(f"{W}body")
    if body is None:
        raise source.fail("Word 文件里没有正文", _RESAVE)
    walker = _Walker(main)
    walker.walk(body)
    walker.footnotes(_related(main, RELATIONSHIP_TYPE.FOOTNOTES))
    done = walker.out.body(_warnings(body), _title(package))
    if not done.text.strip():
        pictures = any("image" in r.reltype for r in main.rels.values())
        what = "Word 文件里只有图片，没有文字" if pictures else "Word 文件里没有文字"
        raise source.fail(what, "请给出文字版；扫描图片需要先做文字识别（OCR）" if pictures else "请向来文单位重新索取")
    return done


def _root(part: Any) -> Any:
    """The part's XML; python-docx parses the parts it knows, others (docm, numbering of some writers) keep bytes."""
    element = getattr(part, "element", None)
    return parse_xml(part.blob) if element is None else element


def _related(part: Any, kind: str) -> Any:
    """The XML of the first part related as ``kind``, or None. A relation that points nowhere is no relation."""
    for relation in part.rels.values():
        if relation.reltype == kind and not relation.is_external:
            return _root(relation.target_part)
    return None


def _title(package: Any) -> str | None:
    title = (package.core_properties.title or "").strip()
    return title or None


def _warnings(body: Any) -> list[str]:
    """What this paper holds that was not read."""
    out = []
    if next(body.iter(f"{W}altChunk"), None) is not None:
        out.append("文中嵌有其他文件的内容（altChunk），没有读出；请用 Word 打开后另存为 docx 再读")
    pictures = sum(1 for _ in body.iter(_PICTURE))
    words = sum(len(t.text or "") for t in body.iter(f"{W}t"))
    if pictures and words < _FEW * pictures:
        out.append(f"文中有 {pictures} 张图片而文字很少，可能是扫描件；图片中的文字没有读出，需要文字识别（OCR）")
    return out


class _Walker:
    """Goes through a body in reading order and fills an Assembly."""

    def __init__(self, main: Any) -> None:
        self.out = Assembly()
        self._styles = Styles(_related(main, RELATIONSHIP_TYPE.STYLES))
        self._numbers = Numbering(_related(main, RELATIONSHIP_TYPE.NUMBERING), self._styles.places)
        self._open = ""  # words whose paragraph mark was deleted: they belong to the next paragraph
        self._count = {"p": 0, "t": 0}

    def walk(self, container: Any) -> None:
        for element in _parts(container):
            if element.tag == f"{W}tbl":
                self._table(element)
            else:
                text, kind, boxes = self._paragraph(element)
                self._count["p"] += 1
                for line in text.split("\n"):
                    self.out.paragraph(line, kind, ref=f"p{self._count['p']}")
                for box in boxes:
                    self.walk(box)

    def footnotes(self, root: Any) -> None:
        """Footnotes follow the text, each a block of its own kind."""
        for note in () if root is None else root.findall(f"{W}footnote"):
            if note.get(f"{W}type") in (None, "normal"):
                words = " ".join(t for t in (Paragraph(p).text.strip() for p in note.iter(f"{W}p")) if t)
                self.out.paragraph(words, "footnote", ref=f"f{note.get(f'{W}id')}")

    def _paragraph(self, element: Any) -> tuple[str, str, list[Any]]:
        properties = element.find(f"{W}pPr")
        paragraph = Paragraph(element)
        style = self._styles.of(properties)
        words = self._open + paragraph.text
        self._open = ""
        if paragraph.merges:
            self._open = words
            return "", "paragraph", paragraph.boxes
        # Word numbers an empty list paragraph too, but shows a clerk nothing worth keeping: the counter steps, the text stays empty.
        label = self._numbers.label(place_of(properties), style)
        text = join(label, words.lstrip()) if words.strip() else ""
        return text, "heading" if self._styles.is_heading(style, properties) else "paragraph", paragraph.boxes

    def _table(self, element: Any) -> None:
        self._count["t"] += 1
        self.out.table(self._grid(element), ref=f"t{self._count['t']}")

    def _grid(self, table: Any) -> list[list[Cell]]:
        grid: list[list[Cell]] = []
        for row in _rows(table):
            cells: list[Cell] = [Cell("")] * _skipped(row, "gridBefore")
            for element in _cells(row):
                properties = element.find(f"{W}tcPr")
                span = max(1, _number(properties, "gridSpan", 1))
                merge = None if properties is None else properties.find(f"{W}vMerge")
                continues = merge is not None and merge.get(f"{W}val") != "restart"
                above = grid[-1][len(cells)] if continues and grid and len(grid[-1]) > len(cells) else None
                cells += [above or Cell(self._cell_text(element))] * span
            grid.append(cells)
        width = max((len(r) for r in grid), default=0)
        return [row + [Cell("") for _ in range(width - len(row))] for row in grid]

    def _cell_text(self, cell: Any) -> str:
        lines: list[str] = []
        for element in _parts(cell):
            if element.tag == f"{W}tbl":  # a table inside a cell is written into it, a row a line
                seen: dict[int, None] = {}
                for row in self._grid(element):
                    fresh = [c for c in dict.fromkeys(row) if id(c) not in seen]
                    seen.update((id(c), None) for c in fresh)
                    lines.append(" ".join(c.text for c in fresh if c.text))
            else:
                text, _, boxes = self._paragraph(element)
                lines += text.split("\n")
                lines += [Paragraph(p).text for box in boxes for p in box.iter(f"{W}p")]
        return cell_lines(lines)


def _parts(container: Any) -> Iterator[Any]:
    """Paragraphs and tables of a container in order, looking into content controls and accepted insertions."""
    for child in container:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag in _INSIDE:
            yield from _parts(child)


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == f"{W}tr":
            if child.find(f"{W}trPr/{W}del") is None:
                yield child
        elif child.tag in _INSIDE:
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in _INSIDE:
            yield from _cells(child)


def _skipped(row: Any, tag: str) -> int:
    return _number(row.find(f"{W}trPr"), tag, 0)


def _number(properties: Any, tag: str, otherwise: int) -> int:
    child = None if properties is None else properties.find(f"{W}{tag}")
    value = "" if child is None else child.get(f"{W}val", "")
    return min(int(value), 200) if value.isdigit() else otherwise
