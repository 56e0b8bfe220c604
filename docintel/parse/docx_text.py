"""The words of a Word paragraph as a reader who accepts all changes sees them: no deletions, field codes, bookmarks or hidden text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from docintel.parse.docx_fields import Fields, in_symbol_font, is_list, symbol
from docintel.parse.docx_package import W, is_on, val

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_V = "{urn:schemas-microsoft-com:vml}"
_GONE = frozenset(
    f"{W}{tag}"
    for tag in ("del", "moveFrom", "delText", "pPr", "rPr", "rt", "rubyPr", "sdtPr", "sdtEndPr", "commentReference", "annotationRef")
)
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_UNSEEN = str.maketrans("", "", "\u00ad\u200b\ufeff\u2060")  # soft hyphens and signs without width
_RESIDUE = re.compile(r"\[bookmark: ?\w+\]")  # left by converters
_DROPPED_CAP = ("drop", "margin")

T, RUN, BR, SYM, FIELD, SDT = f"{W}t", f"{W}r", f"{W}br", f"{W}sym", f"{W}fldChar", f"{W}sdt"
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}


class Paragraph:
    """What a w:p shows.

    ``boxes``: the contents of its text boxes, ``art``: the words of its old WordArt; ``notes``: (part, id) of the notes it points to;
    ``ends``: "kept", "merged" (its mark was deleted: the next paragraph goes on with these words) or "joined" (its mark is hidden: the
    next one stands on the same line); ``contents``: it is a line of a table of contents, whose words are left out.
    """

    __slots__ = ("_fields", "_hidden_styles", "art", "boxes", "contents", "ends", "notes", "text")

    def __init__(self, element: Any, fields: Fields, hidden_styles: Collection[str] = ()) -> None:
        self.boxes: list[Any] = []
        self.art: list[str] = []
        self.notes: list[tuple[str, str]] = []
        self._fields = fields
        self._hidden_styles = hidden_styles
        fields.begin_paragraph()
        before = fields.in_list
        text = "".join(self._words(element)).translate(_UNSEEN)
        self.text = _RESIDUE.sub("", text) if "[bookmark" in text else text
        self.contents = (before or fields.in_list) and not self.text.strip()
        self.ends = _ending(element)

    def _words(self, element: Any) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag == T or tag in _SIGNS or tag in (BR, SYM, f"{_M}t"):
                if self._fields.shown:
                    yield _sign(child)
            elif tag == RUN:
                yield from self._run(child)
            elif tag == FIELD:
                yield self._fields.turn(child)
            elif tag == f"{W}instrText":
                self._fields.instruct(child.text or "")
            elif tag == f"{W}txbxContent":
                self.boxes.append(child)
            elif tag == f"{_V}textpath":
                self.art.append(child.get("string") or "")
            elif tag in _NOTES:
                self.notes.append((_NOTES[tag], child.get(f"{W}id") or ""))
            elif tag == f"{MC}AlternateContent":
                chosen = chosen_of(child)
                yield from () if chosen is None else self._words(chosen)
            elif tag not in _GONE and not _left_out(child):
                yield from self._words(child)

    def _run(self, run: Any) -> Iterator[str]:
        properties = run.find(f"{W}rPr")
        if properties is None:
            yield from self._words(run)
            return
        vanish, fonts = properties.find(f"{W}vanish"), properties.find(f"{W}rFonts")
        if is_on(properties, "vanish") if vanish is not None else val(properties, "rStyle") in self._hidden_styles:
            return
        font = "" if fonts is None else fonts.get(f"{W}ascii") or ""
        yield from (in_symbol_font(font, words) for words in self._words(run)) if font else self._words(run)


def _left_out(element: Any) -> bool:
    """A table of contents as a simple field; a content control that still shows its prompt (单击此处输入文字)."""
    if element.tag == f"{W}fldSimple":
        return is_list(element.get(f"{W}instr") or "")
    return element.tag == SDT and is_prompt(element)


def is_prompt(control: Any) -> bool:
    """Whether a w:sdt shows its placeholder: nobody filled it in."""
    return is_on(control.find(f"{W}sdtPr"), "showingPlcHdr")


def chosen_of(alternates: Any) -> Any:
    """The form of a mc:AlternateContent that is read: the first choice, the fallback only when it alone holds words."""
    choice, fallback = alternates.find(f"{MC}Choice"), alternates.find(f"{MC}Fallback")
    if choice is None or (fallback is not None and _wordless(choice) and not _wordless(fallback)):
        return fallback
    return choice


def _wordless(element: Any) -> bool:
    return next(element.iter(T, f"{_V}textpath"), None) is None


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
