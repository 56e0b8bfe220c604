"""Word's automatic numbers, rebuilt: numbering.xml and the style chain tell the label of each paragraph (ECMA-376 §17.9)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from docintel.parse.docx_package import W, children, integer, is_on, val, val_of
from docintel.parse.ordinals import custom, write

_PLACE = re.compile(r"%([1-9])")
_CLOSING = "、）).．，,：:】］〕」』　 "
_PRIVATE = re.compile(r"[\ue000-\uf8ff\x00-\x1f]")  # signs of Symbol and Wingdings
_SYMBOL_FONTS = ("wingdings", "symbol", "webdings")
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
    bullet: bool = False


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


class StyleTable(Protocol):
    """What numbering asks of styles."""

    def chain(self, style: str | None) -> tuple[str, ...]: ...

    def place(self, style: str | None) -> Place: ...


def place_of(numbering: Any) -> Place:
    """The place a w:numPr gives (None: no place of its own)."""
    if numbering is None:
        return _NOWHERE
    found = children(numbering)
    level = val_of(found, "ilvl")
    return Place(val_of(found, "numId"), None if level is None else integer(level, 0))


_NOWHERE = Place(None, None)


class Numbering:
    """Counters of a document's lists; call :meth:`label` for each paragraph in reading order.

    ``load`` gives the w:numbering (None: none) when the first paragraph of a list is met.
    """

    def __init__(self, load: Callable[[], Any], styles: StyleTable) -> None:
        self._styles = styles
        self._load: Callable[[], Any] | None = load
        self._abstracts: dict[str | None, Any] = {}
        self._nums: dict[str | None, Any] = {}
        self._lists: dict[str, List | None] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._seen: set[tuple[str, int]] = set()

    def label(self, own: Place, style: str | None) -> str:
        """The automatic number of the next paragraph with the blank that parts it from the words; "" for none."""
        inherited = self._styles.place(style)
        num = own.num if own.num is not None else inherited.num
        which = None if num in (None, "0") else self._list(num)  # 0 takes a paragraph out of its style's list
        if num is None or which is None:
            return ""
        number = self._level(own, inherited, which, style)
        level = which.levels.get(number)
        if level is None:
            return ""
        counters = self._counters.setdefault(which.home, {})
        self._step(num, which, number, counters)
        if level.bullet:
            return f"{level.text} " if level.text else ""
        return _with_suffix(_fill(level, which, counters), level)

    def _level(self, own: Place, inherited: Place, which: List, style: str | None) -> int:
        if own.level is not None:
            return own.level
        if inherited.level is not None and own.num is None:
            return inherited.level
        linked = {lv.style: i for i, lv in which.levels.items() if lv.style}
        return next((linked[s] for s in self._styles.chain(style) if s in linked), inherited.level or 0)

    def _list(self, num: str) -> List | None:
        if self._load is not None:
            root, self._load = self._load(), None
            for element in () if root is None else root:
                if element.tag == f"{W}abstractNum":
                    self._abstracts[element.get(f"{W}abstractNumId")] = element
                elif element.tag == f"{W}num":
                    self._nums[element.get(f"{W}numId")] = element
        if num not in self._lists:
            self._lists[num] = self._read(num)
        return self._lists[num]

    def _read(self, num: str) -> List | None:
        if num not in self._nums:
            return None
        home = val(self._nums[num], "abstractNumId")
        for _ in range(len(self._abstracts)):  # the levels may live in the list that a numbering style names
            linked = val(self._abstracts.get(home), "numStyleLink")
            target = self._nums.get(self._styles.place(linked).num or "") if linked else None
            if target is None:
                break
            home = val(target, "abstractNumId")
        if home is None or home not in self._abstracts:
            return None
        levels = {integer(lv.get(f"{W}ilvl"), 0): _read_level(lv) for lv in self._abstracts[home].iterchildren(f"{W}lvl")}
        return _override(self._nums[num], List(home, levels))

    def _step(self, num: str, which: List, number: int, counters: dict[int, int]) -> None:
        if number in which.start_over and (num, number) not in self._seen:
            counters[number] = which.start_over[number]  # an overriding start counts from the list's first use
        elif number in counters:
            counters[number] += 1
        else:
            counters[number] = which.levels[number].start
        for above in range(number):  # a level passed over counts as begun: 1.1 before any 1 makes the next one 2
            if above in which.levels:
                counters.setdefault(above, which.levels[above].start)
        self._seen.add((num, number))
        for deeper in [d for d in counters if d > number]:
            restart = which.levels[deeper].restart if deeper in which.levels else None
            if restart is None or (restart and number < restart):
                del counters[deeper]


def _fill(level: Level, which: List, counters: Mapping[int, int]) -> str:
    def value(match: re.Match[str]) -> str:
        at = int(match.group(1)) - 1
        shown = which.levels.get(at, Level())
        if shown.bullet:  # a dot is no number to quote
            return ""
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


def _override(num: Any, base: List) -> List:
    for override in num.iterchildren(f"{W}lvlOverride"):
        at = integer(override.get(f"{W}ilvl"), 0)
        own = override.find(f"{W}lvl")
        if own is not None:
            base.levels[at] = _read_level(own)
        start = val(override, "startOverride")
        if start is not None:
            base.start_over[at] = integer(start, 1)
            base.levels[at] = replace(base.levels.get(at, Level()), start=base.start_over[at])
    return base


def _format(element: Any) -> str | None:
    value: str | None = element.get(f"{W}val")
    return custom(element.get(f"{W}format") or "") if value == "custom" else value


def _read_level(level: Any) -> Level:
    formats = [_format(f) for f in level.iter(f"{W}numFmt")]  # iter: an mc:AlternateContent may wrap it
    known = next((f for f in formats if f), "decimal")
    restart = val(level, "lvlRestart")
    text = val(level, "lvlText") or ""
    bullet = known == "bullet" or level.find(f"{W}lvlPicBulletId") is not None
    return Level(
        start=integer(val(level, "start"), 0),
        number_format=known,
        text=_bullet(text, level) if bullet else text,
        suffix=val(level, "suff") or "tab",
        restart=None if restart is None else integer(restart, 0),
        style=val(level, "pStyle"),
        legal=is_on(level, "isLgl"),
        bullet=bullet,
    )


def _bullet(text: str, level: Any) -> str:
    """A bullet as a reader sees it: in a symbol font a letter (Wingdings l, n, u) is a dot or a square."""
    fonts = level.find(f"{W}rPr/{W}rFonts")
    names = () if fonts is None else [(fonts.get(f"{W}{which}") or "").lower() for which in ("ascii", "hAnsi")]
    if text and any(name.startswith(_SYMBOL_FONTS) for name in names):
        return BULLET
    return _PRIVATE.sub(BULLET, text)
