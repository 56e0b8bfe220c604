"""The words of a Word paragraph as a reader who accepts all changes sees them: no deletions, field codes, bookmarks or hidden text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_GONE = frozenset(
    f"{W}{tag}" for tag in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "rt", "sdtPr", "sdtEndPr", "footnoteReference")
)
_TEXT = {f"{W}t", f"{_M}t"}
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_BOX = f"{W}txbxContent"


class Paragraph:
    """Words and text boxes of one w:p. ``merges`` says that its end was deleted, so the next paragraph continues it."""

    __slots__ = ("boxes", "merges", "text")

    def __init__(self, element: Any) -> None:
        self.boxes: list[Any] = []
        self.text = "".join(self._words(element))
        mark = element.find(f"{W}pPr/{W}rPr/{W}del")
        self.merges = mark is not None

    def _words(self, element: Any) -> Iterator[str]:
        fields: list[bool] = []  # open fields; True once the separator was met and the shown result begins
        stack = [iter(element)]
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
                continue
            tag = child.tag
            if tag == f"{W}fldChar":
                _turn(fields, child.get(f"{W}fldCharType"))
            elif tag in _TEXT or tag in _SIGNS or tag in (f"{W}br", f"{W}sym"):
                if all(fields):
                    yield _sign(child)
            elif tag == _BOX:
                self.boxes.append(child)
            elif tag == f"{_MC}AlternateContent":
                chosen = child.find(f"{_MC}Choice")
                chosen = child.find(f"{_MC}Fallback") if chosen is None else chosen
                if chosen is not None:
                    stack.append(iter(chosen))
            elif isinstance(tag, str) and tag not in _GONE and not _hidden(child):
                stack.append(iter(child))


def _turn(fields: list[bool], kind: str | None) -> None:
    if kind == "begin":
        fields.append(False)
    elif kind == "separate" and fields:
        fields[-1] = True
    elif kind == "end" and fields:
        fields.pop()


def _sign(element: Any) -> str:
    tag = element.tag
    if tag in _TEXT:
        return element.text or ""
    if tag == f"{W}br":
        return "" if element.get(f"{W}type") in ("page", "column") else "\n"
    if tag == f"{W}sym":
        code = element.get(f"{W}char") or ""
        sign = chr(int(code, 16)) if len(code) == 4 else ""
        return "□" if "\ue000" <= sign <= "\uf8ff" else sign  # a Wingdings sign has no character of its own: mostly a tick box
    return _SIGNS[tag]


def _hidden(element: Any) -> bool:
    if element.tag != f"{W}r":
        return False
    mark = element.find(f"{W}rPr/{W}vanish")
    return mark is not None and mark.get(f"{W}val", "1") not in ("0", "false")
