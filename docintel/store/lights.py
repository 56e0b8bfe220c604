"""亮灯: a colour and the rule that gave it (law 8). Rule sets are data (data/lights.toml, or a file of the same shape). Pure."""

from __future__ import annotations

import calendar
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from docintel.domain.ledger import STATES, Light
from docintel.errors import BadInput, NotFound

_MONTHS = {"P1M": 1, "P2M": 2, "P3M": 3, "P6M": 6, "P1Y": 12}
_NOT_SETS = ("doubts", "long_running")


@dataclass(frozen=True, slots=True)
class Situation:
    """What a light is decided on. ``recurrence`` holds (words, ISO period) pairs, ``flags`` the doubts about ``due``."""

    state: str
    due: date | None
    words: Sequence[str] = ()
    flags: Sequence[str] = ()
    recurrence: Sequence[tuple[str, str]] = ()
    text: str = ""
    draft: bool = False
    gone: bool = False
    by_person: bool = False


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One office's rules: case → (colour, words), days that count as near, what makes a date doubtful, what has no end."""

    name: str
    soon_days: int
    cases: dict[str, tuple[str, str]]
    doubts: dict[str, str]
    endless: re.Pattern[str]


@cache
def rule_set(name: str = "default") -> RuleSet:
    """The rules called ``name``; a path that ends in .toml is read as a file laid over the known sets. Raises NotFound, BadInput."""
    tables = tomllib.loads(files("docintel.store").joinpath("data", "lights.toml").read_text(encoding="utf-8"))
    if name.endswith(".toml"):
        try:
            own = tomllib.loads(Path(name).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BadInput(f"亮灯规则文件 {name} 读不了（{error}）；请对照 docintel/store/data/lights.toml 改正") from error
        tables |= own
        name = next((k for k in own if k not in _NOT_SETS), "default")
    if name not in tables or name in _NOT_SETS:
        raise NotFound(f"没有名为 {name} 的亮灯规则；现有：{'、'.join(k for k in tables if k not in _NOT_SETS)}")
    return _build(tables, name)


def _build(tables: dict[str, Any], name: str) -> RuleSet:
    own = tables[name]
    base = tables[own["base"]] if "base" in own else tables["default"]
    cases = {case: (row["colour"], row["words"]) for case, row in (base["cases"] | own.get("cases", {})).items()}
    endless = re.compile("|".join(f"(?:{p})" for p in tables["long_running"]["patterns"]))
    return RuleSet(own.get("name", name), int(own.get("soon_days", base["soon_days"])), cases, dict(tables["doubts"]), endless)


def light(now: Situation, today: date, rules: RuleSet) -> Light:
    """The light of a row on ``today``. Endless and undated work is never red; a doubtful date says so."""
    case, fields = _case(now, today, rules)
    colour, words = rules.cases[case]
    joined = "；".join(now.words)
    rule = words.format(state=STATES.get(now.state, now.state).removeprefix("已"), soon=rules.soon_days, **({"words": joined} | fields))
    if case in ("overdue", "today", "soon", "running"):
        doubts = [
            rules.doubts[f].format(words=joined) for f in (*now.flags, *(["by_person"] if now.by_person else [])) if f in rules.doubts
        ]
        rule += f"（{'；'.join(doubts)}）" if doubts else ""
    return Light(colour, rule)


def _case(now: Situation, today: date, rules: RuleSet) -> tuple[str, dict[str, Any]]:
    if now.state == "rejected":
        return "rejected", {}
    if now.state in ("done", "closed"):
        return "closed", {}
    if now.gone:
        return "gone", {}
    if now.draft:
        return "draft", {}
    if now.due:
        left = (now.due - today).days
        case = "overdue" if left < 0 else "today" if left == 0 else "soon" if left <= rules.soon_days else "running"
        return case, {"due": now.due.isoformat(), "days": abs(left)}
    if now.recurrence:
        return _recurring(now.recurrence[0], today, rules)
    if endless := next((m for w in (*now.words, now.text) if (m := rules.endless.search(w))), None):
        return "long_running", {"words": endless.group()}
    if "vague" in now.flags and now.words:
        return "vague", {}
    return ("unresolved" if now.words else "undated"), {}


def _recurring(recurrence: tuple[str, str], today: date, rules: RuleSet) -> tuple[str, dict[str, Any]]:
    words, every = recurrence
    ends = period_end(every, today)
    if ends is None:
        return "recurring_open", {"words": words}
    left = (ends - today).days
    near = left <= min(rules.soon_days, _MONTHS.get(every, 1) * 5)  # a month's work is near its end for 5 days, not for all of it
    return ("recurring_soon" if near else "recurring"), {"words": words, "due": ends.isoformat(), "days": left}


def period_end(every: str, today: date) -> date | None:
    """The last day of the running calendar period of ``every`` (ISO duration); None for periods that the calendar does not fix."""
    if every in ("P1W", "P7D"):
        return today + timedelta(days=6 - today.weekday())
    months = _MONTHS.get(every)
    if months is None:
        return None
    last = ((today.month - 1) // months + 1) * months
    return date(today.year, last, calendar.monthrange(today.year, last)[1])
