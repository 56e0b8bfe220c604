"""An OFD package (GB/T 33190-2016): parts found as producers really write their paths, XML read by local names."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from lxml import etree

from docintel.parse.decode import NotTextError, decode

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_MAX_PART = 64 * 1024 * 1024
_BROKEN = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError)


class Package:
    """The parts of an OFD file by path. Raises BadZipFile."""

    def __init__(self, data: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._parts = {_plain(info.filename).lower(): info for info in reversed(self._zip.infolist()) if not info.is_dir()}

    @property
    def names(self) -> list[str]:
        """Paths of all parts."""
        return [info.filename for info in self._parts.values()]

    def find(self, location: str | None, base: str = "") -> str | None:
        """The path of a part named by ``location`` inside part ``base``: from the root, from its folder, or (as some write it) either."""
        words = (location or "").strip().replace("\\", "/")
        if not words:
            return None
        near = [] if words.startswith("/") else [posixpath.join(posixpath.dirname(base), words)]
        for tried in (*near, words):
            path = _plain(posixpath.normpath(_plain(tried)))
            if path.lower() in self._parts:
                return path
        return None

    def read(self, path: str) -> bytes | None:
        """A part's bytes, None when it is missing, damaged or too large."""
        info = self._parts.get(path.lower())
        if info is None or info.file_size > _MAX_PART:
            return None
        try:
            return self._zip.read(info)
        except _BROKEN:
            return None

    def xml(self, path: str | None) -> Any:
        """The root element of an XML part, None when it is missing or no XML at all."""
        data = None if path is None else self.read(path)
        return None if data is None else parse_xml(data)


def _plain(path: str) -> str:
    return path.replace("\\", "/").lstrip("./")


def parse_xml(data: bytes) -> Any:
    """The root of an XML part; broken prefixes and wrong encodings of some producers are got over, entities are never followed."""
    for recover in (False, True):
        options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False, "remove_comments": True}
        parser = etree.XMLParser(recover=recover, **options)
        try:
            if not recover:
                return etree.fromstring(data, parser)
            text = _DECLARATION.sub("", decode(data).text).lstrip("\ufeff")
            return etree.fromstring(text.encode(), parser)
        except (etree.XMLSyntaxError, ValueError, NotTextError):
            continue
    return None


def name_of(element: Any) -> str:
    """An element's name without its namespace: producers use several, or none."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1].rsplit(":", 1)[-1] if isinstance(tag, str) else ""


def children(element: Any, *names: str) -> Iterator[Any]:
    """Direct children with one of the names; of None none."""
    return iter(()) if element is None else (child for child in element if name_of(child) in names)


def child(element: Any, *path: str) -> Any:
    """The first element down a path of names, or None."""
    for name in path:
        element = next(children(element, name), None)
    return element


def words_of(element: Any, *path: str) -> str | None:
    """The stripped text of an element down a path, None when empty."""
    found = child(element, *path)
    text = "" if found is None else (found.text or "").strip()
    return text or None


def numbers(text: str | None) -> list[float]:
    """The numbers of an attribute (boxes, matrices), parted by blanks or commas; what is no number ends the list."""
    out: list[float] = []
    for part in (text or "").replace(",", " ").split():
        try:
            value = float(part)
        except ValueError:
            break
        if value != value or abs(value) > 1e10:  # noqa: PLR0124 - NaN is no place
            break
        out.append(value)
    return out
