"""OFD files made for the parser tests, part by part as GB/T 33190-2016 names them."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from tests.parse_samples import LINES, wrap, zip_bytes

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
EM, PITCH, LEFT, TOP = 5.6, 10.0, 28.0, 37.0
"""三号 type, line distance and margins of GB/T 9704-2012 in millimetres."""


def text(words: str, x: float, y: float, size: float = EM, more: str = "", *, code: str = "") -> str:
    """A TextObject with its upper left corner at (x, y)."""
    deltas = code or f'X="0" Y="{size * 0.86:.3f}" DeltaX="g {max(1, len(words) - 1)} {size}"'
    box = f"{x:.3f} {y:.3f} {size * max(1, len(words)):.3f} {size:.3f}"
    return f'<ofd:TextObject ID="9" Boundary="{box}" Font="3" Size="{size}"{more}><ofd:TextCode {deltas}>{escape(words)}</ofd:TextCode></ofd:TextObject>'


def path(data: str, box: str = "0 0 210 297") -> str:
    return f'<ofd:PathObject ID="8" Boundary="{box}" LineWidth="0.3"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'


def ofd(
    pages: Sequence[str],
    parts: dict[str, bytes] | None = None,
    common: str = "",
    heads: Sequence[str] = (),
    *,
    info: str = "",
    after: str = "",
) -> bytes:
    """A package of pages, each the objects of one layer; ``heads`` is XML before a page's Content, ``common`` inside CommonData."""
    links = "".join(f'<ofd:Page ID="{i + 10}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(len(pages)))
    area = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    made = {
        "OFD.xml": f'<?xml version="1.0" encoding="UTF-8"?><ofd:OFD {NS} DocType="OFD" Version="1.1"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>1</ofd:DocID>{info}</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NS}><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID>{area}{common}</ofd:CommonData>"
        f"<ofd:Pages>{links}</ofd:Pages>{after}</ofd:Document>",
    }
    for i, objects in enumerate(pages):
        head = heads[i] if i < len(heads) else ""
        made[f"Doc_0/Pages/Page_{i}/Content.xml"] = (
            f'<ofd:Page {NS}>{head}<ofd:Content><ofd:Layer ID="2" Type="Body">{objects}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    return zip_bytes({name: data.encode() for name, data in made.items()} | (parts or {}))


def set_pages(paragraphs: Sequence[str]) -> list[str]:
    """Paragraphs on pages as GB/T 9704 sets them, with page numbers."""
    lines = [line for words in paragraphs for line in wrap(words)]
    pages = []
    for start in range(0, max(len(lines), 1), LINES):
        rows = [text(words, LEFT + indent * EM, TOP + row * PITCH) for row, (indent, words) in enumerate(lines[start : start + LINES])]
        pages.append("".join(rows) + text(f"— {start // LINES + 1} —", 100, 275, 4.9))
    return pages


def plain_ofd(paragraphs: Sequence[str]) -> bytes:
    return ofd(set_pages(paragraphs))
