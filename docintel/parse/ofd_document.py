"""An OFD file as a list of pages (GB/T 33190-2016 §7): which part holds each page, its templates and resources, what is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from docintel.parse.ofd_package import Package, child, children, name_of, numbers, words_of
from docintel.parse.ofd_page import POINTS, Content, read_content

_A4 = [0.0, 0.0, 210.0, 297.0]


@dataclass(slots=True)
class Leaf:
    """Where a page's content lies: its part's path, the pages' common box, resources and templates of its document."""

    name: str  # the page's id in the file
    path: str | None
    box: list[float]
    units: dict[str, Any]
    media: dict[str, str]
    templates: dict[str, str]


@dataclass(slots=True)
class Sheet:
    """A page as shown: its size in points, what stands on it, and where its pictures' files lie by their ids."""

    width: float
    height: float
    content: Content
    media: dict[str, str]


@dataclass(frozen=True, slots=True)
class Seal:
    """An electronic seal on a page: its box and the part of it that is shown (x, y, width, height in points), and its picture's bytes."""

    page: str
    box: tuple[float, ...]
    clip: tuple[float, ...]
    picture: bytes


class OfdFile:
    """An opened OFD file. Raises BadZipFile, ValueError, OSError, EOFError for what is no package."""

    def __init__(self, data: bytes) -> None:
        self.package = package = Package(data)
        entry = package.find("OFD.xml")
        root = package.xml(entry)
        self.title = words_of(root, "DocBody", "DocInfo", "Title")
        self.leaves: list[Leaf] = []
        self.notes: list[str] = []
        self._signatures = [package.find(words_of(body, "Signatures"), entry or "") for body in children(root, "DocBody")]
        for body in children(root, "DocBody"):
            path = package.find(words_of(body, "DocRoot"), entry or "")
            document = package.xml(path)
            if path is not None and document is not None:
                self.leaves += _pages(package, path, document)
                self.notes += _left_out(package, path, document)

    @property
    def is_encrypted(self) -> bool:
        """Whether the package says that its parts are encrypted (GM/T 0099)."""
        return any("encryption" in name.lower() for name in self.package.names)

    @cached_property
    def _used(self) -> Counter[str | None]:
        """On how many pages each template is laid."""
        return Counter(link.get("TemplateID") for leaf in self.leaves for link in children(self.package.xml(leaf.path), "Template"))

    def seals(self, leaf: Leaf) -> list[Seal]:
        """The seals on a page, as far as their data holds a picture (GM/T 0031); whether they are genuine is not looked into."""
        found = []
        for index in self._signatures:
            for link in children(self.package.xml(index), "Signature"):
                path = self.package.find(link.get("BaseLoc"), index or "")
                signature = self.package.xml(path)
                place = words_of(signature, "SignedInfo", "Seal", "BaseLoc") or words_of(signature, "SignedValue")
                data = self.package.read(self.package.find(place, path or "") or "") or b""
                for stamp in children(child(signature, "SignedInfo"), "StampAnnot"):
                    box = tuple(v * POINTS for v in numbers(stamp.get("Boundary"))[:4])
                    clip = tuple(v * POINTS for v in numbers(stamp.get("Clip"))[:4])
                    if stamp.get("PageRef") == leaf.name and len(box) == 4 and (picture := _picture_in(data)):
                        found.append(Seal(leaf.name, box, clip if len(clip) == 4 else (0.0, 0.0, box[2], box[3]), picture))
        return found

    def size(self, leaf: Leaf) -> tuple[float, float]:
        """A page's width and height in points."""
        box = _box(child(self.package.xml(leaf.path), "Area")) or leaf.box
        return box[2] * POINTS, box[3] * POINTS

    def sheet(self, leaf: Leaf, *, furniture: bool) -> Sheet | None:
        """What stands on a page; None when its part is damaged.

        A template's words that stand on several pages are furniture, left out unless ``furniture``; its rules and pictures are kept.
        """
        root = self.package.xml(leaf.path)
        if root is None:
            return None
        box = _box(child(root, "Area")) or leaf.box
        units, media = dict(leaf.units), dict(leaf.media)
        for link in children(root, "PageRes"):
            _resources(self.package, self.package.find(link.text, leaf.path or ""), units, media)
        content = read_content(root, units, (box[0], box[1]))
        for link in children(root, "Template"):
            template = self.package.xml(leaf.templates.get(link.get("TemplateID") or ""))
            if template is not None:
                under = read_content(template, units, (box[0], box[1]))
                if self._used[link.get("TemplateID")] > 1 and not furniture:
                    under.signs.clear()
                    under.unnamed = 0
                content.add(under)
        return Sheet(box[2] * POINTS, box[3] * POINTS, content, media)


def _picture_in(data: bytes) -> bytes:
    """The picture inside a seal's data, which is one of many fields there."""
    for begin, end in ((b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"), (b"\xff\xd8\xff", b"\xff\xd9"), (b"GIF8", b"\x00;")):
        first = data.find(begin)
        last = data.rfind(end, first)
        if 0 <= first < last:
            return data[first : last + len(end)]
    return b""


def _pages(package: Package, path: str, document: Any) -> Iterator[Leaf]:
    common = child(document, "CommonData")
    box = _box(child(common, "PageArea")) or _A4
    units: dict[str, Any] = {}
    media: dict[str, str] = {}
    for link in children(common, "PublicRes", "DocumentRes"):
        _resources(package, package.find(link.text, path), units, media)
    found = ((t.get("ID") or "", package.find(t.get("BaseLoc"), path)) for t in children(common, "TemplatePage"))
    templates = {name: part for name, part in found if part is not None}
    for page in children(child(document, "Pages"), "Page"):
        yield Leaf(page.get("ID") or "", package.find(page.get("BaseLoc"), path), box, units, media, templates)


def _box(area: Any) -> list[float] | None:
    box = numbers(words_of(area, "PhysicalBox"))
    return box[:4] if len(box) >= 4 and box[2] > 1 and box[3] > 1 else None


def _resources(package: Package, path: str | None, units: dict[str, Any], media: dict[str, str]) -> None:
    """Add what a resource part defines: composite graphic units, and where each picture's file lies."""
    root = package.xml(path)
    if root is None or path is None:
        return
    base = (root.get("BaseLoc") or "").strip("/ ")
    for group in root:
        for item in group:
            if name_of(item) == "CompositeGraphicUnit":
                units.setdefault(item.get("ID") or "", item)
            elif name_of(item) == "MultiMedia":
                place = words_of(item, "MediaFile") or ""
                part = package.find(f"{base}/{place}" if base else place, path) or package.find(place, path)
                if part is not None:
                    media.setdefault(item.get("ID") or "", part)


def _left_out(package: Package, path: str, document: Any) -> Iterator[str]:
    """What a reader of the file sees or finds that is no part of its pages' words: notes typed onto it, files attached to it."""
    notes = 0
    annotations = package.find(words_of(document, "Annotations"), path)
    for page in children(package.xml(annotations), "Page"):
        for note in children(package.xml(package.find(words_of(page, "FileLoc"), annotations or "")), "Annot"):
            typed = any(name_of(e) == "TextCode" and (e.text or "").strip() for e in note.iter())
            notes += typed and note.get("Type") not in ("Watermark", "Stamp")
    if notes:
        yield f"文件上另有 {notes} 处批注文字，没有算作正文"
    attached = [
        a.get("Name") or "未命名" for a in children(package.xml(package.find(words_of(document, "Attachments"), path)), "Attachment")
    ]
    if attached:
        yield f"文件内附有 {len(attached)} 个附件没有读取（{'、'.join(attached[:5])}）；请用 OFD 阅读器导出后再读"
