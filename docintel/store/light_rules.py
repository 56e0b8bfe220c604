"""Rule sets of the lights as data (data/lights.toml): read, checked, explained. Pure but for reading the shipped file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import Any, NoReturn

from docintel.domain.ledger import COLOURS
from docintel.errors import BadInput, NotFound

NOT_SETS = ("doubts", "long_running", "limits", "when")
STARTS = {"issue": "成文日期", "confirmed": "确认日期"}
ALWAYS = ("state", "near", "words")
_DATED = ("due", "days")
_COURSE = ("goal", "told", "limit", "pace")
GIVES = {
    **dict.fromkeys(("overdue", "today", "soon", "running", "recurring", "recurring_soon"), _DATED),
    **dict.fromkeys(("default_overdue", "default_soon", "default_running"), (*_DATED, "since", "months")),
    **dict.fromkeys(("behind", "far_behind", "hard"), _COURSE),
    **dict.fromkeys(("vague_review", "idle"), ("since", "months")),
    "poor": ("goal", "since"),
    "over": ("goal", "since", "now", "to"),
    **dict.fromkeys(("set_overdue", "set_soon", "set_running", "period_overdue", "period_open"), _DATED),
}
"""Which figures the words of a case may name, beside :data:`ALWAYS`."""
_SET = {
    "name": str,
    "source": str,
    "base": str,
    "soon_days": int,
    "soon_workdays": int,
    "vague_months": int,
    "progress": dict,
    "cases": dict,
}
_PROGRESS = {"start": str, "behind_points": float, "far_points": float, "hard_pace": float, "idle_months": int}
_CASE = {"colour": str, "short": str, "words": str}
_LIMIT = {"name": str, "source": str, "months": int, "start": str}
_KINDS = {str: "文字（写在引号里）", int: "整数", float: "数", dict: "一组（[…] 表头）"}
_MOST = {
    "soon_days": 3650,
    "soon_workdays": 2500,
    "vague_months": 600,
    "months": 600,
    "idle_months": 600,
    "behind_points": 100,
    "far_points": 100,
}
_MOST |= {"hard_pace": 1000}
_NEEDS = {"far_behind": "far_points", "hard": "hard_pace", "behind": "behind_points", "idle": "idle_months", "vague_review": "vague_months"}


@dataclass(frozen=True, slots=True)
class Case:
    """How one situation is lit: colour, two or three characters, the words with {…} for the figures."""

    colour: str
    short: str
    words: str


@dataclass(frozen=True, slots=True)
class Limit:
    """默认时限 of promises without a date: ``months`` from 成文日期 (issue) or 确认日期 (confirmed)."""

    key: str
    name: str
    source: str
    months: int
    start: str


@dataclass(frozen=True, slots=True)
class PaceRules:
    """When a course is behind; a threshold that is None lights nothing."""

    start: str = "issue"
    behind_points: float | None = None
    far_points: float | None = None
    hard_pace: float | None = None
    idle_months: int | None = None


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One office's rules. ``soon`` counts days, or working days where ``soon_in_workdays``; ``limit`` None = undated work has no limit."""

    key: str
    name: str
    source: str
    soon: int
    soon_in_workdays: bool
    vague_months: int | None
    pace: PaceRules
    cases: Mapping[str, Case]
    doubts: Mapping[str, str]
    endless: re.Pattern[str]
    when: Mapping[str, str]
    limit: Limit | None = None

    @property
    def near(self) -> str:
        """30天, 5个工作日."""
        return f"{self.soon}个工作日" if self.soon_in_workdays else f"{self.soon}天"


@dataclass(frozen=True, slots=True)
class Book:
    """Every rule set and default limit that an office can choose from: the shipped ones, and its own file laid over them."""

    sets: Mapping[str, RuleSet]
    limits: Mapping[str, Limit]
    own: str = ""
    """The first set of the office's own file, "" without one."""

    def chosen(self, key: str = "default", limit: str = "") -> RuleSet:
        """The rule set ``key`` with the default limit ``limit`` ("" = none). Raises NotFound."""
        if key not in self.sets:
            raise NotFound(f"没有名为 {key} 的亮灯规则；现有：{'、'.join(self.sets)}")
        if limit and limit not in self.limits:
            raise NotFound(f"没有名为 {limit} 的默认时限；现有：{'、'.join(self.limits)}")
        return replace(self.sets[key], limit=self.limits[limit] if limit else None)


def shipped_text() -> str:
    """The rules that come with the program, as an office may copy and change them."""
    return files("docintel.store").joinpath("data", "lights.toml").read_text(encoding="utf-8")


def text_of(file: Path) -> str:
    """The text of an office's own file. Raises BadInput where it cannot be read."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"亮灯规则文件 {file} 读不了（{error}）；请检查路径和权限，并存为 UTF-8 编码") from error


@lru_cache(maxsize=8)
def book(own: str = "", name: str = "亮灯规则文件") -> Book:
    """The shipped rules with the file ``own`` (its text) laid over them; ``name`` is how errors call it.

    Raises BadInput: one line that says what is wrong, where, and what to do.
    """
    tables = tomllib.loads(shipped_text())
    given = _parsed(own, name) if own.strip() else {}
    check = _Check(own, name, tables)
    check.all(given)
    for key, table in given.items():
        tables[key] = tables[key] | table if key in ("doubts", "limits", "when") else table
    sets = {key: _build(tables, key) for key in tables if key not in NOT_SETS}
    for rules in sets.values():
        check.built(rules)
    limits = {k: Limit(k, t["name"], t.get("source", ""), t["months"], t["start"]) for k, t in tables["limits"].items()}
    first = next((k for k in given if k not in NOT_SETS), "")
    return Book(sets, limits, first or ("default" if given else ""))


def _parsed(own: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(own)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        where = f"第{at[1] if at else max(1, len(own.splitlines()))}行"
        raise BadInput(f"{name} {where}写法不对（{error}）；请检查引号、等号和括号是否成对，写法见随程序提供的 lights.toml") from error


class _Check:
    """Refuses an office's file that is not wholly understood: a misspelt threshold must not pass as no threshold."""

    def __init__(self, text: str, name: str, shipped: Mapping[str, Any]) -> None:
        self._lines, self._name, self._shipped = text.splitlines(), name, shipped

    def all(self, given: Mapping[str, Any]) -> None:
        sets = {k: t for k, t in given.items() if k not in NOT_SETS}
        for key, table in given.items():
            if not isinstance(table, dict):
                self._refuse((), key, "不在任何一组里", "请写在 [代号] 表头下面")
            if key in sets:
                self._set(key, table, given)
            elif key == "limits":
                for name, limit in table.items():
                    self._fields(("limits", name), limit, _LIMIT, required=("name", "months", "start"))
            elif key == "long_running":
                self._patterns(table)
            else:
                self._words(key, table)

    def _set(self, key: str, table: Mapping[str, Any], given: Mapping[str, Any]) -> None:
        if key in self._shipped:
            self._refuse((), key, "是随程序提供的一套，不能改写", f'请换一个代号，并写 base = "{key}"')
        self._fields((key,), table, _SET)
        if "soon_days" in table and "soon_workdays" in table:
            self._refuse((key,), "soon_workdays", "与 soon_days 只能写一个", "请删去其中一行")
        base, seen = key, [key]
        while base := (given.get(base) or self._shipped.get(base) or {}).get("base", ""):
            if base in NOT_SETS or (base not in given and base not in self._shipped):
                known = "、".join(k for k in self._shipped if k not in NOT_SETS)
                self._refuse((key,), "base", f"写的“{base}”没有这一套", f"请改为 {known} 之一")
            if base in seen:
                self._refuse((key,), "base", f"绕回了自己（{'→'.join((*seen, base))}）", "请以 default 为底")
            seen.append(base)
        self._fields((key, "progress"), table.get("progress", {}), _PROGRESS)
        known_cases = self._shipped["default"]["cases"]
        for case, row in table.get("cases", {}).items():
            if case not in known_cases:
                self._refuse((key, "cases"), case, "不是已知的情况", f"可用：{'、'.join(known_cases)}")
            self._fields((key, "cases", case), row, _CASE)
            if "words" in row:
                self._template((key, "cases", case), "words", row["words"], (*ALWAYS, *GIVES.get(case, ())))

    def built(self, rules: RuleSet) -> None:
        """What shows only once the set lies over its base."""
        far, behind = rules.pace.far_points, rules.pace.behind_points
        if far is not None and behind is not None and far < behind:
            self._refuse((rules.key, "progress"), "far_points", f"（{far:g}）小于 behind_points（{behind:g}）", "严重落后的门槛应当更高")

    def _fields(self, at: tuple[str, ...], table: Any, known: Mapping[str, type], required: tuple[str, ...] = ()) -> None:
        if not isinstance(table, dict):
            self._refuse(at[:-1], at[-1], "应当是一组", f"请写成 [{'.'.join(at)}]，或 {at[-1]} = {{ … }}")
        for field in required:
            if field not in table:
                self._refuse(at[:-1], at[-1], f"缺少 {field}", f"必须写：{'、'.join(required)}")
        for field, value in table.items():
            if field not in known:
                self._refuse(at, field, "不认识", f"可用：{'、'.join(known)}")
            kind = known[field]
            number = kind in (int, float)
            fits = isinstance(value, (int, float) if kind is float else kind) and not (number and isinstance(value, bool))
            if not fits:
                self._refuse(at, field, f"写的是 {value!r}", f"应当是{_KINDS[kind]}")
            if number and not 0 <= value <= _MOST[field]:
                self._refuse(at, field, f"写的 {value} 超出范围", f"应当在 0 到 {_MOST[field]} 之间")
            self._value(at, field, value)

    def _value(self, at: tuple[str, ...], field: str, value: Any) -> None:
        if field == "colour" and value not in COLOURS:
            self._refuse(at, field, f"写的“{value}”不是颜色", f"请改为 {'、'.join(f'{k}（{v}）' for k, v in COLOURS.items())} 之一")
        if field == "start" and value not in STARTS:
            self._refuse(at, field, f"写的“{value}”不认识", f"请改为 {'、'.join(f'{k}（{v}）' for k, v in STARTS.items())} 之一")

    def _template(self, at: tuple[str, ...], field: str, value: str, known: tuple[str, ...]) -> None:
        try:
            parts = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(value) if name is not None]
        except ValueError as error:
            self._refuse(at, field, f"“{value}”中的括号不成对（{error}）", "请检查 { 和 }")
        for name, spec, conversion in parts:
            if name not in known or spec or conversion:
                self._refuse(at, field, f"中的 {{{name}}} 在这里填不了", f"可用：{'、'.join(f'{{{p}}}' for p in known)}")

    def _words(self, key: str, table: Mapping[str, Any]) -> None:
        for field, value in table.items():
            if field not in self._shipped[key]:
                self._refuse((key,), field, "不认识", f"可用：{'、'.join(self._shipped[key])}")
            if not isinstance(value, str):
                self._refuse((key,), field, f"写的是 {value!r}", f"应当是{_KINDS[str]}")
            self._template((key,), field, value, ("words",) if key == "doubts" else _FIGURES)

    def _patterns(self, table: Mapping[str, Any]) -> None:
        found = table.get("patterns")
        if set(table) != {"patterns"} or not isinstance(found, list) or not found:
            self._refuse(("long_running",), "patterns", "应当是一列写法", '请写成 patterns = ["…", "…"]')
        for one in found:
            try:
                re.compile(one)
            except (re.error, TypeError) as error:
                self._refuse(("long_running",), "patterns", f"中的 {one!r} 不是正则表达式（{error}）", "请改正，或删去这一条")

    def _refuse(self, at: tuple[str, ...], field: str, what: str, todo: str) -> NoReturn:
        line = self._line(at, field)
        where = f"第{line}行 " if line else ""
        head = f"[{'.'.join(at)}] " if at else ""
        raise BadInput(f"{self._name} {where}{head}{field} {what}；{todo}")

    def _line(self, at: tuple[str, ...], field: str) -> int | None:
        """The line on which ``field`` is written below the header ``at`` (or in the row that the header's last part names)."""
        for depth in range(len(at), -1, -1):
            header, wanted = ".".join(at[:depth]), [*at[depth:], field][0]
            current = ""
            for n, line in enumerate(self._lines, 1):
                if found := re.match(r"\s*\[\s*([^\[\]]+?)\s*\]", line):
                    current = found[1]
                    if current == ".".join(filter(None, (header, wanted))):
                        return n
                elif current == header and re.match(rf"\s*[\"']?{re.escape(wanted)}[\"']?\s*[=.]", line):
                    return n
        return None


_FIGURES = ("near", "vague_months", "limit", "behind_points", "far_points", "hard_pace", "idle_months")


def _build(tables: Mapping[str, Any], key: str) -> RuleSet:
    own = tables[key]
    base = _build(tables, own["base"]) if "base" in own else None
    cases = dict(base.cases) if base else {}
    for case, row in (own.get("cases", {}) if base or key == "default" else tables["default"]["cases"] | own.get("cases", {})).items():
        before = cases.get(case)
        cases[case] = Case(**({k: getattr(before, k) for k in _CASE} if before else {"short": ""}) | row)
    return RuleSet(
        key,
        own.get("name", key),
        own.get("source", ""),
        own.get("soon_workdays", own.get("soon_days", base.soon if base else 30)),
        "soon_workdays" in own or (base is not None and base.soon_in_workdays and "soon_days" not in own),
        own.get("vague_months", base.vague_months if base else None),
        PaceRules(**({k: getattr(base.pace, k) for k in _PROGRESS} if base else {}) | own.get("progress", {})),
        cases,
        tables["doubts"],
        re.compile("|".join(f"(?:{p})" for p in tables["long_running"]["patterns"])),
        tables["when"],
    )


def explained(rules: RuleSet) -> Iterator[tuple[str, Case]]:
    """(in which situation, how it is lit) for every case that can happen under ``rules``, in the order of the page."""
    figures = {k: getattr(rules.pace, k, None) for k in _FIGURES} | {"near": rules.near, "vague_months": rules.vague_months}
    figures["limit"] = rules.limit.name if rules.limit else ""
    shown = {k: f"{v:g}" if isinstance(v, (int, float)) else v for k, v in figures.items()}
    for case, words in rules.when.items():
        if (case.startswith("default_") and not rules.limit) or (case in _NEEDS and figures[_NEEDS[case]] is None):
            continue
        yield words.format_map(shown), rules.cases[case]
