"""In force or draft, where, and the date that relative times count from (guide §5, §6)."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from docintel.domain.papers import Anchor
from docintel.structure.days import read_days
from docintel.structure.kinds import bare_title
from docintel.structure.shapes import NUMBER_YEAR
from docintel.structure.validity import title_year
from docintel.text.places import NATION, find_places, place_path, render

_NUMBER_YEAR = re.compile(NUMBER_YEAR)
_DRAFT = re.compile(r"征\s*求\s*意\s*见\s*稿|送\s*审\s*稿|[（(](?:草案|讨论稿|公开征求意见)[)）]")
_ASKS = re.compile(r"(?:公开)?征\s*求.{0,80}意\s*见的?(?:公告|通告|通知|函)")
_EXPLAINED_BY = re.compile(r"由([一-龥]{3,24}?)(?:会同[^，。]{2,40})?(?:负责|承担)?解释")
_NATIONAL_ACT = re.compile(r"(?:国务院|科技部|财政部|总局|工业和信息化部|发展改革委员会|商务部)[^。]{0,40}(?:联合)?(?:发布|印发|出台)")


@cache
def _national() -> re.Pattern[str]:
    """Names that national bodies begin with."""
    text = files("docintel.structure").joinpath("data", "national.txt").read_text(encoding="utf-8")
    return re.compile("|".join(re.escape(line) for line in text.splitlines() if line and not line.startswith("#")))


def read_status(kind: str, title: str | None, opening: str) -> str | None:
    """in_force, draft_for_comment, or None for replies, explanations and papers that set nothing in force (guide §8a.13)."""
    if kind in ("reply_cppcc", "reply_npc", "interpretation"):
        return None
    if _DRAFT.search((title or "") + "\n" + opening[:300]) or _ASKS.search(title or ""):
        return "draft_for_comment"
    return (
        "in_force"
        if kind in ("plan", "measures", "circular") or re.search(r"(?:条例|法|规则|解释|修正案)$", bare_title(title or ""))
        else None
    )


def read_anchor(issue: str | None, printed: str | None, number: str | None, title: str | None, body: str) -> Anchor:
    """Sign-off, printing date, year of the number, session or years of the title, latest day in the body, else assumed (guide §6).

    An explanation has the ``number`` of the paper that it explains.
    """
    if issue:
        return Anchor(issue, "day", "issue_date")
    if printed:
        return Anchor(printed, "day", "print_date")
    year = number_year(number)
    if year:
        return Anchor(year, "year", "doc_number")
    titled = title_year(title)
    if titled:
        return Anchor(titled, "year", "title")
    days = [d for _, _, d in read_days(body)]
    return Anchor(max(days), "day", "body") if days else Anchor(None, None, "assumed")


def number_year(number: str | None) -> str | None:
    """The year of a 文号 in ASCII figures: 〔2024〕, ﹝２０２４﹞ and 〔二〇二四〕 are 2024."""
    year = _NUMBER_YEAR.search(number or "")
    if not year:
        return None
    words = re.sub(r"\W|年", "", year.group())
    return "".join(
        str("〇一二三四五六七八九".find(c)) if c in "〇一二三四五六七八九" else "0" if c in "○零" else str(int(c)) for c in words
    )


def read_region(issuer: str | None, title: str | None, addressee: str | None, body: str) -> str | None:
    """The place the paper speaks for, its canonical path in one word (浙江省温州市); 全国 for national bodies; None = not named."""
    to_people = re.search(r"(?:委员|代表|同志)$", addressee or "")
    for words in (issuer, title, None if to_people else addressee):
        if not words:
            continue
        if _national().match(words) and words is not addressee:
            branch = next((p for start, _, p in find_places(words) if start > 0), ()) if words is issuer else ()
            return render(branch) or NATION  # 国家税务总局北京市税务局 speaks for 北京市
        path = place_path(words)
        if words is not issuer and not (path and path[-1] in words[:14]):
            path = next((p for _, _, p in find_places(words)), ())  # a name without its suffix may be a word or a person
        if path and path != (NATION,):
            return render(path)
    explained = _EXPLAINED_BY.search(body[-1500:])
    place = place_path(explained.group(1)) if explained else ()
    if place and place != (NATION,):
        return render(place)
    counts: dict[tuple[str, ...], int] = {}
    if _NATIONAL_ACT.search(body[:800]):
        return NATION
    for _, _, path in find_places(body[:2500]):
        counts[path] = counts.get(path, 0) + 1
    best = max(counts, key=lambda p: counts[p], default=())
    return render(best) if best and counts[best] >= 2 else None
