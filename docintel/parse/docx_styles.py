"""Paragraph styles of a Word file: which list a style stands in and whether it is a heading, through the basedOn chain."""

from __future__ import annotations

from typing import Any

from docintel.parse.docx_numbering import Place, W, place_of

_NO_OUTLINE = 9  # w:outlineLvl 9 means body text


class Styles:
    """``places`` maps a style id to the list place it gives its paragraphs."""

    def __init__(self, root: Any) -> None:
        self._elements = {} if root is None else {s.get(f"{W}styleId"): s for s in root.findall(f"{W}style")}
        default = (s for s, e in self._elements.items() if e.get(f"{W}type") == "paragraph" and e.get(f"{W}default") in ("1", "true"))
        self._default = next(default, None)
        self.places: dict[str, Place] = {s: self._place(s) for s in self._elements if s}
        self._headings = {s for s in self._elements if s and self._heading(s)}

    def of(self, properties: Any) -> str | None:
        """The style id of a paragraph's w:pPr, or the default style."""
        named = None if properties is None else properties.find(f"{W}pStyle")
        style = None if named is None else named.get(f"{W}val")
        return style if style in self._elements else self._default

    def is_heading(self, style: str | None, properties: Any) -> bool:
        """Whether a paragraph stands in the outline, by itself or by its style."""
        own = None if properties is None else properties.find(f"{W}outlineLvl")
        if own is not None:
            return _outline(own) < _NO_OUTLINE
        return style in self._headings

    def _chain(self, style: str) -> list[Any]:
        chain: list[Any] = []
        at: str | None = style
        while at in self._elements and self._elements[at] not in chain:
            element = self._elements[at]
            chain.append(element)
            base = element.find(f"{W}basedOn")
            at = None if base is None else base.get(f"{W}val")
        return chain

    def _place(self, style: str) -> Place:
        num, level = None, None
        for element in self._chain(style):
            place = place_of(element.find(f"{W}pPr"))
            num = place.num if num is None else num
            level = place.level if level is None else level
        return Place(num, level)

    def _heading(self, style: str) -> bool:
        for element in self._chain(style):
            outline = element.find(f"{W}pPr/{W}outlineLvl")
            if outline is not None:
                return _outline(outline) < _NO_OUTLINE
            name = element.find(f"{W}name")
            if name is not None and (name.get(f"{W}val") or "").lower() in ("title", "subtitle"):
                return True
        return False


def _outline(element: Any) -> int:
    value = element.get(f"{W}val") or ""
    return int(value) if value.isdigit() else _NO_OUTLINE
