"""Golden PDF files: a source is set as GB/T 9704 sets a page in an OpenDocument text, which LibreOffice prints; stamps are laid over it.

``pdf`` of a source, all optional: {"columns": 2, "justify": true, "spacing": "0.6pt" between signs, "size": 16, "number_at": "outer" | "center",
"landscape_tables": true, "turned_tables": true (the same on upright pages), "watermark": words, "side_mark": words, "seal": true (over the last
two sign-off lines), "paper": "A4" | "A3"}. A table block may say "ruled": false, "open": true (no outer sides), "header_rows": n, "widths": [shares].
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from golden.pdf_stamps import stamped
from golden.word import origins_of

Spec = Mapping[str, Any]
SONG, HEI = "Noto Serif CJK SC", "Noto Sans CJK SC"
NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"),
    )
)  # fmt: skip
MARGINS = {"top": 37, "bottom": 25, "left": 28, "right": 26}  # millimetres, GB/T 9704-2012 §5.2
SHEETS = {"A4": (210, 297), "A3": (420, 297)}


def build(source: Spec) -> tuple[str, bytes]:
    """A source as (".pdf", bytes); needs LibreOffice. Its bytes differ from run to run in their dates alone."""
    own = source.get("pdf", {})
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "paper.fodt"
        page.write_text(_Setter(source, own).document(), "utf-8")
        command = [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            str(page),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        data = (Path(folder) / "paper.pdf").read_bytes()
    return ".pdf", stamped(data, own, [b["text"] for b in source["blocks"] if b["type"] == "signoff"])


class _Setter:
    """Writes one source as a flat OpenDocument text."""

    def __init__(self, source: Spec, own: Spec) -> None:
        self.source, self.own = source, own
        self.size = own.get("size", 16)
        self.tables: list[str] = []
        self.notes = 0

    def document(self) -> str:
        body = self.body()
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMES} office:version="1.3" '
            f'office:mimetype="application/vnd.oasis.opendocument.text"><office:styles>{self.styles()}</office:styles>'
            f"<office:automatic-styles>{self.layouts()}{''.join(self.tables)}</office:automatic-styles>"
            f"<office:master-styles>{self.masters()}</office:master-styles><office:body><office:text>{body}</office:text></office:body></office:document>"
        )

    def styles(self) -> str:
        spacing = f'fo:letter-spacing="{self.own["spacing"]}"' if "spacing" in self.own else ""
        align = "justify" if self.own.get("justify", True) else "left"
        pitch = round(self.size * 1.78, 1)

        def style(name: str, size: float, align: str, more: str = "", font: str = SONG) -> str:
            type_ = f'fo:font-size="{size}pt" style:font-size-asian="{size}pt" fo:font-family="{font}" style:font-family-asian="{font}"'
            language = 'fo:language="zh" fo:country="CN" style:language-asian="zh" style:country-asian="CN"'
            return (
                f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties fo:text-align="{align}" {more} '
                f'fo:orphans="0" fo:widows="0" style:punctuation-wrap="simple"/><style:text-properties {type_} {language} {spacing}/></style:style>'
            )

        line = f'fo:line-height="{pitch}pt"'
        indent = f'fo:text-indent="{2 * self.size}pt" {line}'
        small = self.size - 4
        return "".join((
            style("Body", self.size, align, indent),
            style("Flush", self.size, align, line),
            style("Head", self.size, align, indent, HEI),
            style("Title", self.size + 6, "center", f'fo:line-height="{pitch + 7}pt" fo:margin-bottom="10pt"', HEI),
            style("Sign", self.size, "right", f'{line} fo:margin-right="{4 * self.size}pt"'),
            style("Note", 10.5, "left"),
            style("CellC", small, "center"),
            style("CellL", small, align),
            style("Edge", 10.5, "center"),
            style("Outer", 14, "left"),
            style("OuterR", 14, "right"),
        ))  # fmt: skip

    def layouts(self) -> str:
        columns = f'<style:columns fo:column-count="{self.own["columns"]}" fo:column-gap="9mm"/>' if self.own.get("columns") else ""
        wide, high = SHEETS[self.own.get("paper", "A4")]

        def layout(name: str, width: int, height: int, inner: str) -> str:
            margins = " ".join(f'fo:margin-{side}="{mm}mm"' for side, mm in MARGINS.items())
            turn = "landscape" if width > height else "portrait"
            return (
                f'<style:page-layout style:name="{name}"><style:page-layout-properties fo:page-width="{width}mm" fo:page-height="{height}mm" '
                f'style:print-orientation="{turn}" {margins}>{inner}</style:page-layout-properties><style:header-style>'
                '<style:header-footer-properties fo:min-height="8mm"/></style:header-style><style:footer-style>'
                '<style:header-footer-properties fo:min-height="8mm"/></style:footer-style></style:page-layout>'
            )

        breaks = "".join(
            f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name="Flush" style:master-page-name="{page}"/>'
            for name, page in (("ToWide", "Wide"), ("ToTall", "Standard"))
        )
        new_page = (
            '<style:style style:name="NewPage" style:family="paragraph" style:parent-style-name="Body">'
            '<style:paragraph-properties fo:break-before="page"/></style:style>'
        )
        box = (
            '<style:style style:name="Box" style:family="graphic"><style:graphic-properties fo:border="0.6pt solid #000000" fo:padding="2mm" '
            'style:wrap="none" style:horizontal-pos="center" style:horizontal-rel="paragraph" style:vertical-pos="top" '
            'style:vertical-rel="paragraph"/></style:style>'
        )
        return layout("Tall", wide, high, columns) + layout("Wide", high, wide, "") + breaks + new_page + box

    def masters(self) -> str:
        furniture = self.source.get("furniture", {})
        head = (
            f'<style:header><text:p text:style-name="Edge">{escape(furniture["header"])}</text:p></style:header>'
            if furniture.get("header")
            else ""
        )
        number = re.sub(
            r"\{(n|pages)\}", lambda m: f"<text:page-{'number' if m[1] == 'n' else 'count'}/>", escape(furniture.get("page_number", ""))
        )
        foot = f'<text:p text:style-name="Edge">{escape(furniture["footer"])}</text:p>' if furniture.get("footer") else ""
        outer = self.own.get("number_at") == "outer"
        odd = f'{foot}<text:p text:style-name="{"OuterR" if outer else "Edge"}">{number}</text:p>'
        even = f'{foot}<text:p text:style-name="Outer">{number}</text:p>'
        feet = f"<style:footer>{odd}</style:footer>" + (f"<style:footer-left>{even}</style:footer-left>" if outer else "")
        return "".join(
            f'<style:master-page style:name="{name}" style:page-layout-name="{layout}">{head}{feet}</style:master-page>'
            for name, layout in (("Standard", "Tall"), ("Wide", "Wide"))
        )

    def body(self) -> str:
        blocks, out = self.source["blocks"], []
        sideways = self.own.get("landscape_tables") or self.own.get("turned_tables")
        for at, block in enumerate(blocks):
            kind = block["type"]
            if kind == "table":
                out.append('<text:p text:style-name="ToWide"/>' if sideways else "")
                out.append(self.table(block))
                out.append('<text:p text:style-name="ToTall"/>' if sideways else '<text:p text:style-name="Flush"/>')
            elif kind == "page_break":
                out.append('<text:p text:style-name="NewPage"/>')
            elif kind not in ("footnote", "textbox"):
                out.append(self.paragraph(block, blocks, at))
        return "".join(out)

    def paragraph(self, block: Spec, blocks: Sequence[Spec], at: int) -> str:
        after = []
        for other in blocks[at + 1 :]:
            if other["type"] not in ("footnote", "textbox"):
                break
            after.append(other)
        notes = "".join(self.note(b["text"]) for b in after if b["type"] == "footnote")
        boxes = "".join(
            f'<text:p text:style-name="Flush"><draw:frame draw:style-name="Box" text:anchor-type="as-char" svg:width="120mm"><draw:text-box fo:min-height="8mm">'
            f'<text:p text:style-name="CellL">{escape(b["text"])}</text:p></draw:text-box></draw:frame></text:p>'
            for b in after
            if b["type"] == "textbox"
        )
        return f'<text:p text:style-name="{self.style_of(block)}">{_spaced(block["text"])}{notes}</text:p>{boxes}'

    def style_of(self, block: Spec) -> str:
        if block["type"] == "signoff":
            return "Sign"
        if block["type"] == "heading":
            first = next(b for b in self.source["blocks"] if b["type"] == "heading")
            return "Title" if block is first or block.get("title") else "Head"
        return "Flush" if block["text"].endswith(("：", ":")) and len(block["text"]) < 60 else "Body"

    def note(self, words: str) -> str:
        self.notes += 1
        return (
            f'<text:note text:note-class="footnote"><text:note-citation>{self.notes}</text:note-citation><text:note-body>'
            f'<text:p text:style-name="Note">{escape(words)}</text:p></text:note-body></text:note>'
        )

    def table(self, block: Spec) -> str:
        rows, name = block["rows"], f"T{len(self.tables)}"
        origins = origins_of(rows)
        shares = block.get("widths") or [max(3, min(24, max(_length(row[c]) for row in rows))) for c in range(len(rows[0]))]
        total = sum(shares)
        columns = "".join(f'<table:table-column table:style-name="{name}.{c}"/>' for c in range(len(shares)))
        self.tables.append(self.table_styles(name, [share / total for share in shares], block))
        heads = block.get("header_rows", max(sum(1 for line in origins if at in line) for at in origins[0]))
        made = [self.row(rows, origins, r, name) for r in range(len(rows))]
        head = f"<table:table-header-rows>{''.join(made[:heads])}</table:table-header-rows>" if heads else ""
        return f'<table:table table:name="{name}" table:style-name="{name}">{columns}{head}{"".join(made[heads:])}</table:table>'

    def table_styles(self, name: str, shares: Sequence[float], block: Spec) -> str:
        border = "0.5pt solid #000000" if block.get("ruled", True) else "none"
        outer = ' fo:border-left="none" fo:border-right="none"' if block.get("open") else ""
        sheet = SHEETS[self.own.get("paper", "A4")]
        wide = sheet[1] if self.own.get("landscape_tables") or self.own.get("turned_tables") else sheet[0]
        width = wide - MARGINS["left"] - MARGINS["right"]
        cell = f'<style:table-cell-properties fo:border="{border}"{{}} fo:padding="1mm" style:vertical-align="middle"/>'
        return (
            f'<style:style style:name="{name}" style:family="table"><style:table-properties style:width="{width}mm" table:align="margins"/></style:style>'
            + "".join(
                f'<style:style style:name="{name}.{c}" style:family="table-column"><style:table-column-properties '
                f'style:column-width="{width * share:.2f}mm"/></style:style>'
                for c, share in enumerate(shares)
            )
            + f'<style:style style:name="{name}.cell" style:family="table-cell">{cell.format("")}</style:style>'
            + f'<style:style style:name="{name}.first" style:family="table-cell">{cell.format(outer and " fo:border-left=" + chr(34) + "none" + chr(34))}</style:style>'
            + f'<style:style style:name="{name}.last" style:family="table-cell">{cell.format(outer and " fo:border-right=" + chr(34) + "none" + chr(34))}</style:style>'
        )

    def row(self, rows: Sequence[Sequence[Any]], origins: Sequence[Sequence[tuple[int, int]]], r: int, name: str) -> str:
        out = []
        for c, at in enumerate(origins[r]):
            if at != (r, c):
                out.append("<table:covered-table-cell/>")
                continue
            across = sum(1 for place in origins[r] if place == at)
            down = sum(1 for line in origins if at in line)
            span = f' table:number-columns-spanned="{across}" table:number-rows-spanned="{down}"' if across > 1 or down > 1 else ""
            place = "first" if c == 0 else "last" if c + across == len(rows[0]) else "cell"
            out.append(f'<table:table-cell table:style-name="{name}.{place}"{span}>{self.cell(rows[r][c])}</table:table-cell>')
        return f"<table:table-row>{''.join(out)}</table:table-row>"

    def cell(self, cell: Any) -> str:
        parts = [cell] if isinstance(cell, str) else [p if isinstance(p, str) else p["text"] for p in cell]
        return "".join(f'<text:p text:style-name="{"CellC" if len(p) <= 8 else "CellL"}">{escape(p)}</text:p>' for p in parts)


def _spaced(words: str) -> str:
    """Runs of blanks, which XML would draw together, and line breaks."""
    return re.sub(r" {2,}", lambda m: f'<text:s text:c="{len(m[0])}"/>', escape(words)).replace("\n", "<text:line-break/>")


def _length(cell: Any) -> int:
    return len(cell) if isinstance(cell, str) else max(len(p if isinstance(p, str) else p["text"]) for p in cell)
