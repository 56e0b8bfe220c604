"""Can a page's text layer be trusted, or is the page to be read as a picture?"""

from __future__ import annotations

from typing import Literal

from docintel.parse.pdf_signs import UNKNOWN, TextLayer

_FEW = 8  # signs: a page with fewer and a large picture on it is a scan
_PICTURE = 0.3  # share of the page that such a picture covers
_WHOLE = 0.75  # share of the page under the picture of a scan with words laid under it
_STRANGE = 0.15  # share of signs that no Chinese paper holds: the font's code table is missing or wrong
_STRANGE_HIDDEN = 0.04  # the same for words that an OCR program laid under a scan


def why_unusable(layer: TextLayer, picture: float) -> Literal["picture", "garbage"] | None:
    """Why a page's words cannot be used: there are none but a picture, or they are garbage. None when they can.

    ``picture``: the share of the page under its largest picture.
    """
    words = [sign.text for sign in layer.signs if sign.text.strip()]
    if len(words) < _FEW and picture >= _PICTURE:
        return "picture"
    if not words:
        return None
    strange = sum(is_strange(word) for word in words) / len(words)
    if strange > _STRANGE:
        return "garbage"
    if layer.hidden > 0.5 and picture >= _WHOLE and strange > _STRANGE_HIDDEN:
        return "picture"
    return None


def is_strange(sign: str) -> bool:
    """Whether a sign is none that Chinese papers use: not in GB 18030's two-byte part (GBK), a private glyph, half of a broken code."""
    if sign == UNKNOWN or "\ue000" <= sign <= "\uf8ff" or "\x80" <= sign <= "\xff":
        return sign not in "·×÷±°§²³µ©®"
    if sign < "\x80" or "\u4e00" <= sign <= "\u9fff":
        return "\u4e00" <= sign <= "\u9fff" and not _is_common(sign)
    return sign < "\u0370" or "\u0400" <= sign < "\u2000" or "\u3130" <= sign < "\u3200" or "\uac00" <= sign <= "\ud7ff"


def _is_common(sign: str) -> bool:
    """Whether a Chinese sign is one of GB 2312's 6,763: papers hold hardly any other, text decoded wrongly is full of them."""
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
