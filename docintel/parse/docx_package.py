"""A Word package (ECMA-376 part 2) as XML trees: parts are found by their relations, both namespaces of the standard read as one.

lxml reads the few parts that hold words; python-docx would build its object model of all of them, at twice the time.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

BROKEN = (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, KeyError, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What a damaged package raises while it is read."""

_OFF = ("0", "false", "off")
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
)
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


class Package:
    """An opened package. Reading a part raises one of ``BROKEN``."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._names = {name.replace("\\", "/").lstrip("/").lower(): name for name in self._archive.namelist()}  # some packers write \
        self._parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        self.main = next((name for kind, name, _ in self._relations("") if kind == "officeDocument"), "word/document.xml")
        self._related = self._relations(self.main)

    def root(self, name: str) -> Any:
        """The XML of a part. Raises KeyError when the package lacks it."""
        data = self._archive.read(self._names[name.lower()])
        if b"purl.oclc.org/ooxml" in data[:4096]:
            for strict, transitional in _STRICT:
                data = data.replace(strict, transitional)
        return etree.fromstring(data, self._parser)

    def related(self, kind: str) -> Any:
        """The XML of the first part that the main document calls ``kind`` (styles, numbering, footnotes …), or None."""
        name = next((n for k, n, _ in self._related if k == kind), f"{posixpath.dirname(self.main)}/{kind}.xml")
        return self.root(name) if name.lower() in self._names else None

    def by_id(self, relation: str | None) -> Any:
        """The XML of the part that a relation id of the main document points to, or None."""
        name = next((n for _, n, i in self._related if i == relation), None)
        return self.root(name) if name and name.lower() in self._names else None

    def bytes_by_id(self, relation: str | None) -> bytes | None:
        """The bytes of the part that a relation id of the main document points to, or None."""
        name = next((n for _, n, i in self._related if i == relation), None)
        return self._archive.read(self._names[name.lower()]) if name and name.lower() in self._names else None

    def count(self, kind: str) -> int:
        """How many parts of a kind (image, aFChunk, diagramData …) the main document points to."""
        return sum(k == kind for k, _, _ in self._related)

    def title(self) -> str | None:
        """The title in the file's properties."""
        try:
            core = next((n for k, n, _ in self._relations("") if k == "core-properties"), "docProps/core.xml")
            return (self.root(core).findtext(_TITLE) or "").strip() or None
        except BROKEN:
            return None  # properties are no part of the paper

    def _relations(self, part: str) -> list[tuple[str, str, str]]:
        """(last word of the kind, part name, id) of the relations of a part."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels.lower() not in self._names:
            return []
        found = []
        for relation in self.root(rels):
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target") or "")).lstrip("/")
                found.append(((relation.get("Type") or "").rsplit("/", 1)[-1], target, relation.get("Id") or ""))
        return found


def children(element: Any) -> dict[str, Any]:
    """Tag → child of a properties element; {} of None. One pass is faster than a search for each property."""
    return {} if element is None else {child.tag: child for child in element}


def val_of(properties: Mapping[str, Any], tag: str) -> str | None:
    """The w:val of a property, None without one."""
    child = properties.get(W + tag)
    return None if child is None else child.get(VAL)


def is_set(properties: Mapping[str, Any], tag: str) -> bool:
    """Whether a toggle stands and is not switched off."""
    child = properties.get(W + tag)
    return child is not None and child.get(VAL, "1") not in _OFF


def val(element: Any, tag: str) -> str | None:
    """The w:val of a child, None without one."""
    child = None if element is None else element.find(f"{W}{tag}")
    return None if child is None else child.get(VAL)


def is_on(element: Any, tag: str) -> bool:
    """Whether a toggle (w:vanish, w:isLgl …) stands and is not switched off."""
    child = None if element is None else element.find(f"{W}{tag}")
    return child is not None and child.get(VAL, "1") not in _OFF


def integer(value: str | None, otherwise: int) -> int:
    """A number of the file, ``otherwise`` when it is none."""
    try:
        return int(value) if value is not None else otherwise
    except ValueError:
        return otherwise
