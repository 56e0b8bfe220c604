"""Paragraph styles of a Word file: which list a style stands in and whether it is a heading, through the basedOn chain."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from docintel.parse.docx_numbering import Place, place_of
from docintel.parse.docx_package import W, integer, is_on, val, val_of

_NO_OUTLINE = 9  # w:outlineLvl 9 means body text
_CONTENTS = re.compile(r"(?:toc|目录) ?\d|table of figures|图表目录", re.IGNORECASE)


class Styles:
    """The styles of a package's styles part (None: without one). Each is worked out when it is first asked for."""

    def __init__(self, root: Any) -> None:
        self._elements = {} if root is None else {s.get(f"{W}styleId"): s for s in root.iterchildren(f"{W}style")}
        default = (s for s, e in self._elements.items() if e.get(f"{W}type") == "paragraph" and e.get(f"{W}default") in ("1", "true"))
        self._default = next(default, None)
        self._chains: dict[str | None, tuple[str, ...]] = {}
        self._places: dict[str | None, Place] = {}
        self._headings: dict[str | None, bool] = {}
        self._contents: dict[str | None, bool] = {}
        characters = [s for s, e in self._elements.items() if e.get(f"{W}type") == "character"]
        self.hidden = frozenset(s for s in characters if is_on(self._elements[s].find(f"{W}rPr"), "vanish"))

    def of(self, properties: Mapping[str, Any]) -> str | None:
        """The style id of a paragraph's properties, or the default style."""
        style = val_of(properties, "pStyle")
        return style if style in self._elements else self._default

    def chain(self, style: str | None) -> tuple[str, ...]:
        """A style and those it is based on, nearest first."""
        if style not in self._chains:
            chain: list[str] = []
            at = style
            while at is not None and at in self._elements and at not in chain:
                chain.append(at)
                at = val(self._elements[at], "basedOn")
            self._chains[style] = tuple(chain)
        return self._chains[style]

    def place(self, style: str | None) -> Place:
        """The list place a style gives its paragraphs."""
        if style not in self._places:
            num, level = None, None
            for name in self.chain(style):
                place = place_of(self._elements[name].find(f"{W}pPr/{W}numPr"))
                num = place.num if num is None else num
                level = place.level if level is None else level
                if num is not None:
                    break  # a base style's level belongs to the base style's list
            self._places[style] = Place(num, level)
        return self._places[style]

    def is_heading(self, style: str | None, properties: Mapping[str, Any]) -> bool:
        """Whether a paragraph stands in the outline, by itself or by its style."""
        own = val_of(properties, "outlineLvl")
        if own is not None:
            return integer(own, _NO_OUTLINE) < _NO_OUTLINE
        if style not in self._headings:
            self._headings[style] = self._heading(style)
        return self._headings[style]

    def is_contents(self, style: str | None) -> bool:
        """Whether a style is that of a table of contents' lines."""
        if style not in self._contents:
            self._contents[style] = style in self._elements and _CONTENTS.fullmatch(val(self._elements[style], "name") or "") is not None
        return self._contents[style]

    def _heading(self, style: str | None) -> bool:
        for name in self.chain(style):
            element = self._elements[name]
            outline = val(element.find(f"{W}pPr"), "outlineLvl")
            if outline is not None:
                return integer(outline, _NO_OUTLINE) < _NO_OUTLINE
            if (val(element, "name") or "").lower() in ("title", "subtitle"):
                return True
        return False
