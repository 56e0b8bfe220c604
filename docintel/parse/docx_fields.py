"""Word fields while a text is read: which are open, and the words of those that Word draws without a result (ECMA-376 §17.16)."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any

from docintel.parse.docx_package import W, is_on

_LISTS = ("TOC", "INDEX", "TOA")  # fields whose result repeats the paper's own words
_CIRCLE, _RULED = "○〇◯", re.compile(r"\\[a-z]+\b(?:\s+-?\d+)?")
_CIRCLED = "".join(map(chr, [*range(0x2460, 0x2474), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0)]))
_SYMBOL = re.compile(r'SYMBOL\s+(\d+|0x[0-9A-F]+).*?\\f\s*"?([^"\\]+)', re.IGNORECASE)


class Fields:
    """The fields that are open where a text is read: [instruction, result begins]. They may reach over paragraphs."""

    def __init__(self, lasting: bool) -> None:
        self._open: list[list[Any]] = []
        self._lasting = lasting

    def begin_paragraph(self) -> None:
        """Where no field lasts, none reaches over a paragraph."""
        if not self._lasting:
            self._open.clear()

    def turn(self, mark: Any) -> str:
        """Pass a w:fldChar; what Word draws there itself (a tick box, a sign in a circle)."""
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            self._open.append(["", False])
            box = mark.find(f"{W}ffData/{W}checkBox")
            return "" if box is None or not all(begun for _, begun in self._open[:-1]) else _tick(box)
        if kind == "separate" and self._open:
            self._open[-1][1] = True
        elif kind == "end" and self._open:
            code, begun = self._open.pop()
            return drawn(code) if self.shown and not begun else ""
        return ""

    def instruct(self, words: str) -> None:
        if self._open and not self._open[-1][1]:
            self._open[-1][0] += words

    @property
    def is_open(self) -> bool:
        return bool(self._open)

    @property
    def shown(self) -> bool:
        return not self._open or all(begun and not is_list(code) for code, begun in self._open)

    @property
    def in_list(self) -> bool:
        """Whether the place is inside a table of contents or index."""
        return any(begun and is_list(code) for code, begun in self._open)


def is_list(instruction: str) -> bool:
    """Whether a field makes a table of contents or an index."""
    return (instruction.split() or [""])[0].upper() in _LISTS


def _tick(box: Any) -> str:
    checked = box.find(f"{W}checked")
    return "☑" if is_on(box, "checked" if checked is not None else "default") else "□"


def drawn(instruction: str) -> str:
    """What Word shows for a field that has no result: ``EQ \\o\\ac(○,1)`` (带圈字符) is ①, ``SYMBOL 254 \\f Wingdings`` ☑."""
    code = instruction.strip()
    if code[:2].upper() == "EQ":
        return _equation(code[2:])
    found = _SYMBOL.match(code)
    return symbol(found.group(2).strip(), f"{int(found.group(1), 0) & 0xFF:02X}") if found else ""


def _equation(code: str) -> str:
    """The words of an EQ field: a sign in a circle, the base of a phonetic guide, a fraction, else its arguments in order."""
    opening = code.find("(")
    if opening < 0:
        return ""
    arguments = _arguments(code[opening + 1 :])
    switches = code[:opening].replace(" ", "").lower()
    if "\\ac" in switches and len(arguments) == 2 and arguments[0] in _CIRCLE:
        number = arguments[1].strip()
        return _CIRCLED[int(number) - 1] if number.isdecimal() and 1 <= int(number) <= len(_CIRCLED) else f"（{number}）"
    if "\\ad" in switches and len(arguments) > 1:  # 拼音指南: the reading stands above the last argument
        return arguments[-1]
    return ("/" if switches.endswith("\\f") else "").join(arguments)


def _arguments(code: str) -> list[str]:
    """The arguments up to the closing bracket; inner switches (\\s\\up 9(yuán)) give the words of their own brackets."""
    out, depth = [""], 0
    for sign in code:
        if sign == "(":
            depth += 1
            out[-1] = _RULED.sub("", out[-1])
        elif sign == ")":
            if depth == 0:
                break
            depth -= 1
        elif sign in ",;" and depth == 0:
            out.append("")
        else:
            out[-1] += sign
    return [argument.strip() for argument in out]


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


def is_symbol_font(font: str) -> bool:
    """Whether a font draws signs in the place of letters."""
    return font[:1] in "WwSs" and font.lower().startswith(("wingdings", "symbol", "webdings"))


def in_symbol_font(font: str, words: str) -> str:
    """Words typed in a symbol font: þ in Wingdings is ☑. Letters the table does not name stay."""
    return "".join(_typed(font, sign) for sign in words)


def _typed(font: str, sign: str) -> str:
    code = f"{ord(sign) & 0xFF:02X}" if ord(sign) < 0x100 or "\uf000" <= sign <= "\uf0ff" else ""
    return _symbols().get((font.lower(), code), "□" if "\uf000" <= sign <= "\uf0ff" else sign)


@cache
def _symbols() -> dict[tuple[str, str], str]:
    lines = resources.files("docintel.parse").joinpath("data/docx_symbols.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {(font.lower(), code): sign for font, code, sign in rows}
