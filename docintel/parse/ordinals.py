"""Word's number formats (ECMA-376 part 1, §17.18.59 ST_NumberFormat) as text: chineseCounting 12 → 十二.

Where Word and the standard differ, what Word prints is written (〇 in 一百〇一, ㈠ for ideographEnclosedCircle, digits beyond ⑳ and 癸).
"""

from __future__ import annotations

import re
from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_CIRCLE_DIGITS = "○一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv")),
)


def chinese(n: int, digits: str = "零一二三四五六七八九", units: str = "十百千", zero: str | None = None) -> str:
    """The counting numeral of 0 ≤ n < 10,000 (十二, 一百零一); larger numbers stay Arabic. ``zero`` fills gaps (default: the digit 0)."""
    if not 0 <= n < 10_000:
        return str(n)
    if n == 0:
        return digits[0]
    out, gap = "", False
    for power, unit in ((3, units[2]), (2, units[1]), (1, units[0]), (0, "")):
        digit = n // 10**power % 10
        if digit:
            filler = digits[0] if zero is None else zero
            out += (filler if gap and out else "") + digits[digit] + unit
        gap = not digit
    plain = units[0] == "十" and 10 <= n < 20
    return out[1:] if plain else out


def thousand(n: int) -> str:
    """chineseCountingThousand as Word writes it: a gap is 〇 (第一百〇一条), not 零."""
    return chinese(n, _DIGITS)


def counting(n: int) -> str:
    """chineseCounting and taiwaneseCounting, as [MS-DOCX] §2.4 shows them: 一, 十, 一○○ (from a hundred on digit by digit)."""
    return chinese(n) if n < 100 else "".join(_CIRCLE_DIGITS[int(c)] for c in str(n))


def japanese(n: int) -> str:
    """japaneseCounting: no 一 before 十, 百, 千 and nothing in a gap (百, 百一, 千二百)."""
    if not 0 < n < 10_000:
        return str(n) if n else _DIGITS[0]
    parts = ((n // 10**power % 10, unit) for power, unit in ((3, "千"), (2, "百"), (1, "十"), (0, "")))
    return "".join(("" if digit == 1 and unit else _DIGITS[digit]) + unit for digit, unit in parts if digit)


def ordinal(n: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    return f"{n}{'th' if n % 100 in (11, 12, 13) else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


def roman(n: int) -> str:
    """Lower-case Roman numeral."""
    out = ""
    for value, letters in _ROMAN:
        while n >= value:
            out, n = out + letters, n - value
    return out + "i" * n


def letters(n: int) -> str:
    """a … z, aa … zz, as Word repeats them."""
    return chr(ord("a") + (n - 1) % 26) * ((n - 1) // 26 + 1) if n > 0 else ""


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda n: signs[(n - 1) % len(signs)] if n > 0 else ""


def _listed(signs: str) -> Callable[[int], str]:
    """One sign a number; beyond their end Word falls back to plain digits."""
    return lambda n: signs[n - 1] if 1 <= n <= len(signs) else str(n)


def _enclosed(first: int, last: int) -> Callable[[int], str]:
    return _listed("".join(map(chr, range(first, last + 1))))


def _full_width(n: int) -> str:
    return "".join(chr(ord(c) + 0xFEE0) for c in str(n))


def _by_digit(n: int) -> str:
    return "".join(_DIGITS[int(c)] for c in str(n))


_CIRCLED = _enclosed(0x2460, 0x2473)

_PADDED, _LARGEST = "padded:", 32_767

FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "upperRoman": lambda n: roman(n).upper(),
    "lowerRoman": roman,
    "upperLetter": lambda n: letters(n).upper(),
    "lowerLetter": letters,
    "ordinal": ordinal,
    "hex": lambda n: f"{n:X}",
    "numberInDash": lambda n: f"- {n} -",
    "chineseCounting": counting,
    "chineseCountingThousand": thousand,
    "taiwaneseCounting": counting,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": japanese,
    "japaneseDigitalTenThousand": _by_digit,
    "ideographDigital": _by_digit,
    "taiwaneseDigital": lambda n: _by_digit(n).replace("〇", "○"),
    "koreanDigital2": lambda n: _by_digit(n).replace("〇", "零"),
    "chineseLegalSimplified": lambda n: chinese(n, _FORMAL, "拾佰仟"),
    "ideographLegalTraditional": lambda n: chinese(n, "零壹貳參肆伍陸柒捌玖", "拾佰仟"),
    "japaneseLegal": lambda n: chinese(n, "〇壱弐参四伍六七八九", "拾百阡", ""),
    "ideographTraditional": _listed(_STEMS),
    "ideographZodiac": _listed(_BRANCHES),
    "ideographZodiacTraditional": lambda n: _cycle(_STEMS)(n) + _cycle(_BRANCHES)(n),
    "decimalEnclosedCircle": _CIRCLED,
    "decimalEnclosedCircleChinese": _CIRCLED,  # Word stops at ⑩ and prints a bare 11, which runs into the words: the standard's ⑪ is kept
    "decimalEnclosedParen": _enclosed(0x2474, 0x2487),
    "decimalEnclosedFullstop": _enclosed(0x2488, 0x249B),
    "ideographEnclosedCircle": _enclosed(0x3220, 0x3229),
    "none": lambda n: "",
}
"""Number format → writer of a counter; a format that is not listed (other scripts) is written in Arabic figures."""


def write(n: int, number_format: str) -> str:
    """Counter ``n`` in a Word number format; what Word does not count (below 0, above 32,767) stays Arabic."""
    if not 0 <= n <= _LARGEST:
        return str(n)
    if number_format.startswith(_PADDED):
        return str(n).zfill(int(number_format.removeprefix(_PADDED)))
    return FORMATS.get(number_format, str)(n)


def custom(samples: str) -> str | None:
    """The format that w:numFmt's ``format`` attribute means by example ("一, 十, 一百(简), ...", "001, 002, 003, ..."); None = unknown."""
    shown = [re.sub(r"[(（].*?[)）]", "", s).strip() for s in samples.split(",")[:3]]
    if len(shown) == 3 and all(s.isdecimal() and s.isascii() for s in shown) and shown[0].startswith("0"):
        return f"{_PADDED}{len(shown[0])}"
    for name, form in FORMATS.items():
        if shown in ([form(1), form(2), form(3)], [form(1), form(10), form(100)]):
            return name
    return None
