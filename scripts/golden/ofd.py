"""Golden OFD files (GB/T 33190-2016): the pages of the golden PDF of the same paper, written object by object as producers do.

Lines become text objects with DeltaX (runs of equal steps as ``g n v``); every second page writes type of size 1 scaled by its matrix, as some
producers do. The running header stands in a template page, rules are paths, a seal is an image under a stamp annotation.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from statistics import median
from typing import Any
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw

from docintel.parse.page_grid import Rules
from docintel.parse.page_lines import Sign, rows_of
from docintel.parse.pdf_rules import drawn_on
from docintel.parse.pdf_signs import text_layer
from docintel.parse.pdfium import opened, page_of, view_of

FILES = Path(__file__).parents[2] / "tests" / "golden" / "files" / "pdf"
NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
MM = 25.4 / 72
ASCENT = 0.88
APART = 1.5  # ems of white at which producers begin another text object


def build(source: Mapping[str, Any]) -> tuple[str, bytes] | None:
    """A source as (".ofd", package), from its committed PDF; None for a paper that has none."""
    printed = FILES / f"{source['name']}.pdf"
    if not printed.exists():
        return None
    package = _Package(source)
    with opened(printed.read_bytes()) as document:
        for number in range(1, len(document) + 1):
            with page_of(document, number) as page:
                view = view_of(page)
                package.add(text_layer(page, view), drawn_on(page, view)[0], (view.width, view.height))
    return ".ofd", package.bytes()


class _Package:
    def __init__(self, source: Mapping[str, Any]) -> None:
        self.header = "".join(source.get("furniture", {}).get("header", "").split())
        self.sealed = bool(source.get("pdf", {}).get("seal"))
        self.title = next((b["text"] for b in source["blocks"] if b["type"] == "heading"), "")
        self.signed = {"".join(b["text"].split()) for b in source["blocks"] if b["type"] == "signoff"}
        self.seal = "130 150 42 42"
        self.pages: list[str] = []
        self.template = ""
        self.ids = 100

    def add(self, layer: Any, rules: Rules, size: tuple[float, float]) -> None:
        objects = []
        for row in rows_of(layer.signs):
            words = "".join(sign.text for sign in row).replace(" ", "").replace("\u3000", "")
            if words in self.signed:
                self.seal = f"{row[-1].x1 * MM - 45:.3f} {row[0].top * MM - 22:.3f} 42 42"
            made = "".join(self.text(run, layer.quarter, size) for run in _runs(row))
            if self.header and words == self.header and not layer.quarter:
                self.template = made
            else:
                objects.append(made)
        lines = [f"M {x0 * MM:.3f} {y * MM:.3f} L {x1 * MM:.3f} {y * MM:.3f}" for y, x0, x1 in rules.level]
        lines += [f"M {x * MM:.3f} {a * MM:.3f} L {x * MM:.3f} {b * MM:.3f}" for x, a, b in rules.upright]
        for data in lines:
            box = f"0 0 {size[0] * MM:.3f} {size[1] * MM:.3f}"
            objects.append(
                f'<ofd:PathObject ID="{self.id()}" Boundary="{box}" LineWidth="0.18"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'
            )
        area = f"<ofd:Area><ofd:PhysicalBox>0 0 {size[0] * MM:.3f} {size[1] * MM:.3f}</ofd:PhysicalBox></ofd:Area>"
        self.pages.append(area + f'<ofd:Content><ofd:Layer ID="{self.id()}" Type="Body">{"".join(objects)}</ofd:Layer></ofd:Content>')

    def id(self) -> int:
        self.ids += 1
        return self.ids

    def text(self, run: Sequence[Sign], quarter: int, size: tuple[float, float]) -> str:
        first, words = run[0], "".join(sign.text for sign in run)
        high = median(sign.size for sign in run) * MM
        x, base = first.x0 * MM, median(sign.top + ASCENT * (sign.bottom - sign.top) for sign in run) * MM
        steps = [(b.x0 - a.x0) * MM for a, b in pairwise(run)]
        width = (run[-1].x1 - first.x0) * MM
        if quarter:
            wide, tall = size[0] * MM, size[1] * MM
            matrix = {1: (0, 1, -1, 0, wide, 0), 2: (-1, 0, 0, -1, wide, tall), 3: (0, -1, 1, 0, 0, tall)}[quarter]
            box, ctm, scale, at = (0.0, 0.0, wide, tall), matrix, 1.0, (x, base)
        else:
            scaled = len(self.pages) % 2 == 1
            box, scale = (x, base - ASCENT * high, width, high), high if scaled else 1.0
            ctm, at = (high, 0, 0, high, 0, 0) if scaled else None, (0.0, ASCENT * high / scale)
        own = "" if ctm is None else f' CTM="{" ".join(f"{v:.4f}".rstrip("0").rstrip(".") for v in ctm)}"'
        deltas = f' DeltaX="{_deltas([s / scale for s in steps])}"' if steps else ""
        place = " ".join(f"{v:.3f}" for v in box)
        return (
            f'<ofd:TextObject ID="{self.id()}" Boundary="{place}" Font="3" Size="{high / scale:.4f}"{own}>'
            f'<ofd:TextCode X="{at[0]:.3f}" Y="{at[1]:.3f}"{deltas}>{escape(words)}</ofd:TextCode></ofd:TextObject>'
        )

    def bytes(self) -> bytes:
        links = "".join(f'<ofd:Page ID="{i + 10}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(len(self.pages)))
        template = '<ofd:TemplatePage ID="5" Name="页眉" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if self.template else ""
        use = '<ofd:Template TemplateID="5" ZOrder="Background"/>' if self.template else ""
        parts = {
            "OFD.xml": f'<ofd:OFD {NS} DocType="OFD" Version="1.0"><ofd:DocBody><ofd:DocInfo><ofd:DocID>0</ofd:DocID><ofd:Title>{escape(self.title)}'
            f"</ofd:Title></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{SIGNATURES if self.sealed else ''}</ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {NS}><ofd:CommonData><ofd:MaxUnitID>{self.ids}</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>"
            f"0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>{template}</ofd:CommonData>"
            f"<ofd:Pages>{links}</ofd:Pages></ofd:Document>",
            "Doc_0/PublicRes.xml": f'<ofd:Res {NS} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="3" FontName="仿宋_GB2312"/></ofd:Fonts><ofd:MultiMedias>'
            '<ofd:MultiMedia ID="6" Type="Image"><ofd:MediaFile>seal.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>',
            **{f"Doc_0/Pages/Page_{i}/Content.xml": f"<ofd:Page {NS}>{use}{page}</ofd:Page>" for i, page in enumerate(self.pages)},
        }
        if self.template:
            parts["Doc_0/Tpls/Tpl_0/Content.xml"] = (
                f'<ofd:Page {NS}><ofd:Content><ofd:Layer ID="4" Type="Background">{self.template}</ofd:Layer></ofd:Content></ofd:Page>'
            )
        binary = {"Doc_0/Res/seal.png": _seal()} if self.sealed else {}
        if self.sealed:
            last = f"Doc_0/Pages/Page_{len(self.pages) - 1}/Content.xml"
            image = f'<ofd:ImageObject ID="99" Boundary="{self.seal}" CTM="42 0 0 42 0 0" ResourceID="6"/></ofd:Layer>'
            parts[last] = parts[last].replace("</ofd:Layer>", image)
            parts |= _signature(len(self.pages) + 9, self.seal)
        return _zip({name: (HEAD + xml).encode() for name, xml in parts.items()} | binary)


def _runs(row: Sequence[Sign]) -> Iterator[list[Sign]]:
    """A row's signs as the text objects of a producer: parted by white and by type size."""
    run: list[Sign] = []
    for sign in row:
        if run and (sign.x0 - run[-1].x1 > APART * sign.size or abs(sign.size - run[-1].size) > 0.5):
            yield run
            run = []
        run.append(sign)
    if run:
        yield run


def _deltas(steps: Sequence[float]) -> str:
    out = []
    for value, group in groupby(f"{step:.4f}".rstrip("0").rstrip(".") for step in steps):
        count = len(list(group))
        out += [f"g {count} {value}"] if count > 2 else [value] * count
    return " ".join(out)


SIGNATURES = "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>"


def _signature(page: int, box: str) -> dict[str, str]:
    """The parts of an electronic seal: where it stands. Its own data is left out: nobody could check it."""
    stamp = f'<ofd:StampAnnot ID="1" PageRef="{page}" Boundary="{box}"/>'
    return {
        "Doc_0/Signs/Signatures.xml": f'<ofd:Signatures {NS}><ofd:Signature ID="1" Type="Seal" BaseLoc="Sign_0/Signature.xml"/></ofd:Signatures>',
        "Doc_0/Signs/Sign_0/Signature.xml": f"<ofd:Signature {NS}><ofd:SignedInfo>{stamp}</ofd:SignedInfo></ofd:Signature>",
    }


def _seal() -> bytes:
    """A red ring with a star, transparent around it."""
    image = Image.new("RGBA", (240, 240), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((6, 6, 234, 234), outline=(210, 30, 30, 230), width=8)
    draw.polygon(
        [(120, 80), (132, 112), (166, 112), (138, 132), (149, 165), (120, 145), (91, 165), (102, 132), (74, 112), (108, 112)],
        (210, 30, 30, 230),
    )
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _zip(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
