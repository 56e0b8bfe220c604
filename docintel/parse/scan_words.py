"""What a recogniser cannot see — the width of a bracket, a dash or 一 — is settled by the signs around it. Sign for sign: places stay."""

from __future__ import annotations

import re

_WIDE = dict(zip("(),;:!?", "（），；：！？", strict=True))
_CLOSERS = {"〔": "〕", "【": "】", "《": "》", "（": "）"}
_ENDS = "〕】》）])］"
_INSIDE = 40  # signs within which a bracket is closed
_DASH = re.compile(r"(?<=[0-9年月日])一(?=[0-9]{2})")
_PAGE = re.compile(r"[一—–\-－~.·]{1,2}\d{1,4}[一—–\-－~.·]{1,2}")


def settled(text: str) -> str:
    """A recognised line, as long as before."""
    if _PAGE.fullmatch(text):
        return "".join(sign if sign.isdigit() else "—" for sign in text)
    text = _DASH.sub("—", text) if re.search(r"[\u4e00-\u9fff]", text) else text
    return "".join(_paired(_widened(list(text))))


def _widened(signs: list[str]) -> list[str]:
    """Marks beside a Chinese sign are wide; between figures and Latin letters they stay narrow."""
    return [
        _WIDE[sign] if sign in _WIDE and (_is_wide(signs[i - 1] if i else "") or _is_wide("".join(signs[i + 1 : i + 2]))) else sign
        for i, sign in enumerate(signs)
    ]


def _is_wide(sign: str) -> bool:
    return "\u2e80" <= sign <= "\u9fff" or "\uff01" <= sign <= "\uff60" or sign in "“”‘’—…" if sign else False


def _paired(signs: list[str]) -> list[str]:
    """Brackets close as they open: （1), (一）, 〔2024]."""
    opened: list[int] = []
    for i, sign in enumerate(signs):
        if sign in _CLOSERS or sign in "(［[":
            opened.append(i)
        elif sign in _ENDS and opened and i - opened[-1] <= _INSIDE:
            begin = opened.pop()
            if signs[begin] == "(" and sign == "）":
                signs[begin] = "（"
            elif signs[begin] == "[" and sign == "〕":
                signs[begin] = "〔"
            elif signs[begin] in _CLOSERS and not (signs[begin] == "（" and sign not in ")）"):
                signs[i] = _CLOSERS[signs[begin]]
    return signs
