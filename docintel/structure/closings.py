"""Paragraphs that end a list of points: thanks, 此复, 本方案自…起施行, the signature; and turns that end its last point."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from docintel.structure.para import Para

_ASK = re.compile(r"[（(]?(?:政策)?(?:联系|咨询|解读|承办|经办)")
_ABOUT_ASKING = re.compile("联系|咨询|电话")  # under 六、联系方式 they are what the point says


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...]:
    """(reach, pattern, words one of which must stand in the paragraph); rows without such words are one pattern."""
    text = files("docintel.structure").joinpath("data", "closings.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    out: list[tuple[str, re.Pattern[str], tuple[str, ...]]] = []
    for reach in ("all", "last"):
        plain = "|".join(f"(?:{row[1]})" for row in rows if row[0] == reach and len(row) == 2)
        out.append((reach, re.compile(plain), ()))
        out += [(reach, re.compile(row[1]), tuple(row[2].split("|"))) for row in rows if row[0] == reach and len(row) > 2]
    return tuple(out)


def _reach(words: str) -> str | None:
    for reach, pattern, needs in _patterns():
        if (not needs or any(n in words for n in needs)) and pattern.match(words):
            return reach
    return None


def find_closings(paras: list[Para], numbered: set[int]) -> list[tuple[int, str]]:
    """[(offset, "all" | "last")] of the paragraphs that end all points or the last one; ``numbered``: indices that open a point."""
    out = []
    for k, para in enumerate(paras):
        if k in numbered or para.row:
            continue
        reach = _reach(para.text)
        asked = reach == "all" and _ASK.match(para.text)
        if reach and not (asked and k > 0 and _ABOUT_ASKING.search(paras[k - 1].text[:40])):
            out.append((para.start, reach))
    return out
