"""Word's automatic numbers, rebuilt: numbering.xml and the style chain tell the label of each paragraph (ECMA-376 §17.9)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from docintel.parse.ordinals import custom, write

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
_CLOSING = "、）).．，,：:】］]　 "
_PRIVATE = re.compile(r"[\ue000-\uf8ff\x00-\x1f]")  # signs of Symbol and Wingdings
BULLET = "•"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list definition. ``restart`` is the 1-based level whose step restarts it (0 never, None any above)."""

    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    style: str | None = None
    legal: bool = False


@dataclass(slots=True)
class List:
    """A w:num: its levels with overrides applied, and the counters' home (the abstract definition)."""

    home: str
    levels: dict[int, Level]
    start_over: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paragraph stands: list (numId) and level from 0; either may come from its style."""

    num: str | None
    level: int | None


def _val(element: Any, tag: str) -> str | None:
    child = None if element is None else element.find(f"{W}{tag}")
    return None if child is None else child.get(f"{W}val")


def _int(value: str | None, otherwise: int) -> int:
    try:
        return int(value) if value is not None else otherwise
    except ValueError:
        return otherwise


def place_of(properties: Any) -> Place:
    """The w:numPr of a w:pPr."""
    numbering = None if properties is None else properties.find(f"{W}numPr")
    level = _val(numbering, "ilvl")
    return Place(_val(numbering, "numId"), None if level is None else _int(level, 0))


class Numbering:
    """Counters of a document's lists; call :meth:`label` for each paragraph in reading order."""

    def __init__(self, numbering: Any, styles: Mapping[str, Place]) -> None:
        self._styles = styles
        self._lists = _read_lists(numbering, styles) if numbering is not None else {}
        self._counters: dict[str, dict[int, int]] = {}
        self._seen: set[tuple[str, int]] = set()

    def label(self, own: Place, style: str | None) -> str:
        """The automatic number of the next paragraph with the blank that parts it from the words; "" for none."""
        found = self._resolve(own, style)
        if found is None:
            return ""
        num, number = found
        which = self._lists[num]
        level = which.levels.get(number)
        if level is None:
            return ""
        counters = self._counters.setdefault(which.home, {})
        self._step(num, which, number, counters)
        if level.number_format == "bullet":
            return f"{_PRIVATE.sub(BULLET, level.text) or BULLET} " if level.text else ""
        return _with_suffix(_fill(level, which, counters), level)

    def _resolve(self, own: Place, style: str | None) -> tuple[str, int] | None:
        inherited = self._styles.get(style or "", Place(None, None))
        num = own.num if own.num is not None else inherited.num
        if num is None or num not in self._lists:
            return None
        if own.level is not None:
            return num, own.level
        linked = next((i for i, lv in self._lists[num].levels.items() if style and lv.style == style), None)
        return num, linked if linked is not None else (inherited.level or 0)

    def _step(self, num: str, which: List, number: int, counters: dict[int, int]) -> None:
        if number in which.start_over and (num, number) not in self._seen:
            counters[number] = which.start_over[number]  # an overriding start counts from the list's first use
        elif number in counters:
            counters[number] += 1
        else:
            counters[number] = which.levels[number].start
        self._seen.add((num, number))
        for deeper in [d for d in counters if d > number]:
            restart = which.levels[deeper].restart if deeper in which.levels else None
            if restart is None or (restart and number < restart):
                del counters[deeper]


def _fill(level: Level, which: List, counters: Mapping[int, int]) -> str:
    def value(match: re.Match[str]) -> str:
        at = int(match.group(1)) - 1
        shown = which.levels.get(at, Level())
        return write(counters.get(at, shown.start), "decimal" if level.legal else shown.number_format)

    return _PLACE.sub(value, level.text)


def _with_suffix(label: str, level: Level) -> str:
    label = label.strip()
    if not label or level.suffix == "nothing" or label[-1] in _CLOSING:
        return label
    return f"{label} "


def join(label: str, words: str) -> str:
    """Label and paragraph; a blank keeps "1." and a following figure apart (1. 2025年, not 1.2025年)."""
    if label and words[:1].isdigit() and (label[-1].isdigit() or label[-1] in ".．"):
        return f"{label} {words}"
    return label + words


def _read_lists(numbering: Any, styles: Mapping[str, Place]) -> dict[str, List]:
    abstracts = {a.get(f"{W}abstractNumId"): a for a in numbering.findall(f"{W}abstractNum")}
    homes = {n.get(f"{W}numId"): _val(n, "abstractNumId") for n in numbering.findall(f"{W}num")}
    lists: dict[str, List] = {}
    for num in numbering.findall(f"{W}num"):
        home = _val(num, "abstractNumId")
        abstract = abstracts.get(home)
        linked = _val(abstract, "numStyleLink")
        if linked:  # the levels live in the list that the numbering style names
            home = homes.get(styles.get(linked, Place(None, None)).num, home)
            abstract = abstracts.get(home)
        if abstract is None or home is None:
            continue
        levels = {_int(lv.get(f"{W}ilvl"), 0): _read_level(lv) for lv in abstract.findall(f"{W}lvl")}
        lists[num.get(f"{W}numId")] = _override(num, List(home, levels))
    return lists


def _override(num: Any, base: List) -> List:
    for override in num.findall(f"{W}lvlOverride"):
        at = _int(override.get(f"{W}ilvl"), 0)
        own = override.find(f"{W}lvl")
        if own is not None:
            base.levels[at] = _read_level(own)
        start = _val(override, "startOverride")
        if start is not None:
            base.start_over[at] = _int(start, 1)
            base.levels[at] = replace(base.levels.get(at, Level()), start=base.start_over[at])
    return base


def _format(element: Any) -> str | None:
    value: str | None = element.get(f"{W}val")
    return custom(element.get(f"{W}format") or "") if value == "custom" else value


def _read_level(level: Any) -> Level:
    formats = [_format(f) for f in level.iter(f"{W}numFmt")]  # iter: an mc:AlternateContent may wrap it
    known = next((f for f in formats if f), "decimal")
    restart = _val(level, "lvlRestart")
    legal = level.find(f"{W}isLgl")
    return Level(
        start=_int(_val(level, "start"), 0),
        number_format=known,
        text=_val(level, "lvlText") or "",
        suffix=_val(level, "suff") or "tab",
        restart=None if restart is None else _int(restart, 0),
        style=_val(level, "pStyle"),
        legal=legal is not None and legal.get(f"{W}val", "1") not in ("0", "false"),
    )
