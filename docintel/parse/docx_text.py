"""The words of a Word paragraph as a reader who accepts all changes sees them: no deletions, field codes, bookmarks or hidden text."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from importlib import resources
from typing import Any

from docintel.parse.docx_package import W, is_on, val

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_GONE = frozenset(
    f"{W}{tag}"
    for tag in ("del", "moveFrom", "delText", "pPr", "rPr", "rt", "rubyPr", "sdtPr", "sdtEndPr", "commentReference", "annotationRef")
)
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_UNSEEN = str.maketrans("", "", "\u00ad\u200b\ufeff\u2060")  # soft hyphens and signs without width
_LISTS = ("TOC", "INDEX", "TOA")  # fields whose result repeats the paper's own words
_DROPPED_CAP = ("drop", "margin")

T, RUN, BR, SYM, FIELD = f"{W}t", f"{W}r", f"{W}br", f"{W}sym", f"{W}fldChar"
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}


class Fields:
    """The fields that are open where a text is read: [instruction, result begins]. They may reach over paragraphs."""

    def __init__(self, lasting: bool) -> None:
        self._open: list[list[Any]] = []
        self._lasting = lasting

    def begin_paragraph(self) -> None:
        """In a file whose fields are not all closed, none reaches over a paragraph: the rest of the paper must not be lost."""
        if not self._lasting:
            self._open.clear()

    def turn(self, kind: str | None) -> None:
        if kind == "begin":
            self._open.append(["", False])
        elif kind == "separate" and self._open:
            self._open[-1][1] = True
        elif kind == "end" and self._open:
            self._open.pop()

    def instruct(self, words: str) -> None:
        if self._open and not self._open[-1][1]:
            self._open[-1][0] += words

    @property
    def shown(self) -> bool:
        return all(begun and not is_list(code) for code, begun in self._open)

    @property
    def in_list(self) -> bool:
        """Whether the place is inside a table of contents or index."""
        return any(begun and is_list(code) for code, begun in self._open)


def is_list(instruction: str) -> bool:
    """Whether a field makes a table of contents or an index."""
    return (instruction.split() or [""])[0].upper() in _LISTS


class Paragraph:
    """What a w:p shows.

    ``boxes``: the contents of its text boxes; ``notes``: (part, id) of the notes it points to; ``ends``: "kept", "merged" (its mark was
    deleted: the next paragraph goes on with these words) or "joined" (its mark is hidden: the next one stands on the same line).
    ``contents``: it is a line of a table of contents, whose words are left out.
    """

    __slots__ = ("_fields", "_hidden_styles", "boxes", "contents", "ends", "notes", "text")

    def __init__(self, element: Any, fields: Fields, hidden_styles: Collection[str] = ()) -> None:
        self.boxes: list[Any] = []
        self.notes: list[tuple[str, str]] = []
        self._fields = fields
        self._hidden_styles = hidden_styles
        fields.begin_paragraph()
        before = fields.in_list
        self.text = "".join(self._words(element)).translate(_UNSEEN)
        self.contents = (before or fields.in_list) and not self.text.strip()
        self.ends = _ending(element)

    def _words(self, element: Any) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag == T or tag in _SIGNS or tag in (BR, SYM, f"{_M}t"):
                if self._fields.shown:
                    yield _sign(child)
            elif tag == RUN:
                if not self._hidden(child):
                    yield from self._words(child)
            elif tag == FIELD:
                self._fields.turn(child.get(f"{W}fldCharType"))
            elif tag == f"{W}instrText":
                self._fields.instruct(child.text or "")
            elif tag == f"{W}txbxContent":
                self.boxes.append(child)
            elif tag in _NOTES:
                self.notes.append((_NOTES[tag], child.get(f"{W}id") or ""))
            elif tag == f"{MC}AlternateContent":
                chosen = chosen_of(child)
                yield from () if chosen is None else self._words(chosen)
            elif tag not in _GONE and not (tag == f"{W}fldSimple" and is_list(child.get(f"{W}instr") or "")):
                yield from self._words(child)

    def _hidden(self, run: Any) -> bool:
        properties = run.find(f"{W}rPr")
        if properties is None:
            return False
        own = properties.find(f"{W}vanish")
        return is_on(properties, "vanish") if own is not None else val(properties, "rStyle") in self._hidden_styles


def chosen_of(alternates: Any) -> Any:
    """The form of a mc:AlternateContent that is read: the first choice, the fallback only when it alone holds words."""
    choice, fallback = alternates.find(f"{MC}Choice"), alternates.find(f"{MC}Fallback")
    if choice is None or (fallback is not None and _wordless(choice) and not _wordless(fallback)):
        return fallback
    return choice


def _wordless(element: Any) -> bool:
    return next(element.iter(T), None) is None


def _ending(element: Any) -> str:
    properties = element.find(f"{W}pPr")
    if properties is None:
        return "kept"
    mark = properties.find(f"{W}rPr")
    if mark is not None:
        if mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None:
            return "merged"
        if is_on(mark, "vanish"):
            return "joined"
    frame = properties.find(f"{W}framePr")
    return "merged" if frame is not None and frame.get(f"{W}dropCap") in _DROPPED_CAP else "kept"


def _sign(element: Any) -> str:
    tag = element.tag
    if tag in _SIGNS:
        return _SIGNS[tag]
    if tag == BR:
        return "" if element.get(f"{W}type") in ("page", "column") else "\n"
    if tag == SYM:
        return symbol(element.get(f"{W}font") or "", element.get(f"{W}char") or "")
    return element.text or ""


def symbol(font: str, code: str) -> str:
    """The character of a w:sym; signs of Symbol and Wingdings that no table names are shown as a box."""
    known = _symbols().get((font.lower(), code.upper().removeprefix("F0")))
    if known is not None:
        return known
    try:
        sign = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return "□" if "\ue000" <= sign <= "\uf8ff" else sign


@cache
def _symbols() -> dict[tuple[str, str], str]:
    lines = resources.files("docintel.parse").joinpath("data/docx_symbols.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {(font.lower(), code): sign for font, code, sign in rows}
