"""Golden Word files: the whole package is written by hand, so that no library's habits decide what is tested.

A block may hold, for Word only: ``style`` (id), ``runs`` (pieces of its words, see RUNS in word_runs) or ``word``: the Word paragraphs that together
show ``text``, each {"runs", "auto", "style", "mark": "del" | "moveFrom" | "ins" | "vanish", "around": "del" | "moveFrom" | "ins" | "moveTo" | "sdt"}.
``docx`` of a source: {"strict": true, "suffix": ".docm", "first_header", "between": {block index: raw XML put before it}}.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from golden import word_numbering
from golden.word_runs import Runs, run

Spec = Mapping[str, Any]
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = ((OFFICE, "http://purl.oclc.org/ooxml/officeDocument"), (W, "http://purl.oclc.org/ooxml/wordprocessingml/main"))
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{OFFICE}/relationships" xmlns:m="{OFFICE}/math" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:v="urn:schemas-microsoft-com:vml" mc:Ignorable="w14"'
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MAINS = {
    ".docx": MAIN,
    ".dotx": MAIN.replace("document.main", "template.main"),
    ".docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
}
PARTS = ("numbering", "styles", "footnotes", "endnotes", "comments", "header1", "header2", "footer1")


def build(source: Spec) -> tuple[str, bytes]:
    """A source as (suffix, package)."""
    own = source.get("docx", {})
    suffix = own.get("suffix", ".docx")
    made = _Package(source)
    parts = {"document": f"<w:document {SPACES}><w:body>{made.body()}</w:body></w:document>", **made.parts()}
    types = "".join(
        f'<Override PartName="/word/{p}.xml" ContentType="{MAIN.replace("document.main", _kind(p))}"/>' for p in parts if p != "document"
    )
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{MAINS[suffix]}"/>{types}</Types>',
        "_rels/.rels": _relations({"document": "officeDocument"}, "word/"),
        "word/_rels/document.xml.rels": _relations({p: _kind(p) for p in parts if p != "document"}, ""),
        **{f"word/{name}.xml": xml for name, xml in parts.items()},
    }
    return suffix, _zip({name: _spaced(xml, own.get("strict", False)) for name, xml in files.items()})


def _kind(part: str) -> str:
    return part.rstrip("0123456789")


def _spaced(xml: str, strict: bool) -> bytes:
    for transitional, other in STRICT if strict else ():
        xml = xml.replace(transitional, other)
    return (HEAD + xml).encode()


def _relations(parts: Mapping[str, str], folder: str) -> str:
    rows = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/relationships/{kind}" Target="{folder}{name}.xml"/>' for name, kind in parts.items()
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def _zip(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


class _Package:
    """One document while it is written: notes and comments are collected as their marks are met."""

    def __init__(self, source: Spec) -> None:
        self.source = source
        self.own = source.get("docx", {})
        self.ids = word_numbering.num_ids(source)
        self.runs = Runs()

    def body(self) -> str:
        blocks, out = self.source["blocks"], []
        between = self.own.get("between", {})
        for i, block in enumerate(blocks):
            out.append(between.get(str(i), ""))
            if block["type"] == "table":
                out.append(self.table(block["rows"]))
            elif block["type"] == "page_break":
                out.append('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')
            elif block["type"] not in ("footnote", "textbox"):
                after = _followers(blocks, i)
                boxes = [b for b in after if b["type"] == "textbox"]
                notes = [b for b in after if b["type"] == "footnote"]
                out.append(self.block(block, self.runs.box([self.block(b) for b in boxes]) if boxes else "", notes))
        return "".join(out) + between.get("end", "") + self.section()

    def block(self, block: Spec, box: str = "", notes: Sequence[Spec] = ()) -> str:
        if "word" in block:
            return "".join(self.paragraph(p, block) for p in block["word"])
        label = block.get("label", "") if block.get("auto") not in (None, "none") else ""
        words = block["text"][len(label) :]
        return self.paragraph({"runs": [words], **block}, block, box, notes)

    def paragraph(self, spec: Spec, block: Spec, box: str = "", notes: Sequence[Spec] = ()) -> str:
        style = spec.get("style") or (str(block.get("level", 0) + 1) if block["type"] == "heading" and "word" not in block else "")
        inner = f'<w:pStyle w:val="{style}"/>' if style else ""
        auto = spec.get("auto", "style")
        inner += "" if auto == "style" else word_numbering.num_pr(auto, self.ids)
        inner += '<w:jc w:val="right"/>' if block["type"] == "signoff" else ""
        mark = spec.get("mark")
        if mark:
            inner += f"<w:rPr><w:{mark}{'' if mark == 'vanish' else self.runs.author()}/></w:rPr>"
        self.runs.notes = list(notes)
        words = "".join(self.runs.piece(p) for p in spec["runs"]) + box + "".join(self.runs.note(n) for n in self.runs.notes)
        return self.runs.around(spec.get("around"), f"<w:p><w:pPr>{inner}</w:pPr>{words}</w:p>")

    def table(self, rows: Sequence[Sequence[Any]]) -> str:
        origins = origins_of(rows)
        out = [
            '<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>'
            + '<w:gridCol w:w="2000"/>' * len(rows[0])
            + "</w:tblGrid>"
        ]
        for r, row in enumerate(rows):
            out.append("<w:tr>")
            for at in dict.fromkeys(origins[r]):
                span = origins[r].count(at)
                inner = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
                below = r + 1 < len(rows) and at in origins[r + 1]
                inner += '<w:vMerge w:val="restart"/>' if at[0] == r and below else "<w:vMerge/>" if at[0] < r else ""
                out.append(f"<w:tc><w:tcPr>{inner}</w:tcPr>{self.cell(row[at[1]] if at[0] == r else '')}</w:tc>")
            out.append("</w:tr>")
        return "".join(out) + "</w:tbl><w:p/>"

    def cell(self, cell: Any) -> str:
        parts = [{"text": p} if isinstance(p, str) else p for p in ([cell] if isinstance(cell, str) else cell)]
        out = [self.table(p["rows"]) if "rows" in p else self.block({"type": "paragraph", **p}) for p in parts]
        return "".join(out)

    def section(self) -> str:
        refs = [("header", "default", "header1"), ("header", "first", "header2"), ("footer", "default", "footer1")]
        made = self.parts()
        inner = "".join(f'<w:{kind}Reference w:type="{which}" r:id="{part}"/>' for kind, which, part in refs if part in made)
        first = "<w:titlePg/>" if "header2" in made else ""
        return f'<w:sectPr>{inner}<w:pgSz w:w="11906" w:h="16838"/>{first}</w:sectPr>'

    def parts(self) -> dict[str, str]:
        """Part name → XML of everything beside the document."""
        furniture = self.source.get("furniture", {})
        number = "".join(
            f'<w:fldSimple w:instr=" PAGE ">{run("1")}</w:fldSimple>' if piece == "{n}" else run(piece)
            for piece in furniture.get("page_number", "").replace("{pages}", "3").replace("{n}", "\0{n}\0").split("\0")
        )
        footer = (f"<w:p>{run(furniture['footer'])}</w:p>" if furniture.get("footer") else "") + f"<w:p>{number}</w:p>"
        first = "".join(f"<w:p>{run(line)}</w:p>" for line in self.own.get("first_header", ()))
        inner = {
            "numbering": ("numbering", word_numbering.numbering(self.source)),
            "styles": ("styles", word_numbering.styles(self.source)),
            "footnotes": ("footnotes", self.runs.notes_xml("footnote")),
            "endnotes": ("endnotes", self.runs.notes_xml("endnote")),
            "comments": ("comments", self.runs.comments_xml()),
            "header1": ("hdr", f"<w:p>{run(furniture['header'])}</w:p>" if furniture.get("header") else ""),
            "header2": ("hdr", first),
            "footer1": ("ftr", footer if furniture.get("footer") or number else ""),
        }
        return {name: f"<w:{tag} {SPACES}>{xml}</w:{tag}>" for name, (tag, xml) in inner.items() if xml}


def _followers(blocks: Sequence[Spec], at: int) -> list[Spec]:
    """The boxes and notes that hang on the paragraph at ``at``."""
    out = []
    for block in blocks[at + 1 :]:
        if block["type"] not in ("footnote", "textbox"):
            break
        out.append(block)
    return out


def origins_of(rows: Sequence[Sequence[Any]]) -> list[list[tuple[int, int]]]:
    """Where the cell that covers each place of the grid begins."""
    out: list[list[tuple[int, int]]] = []
    for r, row in enumerate(rows):
        line: list[tuple[int, int]] = []
        for c, cell in enumerate(row):
            line.append(out[-1][c] if cell == "^" else line[-1] if cell == "<" else (r, c))
        out.append(line)
    return out
