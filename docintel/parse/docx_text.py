"""The words of a Word paragraph as a reader who accepts all changes sees them: no deletions, field codes, bookmarks or hidden text."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from docintel.parse.docx_fields import Fields, in_symbol_font, is_list, is_symbol_font, symbol
from docintel.parse.docx_package import R, W, children, is_on, is_set, val_of

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
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

    ``boxes``: the contents of its text boxes; ``art``: the words of its old WordArt; ``diagrams``: the relation ids of its SmartArt;
    ``notes``: (part, id) of the notes it points to; ``properties``: its w:pPr by tag.
    ``ends``: "kept", "merged" (its mark was deleted: the next paragraph goes on with these words) or "joined" (its mark is hidden: the
    next one stands on the same line). ``contents``: it is a line of a table of contents, left out.
    """

    __slots__ = ("_fields", "_hidden_styles", "art", "boxes", "contents", "diagrams", "ends", "notes", "properties", "text")

    def __init__(self, element: Any, fields: Fields, hidden_styles: Collection[str] = ()) -> None:
        self.boxes: list[Any] = []
        self.art: list[str] = []
        self.diagrams: list[str] = []
        self.notes: list[tuple[str, str]] = []
        self.properties = children(element.find(f"{W}pPr"))
        self._fields = fields
        self._hidden_styles = hidden_styles
        fields.begin_paragraph()
        before = fields.in_list
        words: list[str] = []
        self._read(element, words)
        text = "".join(words).translate(_UNSEEN)
        self.text = _RESIDUE.sub("", text) if "[bookmark" in text else text
        self.contents = (before or fields.in_list) and not self.text.strip()
        self.ends = _ending(self.properties)

    def _read(self, element: Any, words: list[str]) -> None:
        for child in element:
            tag = child.tag
            if tag == T:
                if self._fields.shown:
                    words.append(child.text or "")
            elif tag == RUN:
                self._run(child, words)
            elif tag in _GONE:
                continue
            elif tag in _SIGNS or tag in (BR, SYM, f"{_M}t"):
                if self._fields.shown:
                    words.append(_sign(child))
            elif tag == FIELD:
                words.append(self._fields.turn(child))
            elif tag == f"{W}instrText":
                self._fields.instruct(child.text or "")
            elif not self._aside(child):
                inner = chosen_of(child) if tag == f"{MC}AlternateContent" else child
                if inner is not None and not _left_out(inner):
                    self._read(inner, words)

    def _aside(self, element: Any) -> bool:
        """Whether an element is no part of the line; what a reader sees beside it is kept."""
        if element.tag == f"{W}txbxContent":
            self.boxes.append(element)
        elif element.tag == f"{_V}textpath":
            self.art.append(element.get("string") or "")
        elif element.tag == _DIAGRAM:
            self.diagrams.append(element.get(f"{R}dm") or "")
        elif element.tag in _NOTES:
            self.notes.append((_NOTES[element.tag], element.get(f"{W}id") or ""))
        else:
            return False
        return True

    def _run(self, run: Any, words: list[str]) -> None:
        first = run[0] if len(run) else None
        if first is None or first.tag != f"{W}rPr":
            self._read(run, words)
            return
        properties = children(first)
        if is_set(properties, "vanish") if f"{W}vanish" in properties else val_of(properties, "rStyle") in self._hidden_styles:
            for mark in run.iterchildren(FIELD):  # a hidden mark closes its field all the same
                self._fields.turn(mark)
            return
        fonts = properties.get(f"{W}rFonts")
        font = None if fonts is None else fonts.get(f"{W}ascii")
        if font is not None and is_symbol_font(font):
            typed: list[str] = []
            self._read(run, typed)
            words += (in_symbol_font(font, part) for part in typed)
        else:
            self._read(run, words)


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


def _ending(properties: Mapping[str, Any]) -> str:
    mark = properties.get(f"{W}rPr")
    if mark is not None:
        marks = children(mark)
        if f"{W}del" in marks or f"{W}moveFrom" in marks:
            return "merged"
        if is_set(marks, "vanish"):
            return "joined"
    frame = properties.get(f"{W}framePr")
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
