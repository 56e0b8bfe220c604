"""Bytes → text for every encoding that Chinese offices use: UTF-8/16/32, GB18030 (GBK, GB2312), Big5, HZ, with or without a signature.

A signature or bytes that fit one encoding alone settle it. Where several fit, the one whose signs are the common ones of its own national
standard wins (level 1 of GB/T 2312-1980, level 1 of Big5); when that does not decide it either, ``Decoded.doubt`` says so.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

_SIGNATURES = (  # four bytes before two: the mark of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HZ = re.compile(rb"~\{(?:[!-w][!-~])+~\}")  # RFC 1843: two seven-bit bytes a sign between ~{ and ~}
_ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030", "big5": "big5hkscs"}
LOST = "\ufffd"
"""What stands in a decoded text where bytes were no sign."""

_DAMAGEABLE = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")  # tried on bytes that no encoding fits as they are
_DAMAGE = 0.01  # share of signs that may be lost: a paper of which 99 signs in 100 are whole is worth reading
_FEW = 5  # signs that a short text may lose
_SAMPLE = 20_000  # bytes that are weighed
_CLEAR = 0.15  # lead in the share of common signs that decides
_SURE = 0.9  # share that chance does not reach
_COMMON = 0.6  # share of common signs that running Chinese text has at least (real papers: 0.95 and more)


class NotTextError(ValueError):
    """The bytes are not text in any encoding known here."""


class Decoded(NamedTuple):
    """``doubt`` names the encoding that fits as well (or "" when none does better than chance), None when the reading is certain."""

    text: str
    encoding: str
    doubt: str | None = None


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Newlines are kept as they are; a byte-order mark is a signature, not a character, and is left out.

    ``declared`` (from a page's meta or HTTP header) is tried after signature and UTF-8. Raises NotTextError.
    """
    for mark, name in _SIGNATURES:
        if data.startswith(mark):
            return _known(data[len(mark) :], name)
    wide = _wide_without_mark(data)
    if wide:
        return _known(data, wide)
    if _is_hz(data):
        return Decoded(_strict(data, "hz"), "hz")
    for name in ("utf-8", *_named(declared)):  # strict UTF-8 never fits GB text by chance, so it goes before what a page claims
        try:
            return Decoded(_strict(data, name), name)
        except (NotTextError, LookupError):
            continue
    share, fitting = _weighed(data)
    if fitting and share >= _COMMON:
        return fitting
    lesser, damaged = max((_damaged(data, name) for name in _DAMAGEABLE), key=lambda reading: reading[0])
    if damaged and (fitting is None or lesser > share + _CLEAR):  # Big5 or UTF-8 with a lost byte may fit GB18030 as nonsense
        return damaged
    if fitting is None:
        raise NotTextError("no encoding fits")
    return fitting


def decode_names(names: Sequence[bytes]) -> list[str]:
    """File names of one archive: all in the one encoding that fits them together."""
    try:
        encoding = decode(b"\n".join(names)).encoding
    except NotTextError:
        encoding = "gb18030"
    return [name.decode(encoding, "replace") for name in names]


def looks_like_text(text: str) -> bool:
    """Whether a decoded string is writing and not binary junk: hardly any control characters."""
    if not text:
        return False
    sample = text[:200_000]
    return len(_CONTROL.findall(sample)) <= max(2, len(sample) * 0.005)


def _named(declared: str | None) -> tuple[str, ...]:
    if not declared:
        return ()
    lowered = declared.strip().lower()
    return (_ALIASES.get(lowered, lowered),)


def _strict(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        # A file cut off in the middle of its last character is still worth reading.
        if error.start > 0 and error.start >= len(data) - 3:
            return data[: error.start].decode(name)
        raise NotTextError(f"{name}: byte {error.start}") from error


def _wide_without_mark(data: bytes) -> str | None:
    """utf-16 or -32 when the places of zero bytes say so: Chinese high bytes are 4E–9F, newlines and digits have a zero one."""
    head = data[:4000]
    if len(head) < 4 or b"\x00" not in head:
        return None
    candidates: list[tuple[str, bool]] = []
    if len(data) % 4 == 0:
        candidates.append(("utf-32-le", not any(head[3::4]) and max(head[2::4]) < 0x10))
        candidates.append(("utf-32-be", not any(head[0::4]) and max(head[1::4]) < 0x10))
    if len(data) % 2 == 0:
        candidates += [("utf-16-le", _plausible(head[1::2])), ("utf-16-be", _plausible(head[0::2]))]
    for name, fits in candidates:
        if fits:
            try:
                text = data.decode(name)
            except UnicodeDecodeError:
                continue
            if looks_like_text(text):
                return name
    return None


def _plausible(high: bytes) -> bool:
    return sum(b == 0 or b in (0x20, 0x30, 0xFF) or 0x4E <= b <= 0x9F for b in high) >= len(high) * 0.95


def _is_hz(data: bytes) -> bool:
    """Seven-bit mail text of before UTF-8: ``~{VPND~}``."""
    if not _HZ.search(data) or not data.isascii():
        return False
    try:
        text = data.decode("hz")
    except UnicodeDecodeError:
        return False
    return _share(text, "gb2312") >= _COMMON


def _weighed(data: bytes) -> tuple[float, Decoded | None]:
    """The encoding whose reading has the most common signs, and their share; None when none fits without damage."""
    fits: list[tuple[float, str, str]] = []
    for name, standard in (("gb18030", "gb2312"), ("big5hkscs", "big5"), ("utf-16-le", "gb2312"), ("utf-16-be", "gb2312")):
        if name.startswith("utf-16") and (len(data) % 2 or len(data) < 4):
            continue
        try:
            text = _strict(data, name)
        except NotTextError:
            continue
        share = _share(text[:_SAMPLE], standard)
        if looks_like_text(text) and (share >= _SURE or not name.startswith("utf-16")):  # any bytes are UTF-16
            fits.append((share, name, text))
    if not fits:
        return 0.0, None
    fits.sort(key=lambda fit: -fit[0])  # stable: of equals the earlier in the list above
    share, name, text = fits[0]
    near = [other for lesser, other, _ in fits[1:] if share - lesser < _CLEAR]
    if near and name != "gb18030" and "gb18030" in near:  # too little to tell: what offices on the mainland write
        near = [name]
        name, text = next((n, t) for _, n, t in fits if n == "gb18030")
    return share, Decoded(text, name, near[0] if near else "" if share < _COMMON else None)


def _share(text: str, standard: str) -> float:
    """Share of common Chinese characters among the signs beyond ASCII that could be letters of any script."""
    common = _common(standard)
    signs = [sign for sign in text if sign > "\u2e7f" and not "\u3000" <= sign <= "\u303f" and not "\uff00" <= sign <= "\uffef"]
    other = sum("\u0080" <= sign <= "\u2e7f" and sign not in "·—‘’“”…①②③④⑤⑥⑦⑧⑨⑩℃％×÷±≥≤→←■□●○★☆▲△◆◇" for sign in text)
    return sum(sign in common for sign in signs) / max(1, len(signs) + other)


@cache
def _common(standard: str) -> frozenset[str]:
    """Level 1 of a national standard: its most used characters (GB/T 2312 rows 16–55, Big5 A440–C67E)."""
    first, last = (0xB0, 0xD7) if standard == "gb2312" else (0xA4, 0xC6)
    pairs = (bytes((lead, trail)) for lead in range(first, last + 1) for trail in range(0x40, 0xFF))
    return frozenset(sign for pair in pairs if len(sign := pair.decode(standard, "ignore")) == 1)


def _known(data: bytes, name: str) -> Decoded:
    """A text whose encoding is told by a signature or its zero bytes. Raises NotTextError where too much of it is lost."""
    try:
        return Decoded(_strict(data, name), name)
    except NotTextError:
        damaged = _damaged(data, name)[1]
        if damaged is None:
            raise
        return damaged


def _damaged(data: bytes, name: str) -> tuple[float, Decoded | None]:
    """A reading with LOST for what is no sign, and its share of common signs less that of lost ones; None where too much is lost."""
    text = data.decode(name, "replace")
    lost = text.count(LOST)
    share = _share(text[:_SAMPLE].replace(LOST, ""), "big5" if name.startswith("big5") else "gb2312") - lost / max(1, len(text))
    unfit = lost > max(_FEW, len(text) * _DAMAGE) or not looks_like_text(text) or (name.startswith("utf-16") and share < _COMMON)
    return (-1.0, None) if unfit else (share, Decoded(text, name))
