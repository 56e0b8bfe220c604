"""The papers within a paper: the notice that carries a plan, the plan, and its annexes (附件, GB/T 9704-2012 §7.3.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docintel.domain.papers import Part
from docintel.structure import titles
from docintel.structure.days import day_of_line
from docintel.structure.kinds import name_of
from docintel.structure.para import Para
from docintel.structure.signoff import orgs_of

_HEAD = re.compile(
    r"^(?P<label>附\s*(?:件|表|录|图)\s*(?:之)?\s*[\d一二三四五六七八九十]{0,3}(?:[-—－]\d{1,2})?)\s*(?P<mark>[：:．.、]?)\s*(?P<title>.*)$",
    re.S,
)
_ITEM = re.compile(r"^(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*[.．、：:]")
_NAMED = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
_HANDS_ON = re.compile("印发|发布|公布|转发|下发|颁布")
_LINK = re.compile(r"\.(?:docx?|xlsx?|pdf|zip|rar|wps|et|ofd)\b", re.I)
TITLE_LONG = 80


@dataclass(frozen=True, slots=True)
class Found:
    """A part as paragraph indices: ``first`` is its label or title, ``body`` the first paragraph behind its title."""

    part: Part
    first: int
    body: int


def find_parts(
    paras: list[Para], title: tuple[int, int] | None, carried: tuple[int, int] | None, sign_end: int | None, body: int
) -> list[Found]:
    """The parts in order; one ``main`` part where nothing is carried or annexed. ``sign_end``: last paragraph of the main sign-off.

    ``title``, ``carried`` are [first, last] of its own title and of the paper it carries, ``body`` the first body paragraph.
    """
    heads: list[tuple[int, int, str, str | None]] = []  # first, body, label, title
    start = (carried[1] + 1) if carried else body
    names = set() if carried else _handed_on(paras, title, body)
    k = start
    while k < len(paras):
        found = _annex_at(paras, k, sign_end) or (_named_at(paras, k, names) if names and sign_end is not None and k > sign_end else None)
        if found:
            heads.append((k, *found))
            k = found[0]
        else:
            k += 1
    return _as_parts(paras, title, carried, heads)


def _as_parts(
    paras: list[Para], title: tuple[int, int] | None, carried: tuple[int, int] | None, heads: list[tuple[int, int, str, str | None]]
) -> list[Found]:
    cuts: list[tuple[int, int, str, str, str | None]] = []
    own = titles.join_lines(paras, *title) if title else None
    if carried:
        first = carried[0]
        while first > 0 and titles.is_skippable(paras[first - 1].text) and "附" in paras[first - 1].text:
            first -= 1
        label = "".join(paras[first].text.split()).rstrip("：:") if first < carried[0] else ""
        cuts.append((0, 0, "notice", "", own))
        main = re.sub(r"^附件\s*\d{0,2}\s*[：:]?\s*", "", titles.join_lines(paras, *carried))
        cuts.append((first, carried[1] + 1, "main", label, main))
    else:
        cuts.append((0, 0, "main", "", own))
    cuts += [(first, body, "annex", label, name) for first, body, label, name in heads]
    out = []
    for n, (first, body, kind, label, name) in enumerate(cuts):
        last = cuts[n + 1][0] - 1 if n + 1 < len(cuts) else len(paras) - 1
        if last < first:
            continue
        out.append(Found(Part(kind, name or None, paras[first].start, paras[last].end, label, name_of(name)), first, body))
    return out


def _annex_at(paras: list[Para], k: int, sign_end: int | None) -> tuple[int, str, str | None] | None:
    """(first paragraph behind its title, label, title) where an annex begins at paragraph ``k``; a list of names (附件：1.…) is none."""
    text = paras[k].text
    m = _HEAD.match(text) if text.startswith("附") and len(text) <= TITLE_LONG and "。" not in text else None
    if not m or k + 1 >= len(paras):
        return None
    label, name, after = re.sub(r"\s", "", m.group("label")), m.group("title").strip(), paras[k + 1].text
    if _LINK.search(text) or _LINK.search(after[:TITLE_LONG]) or _ITEM.match(name):
        return None
    if not name:
        if m.group("mark") and (_ITEM.match(after) or _closes(after)):
            return None
        group = titles.title_after(paras, k + 1)
        return (group[1] + 1, label, titles.join_lines(paras, *group)) if group else (k + 1, label, None)
    if sign_end is None or k <= sign_end or m.group("mark") in ("、", ""):
        numbered = re.search(r"[\d一二三四五六七八九十]$", label)
        if not (sign_end is not None and k > sign_end and numbered):
            return None
    if _HEAD.match(after) or _ITEM.match(after) or _closes(after):
        return None
    return k + 1, label, name


def _closes(text: str) -> bool:
    """A line that stands at a paper's end, behind the list of its annexes."""
    return bool(orgs_of(text)) or day_of_line(text) is not None or text.startswith(("抄送", "（此件", "(此件", "（联系", "(联系"))


def _handed_on(paras: list[Para], title: tuple[int, int] | None, body: int) -> set[str]:
    """The papers that a notice says it hands on, as bare words; empty where it hands on one (that one is carried) or none."""
    words = (titles.join_lines(paras, *title) if title else "") + "".join(p.text for p in paras[body : body + 2])[:900]
    if not _HANDS_ON.search(words):
        return set()
    return {_bare(name) for name in _NAMED.findall(words)}


def _bare(words: str) -> str:
    return re.sub(r"[\s《》〈〉（()）]", "", words)


def _named_at(paras: list[Para], k: int, names: set[str]) -> tuple[int, str, str | None] | None:
    """A title that the notice named, on one to three lines from paragraph ``k``."""
    words = ""
    for last in range(k, min(k + 3, len(paras) - 1)):
        if len(paras[last].text) > TITLE_LONG:
            return None
        words += _bare(paras[last].text)
        if words in names:
            return last + 1, "", titles.join_lines(paras, k, last)
        if not any(name.startswith(words) for name in names):
            return None
    return None
