"""Bytes → text for the encodings that Chinese offices use: UTF-8, GB18030 (GBK, GB2312) and UTF-16, with or without a signature."""

from __future__ import annotations

import codecs
import re

_SIGNATURES = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f�]")


class NotTextError(ValueError):
    """The bytes are not text in any encoding known here."""


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """(text, encoding). Newlines are kept as they are; a byte-order mark is a signature, not a character, and is left out.

    ``declared`` (from a page's meta or HTTP header) is tried after the signature. Raises NotTextError.
    """
    for mark, name in _SIGNATURES:
        if data.startswith(mark):
            return _strict(data[len(mark) :], name), name
    wide = _utf16_without_mark(data)
    if wide:
        return _strict(data, wide), wide
    for name in _candidates(declared):
        try:
            return _strict(data, name), name
        except (NotTextError, LookupError):
            continue
    return _nearly_gb(data)


def looks_like_text(text: str) -> bool:
    """Whether a decoded string is writing and not binary junk: hardly any control characters."""
    if not text:
        return False
    sample = text[:200_000]
    return len(_CONTROL.findall(sample)) <= max(2, len(sample) * 0.005)


def _candidates(declared: str | None) -> list[str]:
    names = ["utf-8"]  # strict UTF-8 never fits GB text of any length by chance, so it goes before what a page claims
    if declared:
        lowered = declared.strip().lower()
        names.append("gb18030" if lowered in ("gb2312", "gbk", "gb_2312-80", "x-gbk") else lowered)
    names.append("gb18030")
    return names


def _strict(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        # A file cut off in the middle of its last character is still worth reading.
        if error.start > 0 and error.start >= len(data) - 3:
            return data[: error.start].decode(name)
        raise NotTextError(f"{name}: byte {error.start}") from error


def _utf16_without_mark(data: bytes) -> str | None:
    """utf-16-le or -be when one half of the byte pairs says so: Chinese high bytes are 4E–9F, newlines and digits have a zero one."""
    head = data[:4000]
    if len(head) < 4 or len(data) % 2 or b"\x00" not in head:
        return None
    for name, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        plausible = sum(b == 0 or b in (0x20, 0x30, 0xFF) or 0x4E <= b <= 0x9F for b in high)
        if plausible >= len(high) * 0.95:
            try:
                text = data.decode(name)
            except UnicodeDecodeError:
                continue
            if looks_like_text(text):
                return name
    return None


def _nearly_gb(data: bytes) -> tuple[str, str]:
    """A text with a few damaged bytes: read in the encoding that leaves the fewest marks of damage, if they are few."""
    best = min(("utf-8", "gb18030"), key=lambda name: data.decode(name, "replace").count("�"))
    text = data.decode(best, "replace")
    if text.count("�") > max(3, len(text) * 0.002):
        raise NotTextError("no encoding fits")
    return text, best
