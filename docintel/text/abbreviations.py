"""Whether a name is a short form of another: 科技局 of 科学技术局. Pure; names stand without their place (温州市科技局 is 科技局 here).

An office shortens a name word by word: every word keeps at least a sign of itself (科学技术 科, 自然资源 资), in order, and only words that
many names share (管理, 监督, 工作 …) fall out; what 和 joins never does. So 卫生局 is no short form of 卫生健康局 but its former name.
The organ at the end is the same (局) or its own short form (委 of 委员会, 办 of 办公室). Words, organs and the short forms that no letter
betrays (金融办 of 地方金融监督管理局) are data: ``data/body_units.tsv``, ``body_organs.tsv``, ``short_forms.tsv``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

_JOINTS = "和与及暨、"
_MARK = re.compile(r"(?P<party>党?委(?!员会))(?=.)|(?P<government>(?:人民)?政府|府)(?=.)|(?P<state>国家税务总局|中国人民银行)(?=.)")
"""What stands between the place and the function: 市委编办, 市政府外办, 国家税务总局温州市税务局. A short form may leave it out."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A word of a function, the signs that may stand for it, whether it may be left out, whether 和 joins it to the word before.

    ``shared``: a word that many names have; alone it names nothing.
    """

    forms: tuple[str, ...]
    droppable: bool
    joined: bool
    shared: bool = False


def rows(name: str) -> list[list[str]]:
    """The lines of data/NAME.tsv as columns."""
    text = files("docintel.text").joinpath("data", f"{name}.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def _listed() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for short, full in rows("short_forms"):
        found[short] = (*found.get(short, ()), full)
    return found


@cache
def _listed_full() -> frozenset[str]:
    return frozenset(full for fulls in _listed().values() for full in fulls)


@cache
def _same_everywhere() -> frozenset[str]:
    return frozenset(fulls[0] for fulls in _listed().values() if len(fulls) == 1)


@cache
def _organs() -> dict[str, tuple[str, ...]]:
    """Full organ → itself and its short forms, longest organ first."""
    found = {row[0]: tuple(row) for row in rows("body_organs")}
    return {organ: found[organ] for organ in sorted(found, key=len, reverse=True)}


@cache
def _endings() -> tuple[str, ...]:
    """Organs and their short forms, longest first."""
    return tuple(sorted({form for forms in _organs().values() for form in forms}, key=len, reverse=True))


@cache
def _units() -> tuple[dict[str, tuple[str, tuple[str, ...]]], int]:
    found = {}
    for word, where, *more in rows("body_units"):
        shorts = more[0].split() if more else [word[0]]
        found[word] = (where, tuple(sorted({word, *shorts}, key=len, reverse=True)))
    return found, max(map(len, found))


def list_name(short: str) -> str | None:
    """The full name that the fixed list has for a name, short or full; None where it has none, or several that differ between places."""
    found = _listed().get(short, (short,) if short in _same_everywhere() else ())
    return found[0] if len(found) == 1 else None


def is_listed(name: str) -> bool:
    """Whether the fixed list has the name, short or full."""
    return name in _listed() or name in _listed_full()


def is_full(name: str) -> bool:
    """Whether a name is written out: the list has it as full, or it ends in a full organ, has words of its own and is no short form there.

    绿化市容局 looks full: only 绿化和市容管理局 beside it tells (:func:`abbreviates`).
    """
    if name in _listed_full():
        return True
    organ = next((o for o in _endings() if name.endswith(o)), "")
    if name in _listed() or organ not in _organs():
        return False
    stem = name[: -len(organ)]
    return bool(stem) and any(not u.shared for u in _cut(stem))


def possible(short: str) -> tuple[str, ...]:
    """What a person may choose from for a short name: the list's full names, itself if it looks full, itself with its organ written out."""
    offered = [*_listed().get(short, ()), *((short,) if is_full(short) else ())]
    if not offered:
        ends = [(form, organ) for organ, forms in _organs().items() for form in forms[1:] if short.endswith(form)]
        written = (short[: -len(form)] + organ for form, organ in sorted(ends, key=lambda e: -len(e[0])) if organ != "办公厅")
        offered = [full for full in written if is_full(full)][:1]
    return tuple(dict.fromkeys(offered))


_FIRM = re.compile(r"(?:公司|集团|银行|分行|支行|学院|大学|医院|馆|台|站|社)$")


def looks_public(name: str) -> bool:
    """Whether a name ends like that of a public body, no firm, bank or school."""
    return not _FIRM.search(name) and any(name.endswith(o) and len(name) > len(o) for o in _endings())


def is_shortened(name: str, full: str) -> bool:
    """Whether a name that somebody wrote out is ``full`` spelled shorter: no name that the list has as full is."""
    return name not in _listed_full() and abbreviates(name, full)


def may_mean(short: str, full: str) -> bool:
    """Whether ``short`` can stand for ``full``, by its signs or by the list."""
    return full in _listed().get(short, ()) or abbreviates(short, full)


@lru_cache(maxsize=65536)
def abbreviates(short: str, full: str) -> bool:
    """Whether ``short`` spells ``full`` shorter. Never of itself, never a name that only an organ is left of (管理局, 服务中心)."""
    if len(short) >= len(full) or short[0] not in full:
        return False
    own, whole = _MARK.match(short), _MARK.match(full)
    if own and whole and own.lastgroup != whole.lastgroup:
        return False
    if own and whole:
        return _same(short[own.end() :], full[whole.end() :], bare=True)
    if whole:
        return _same(short, full[whole.end() :]) or _same(short, full)
    return _same(short, full)  # a mark that only the short form has must be a word of the full name


def _same(short: str, full: str, bare: bool = False) -> bool:
    """``bare``: nothing but the organ may be left (政府办 of 人民政府办公室)."""
    for organ, forms in _organs().items():
        if not full.endswith(organ):
            continue
        stem = full[: -len(organ)]
        for form in forms:
            if short.endswith(form):
                rest = short[: -len(form)]
                if not stem and not rest:
                    return bare
                if stem and rest and _covers(rest, _cut(stem), 0, named=False):
                    return True
    return False


def _covers(short: str, units: tuple[_Unit, ...], at: int, *, named: bool) -> bool:
    """Whether ``short`` gives a sign of each unit from ``at`` on; ``named``: a word of its own was met."""
    if at == len(units):
        return not short and named
    unit = units[at]
    if unit.joined and short[:1] in _JOINTS and short and _covers(short[1:], units, at, named=named):
        return True
    for form in unit.forms:
        if short.startswith(form) and _covers(short[len(form) :], units, at + 1, named=named or not unit.shared):
            return True
    return unit.droppable and _covers(short, units, at + 1, named=named)


@lru_cache(maxsize=8192)
def _cut(stem: str) -> tuple[_Unit, ...]:
    """The words of a function, longest known first; between them two signs a word."""
    known, longest = _units()
    out: list[_Unit] = []
    at, joined, unknown = 0, False, ""

    def close() -> None:
        nonlocal unknown, joined
        for word in _pairs(unknown):
            out.append(_Unit((word, word[0]) if len(word) > 1 else (word,), droppable=False, joined=joined))
            joined = False
        unknown = ""

    while at < len(stem):
        word = next((stem[at : at + n] for n in range(longest, 1, -1) if stem[at : at + n] in known), "")
        if not word:
            if stem[at] in _JOINTS and at:
                close()
                joined = True
            else:
                unknown += stem[at]
            at += 1
            continue
        close()
        where, forms = known[word]
        alone = word == stem and "a" in where
        place = "t" if out else "h"
        out.append(_Unit(forms, droppable=place in where and not joined and not alone, joined=joined, shared=where != "-" and not alone))
        joined = False
        at += len(word)
    close()
    return tuple(out)


def _pairs(run: str) -> list[str]:
    """Two signs a word, the last three of an odd run together."""
    stops = list(range(0, len(run) - 1, 2)) if len(run) > 1 else [0][: len(run)]
    return [run[a : a + 2] if a != stops[-1] else run[a:] for a in stops]
