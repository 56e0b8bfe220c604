"""When a notice is due (data/notices.toml, days by the office's own choice). Pure but for reading the shipped file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from docintel.domain.notices import NOTICE_KINDS
from docintel.errors import BadInput
from docintel.text.workdays import workdays_between

_MOST = 3650


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of notice: days ``before`` the limit, ``after`` it and then ``every`` so many; working days after it was ``sent``."""

    kind: str
    name: str
    title: str
    words: str
    source: str
    today: str = ""
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    every: int = 0
    sent: tuple[int, ...] = ()

    def reached(self, limit: date | None, given: date, today: date) -> tuple[int, int] | None:
        """(the threshold that was passed last, the days that are told), None when no notice is due by now.

        Only the last threshold counts: a program that did not run for a week tells once, not once for each day.
        """
        if self.sent:
            gone = workdays_between(given, today)[0] if today > given else 0
            passed = [n for n in self.sent if gone >= n]
            return (max(passed), gone) if passed else None
        if limit is None:
            return None
        left = (limit - today).days
        if self.before and left >= 0:
            passed = [n for n in self.before if left <= n]
            return (min(passed), left) if passed else None
        if self.after and left < 0:
            late = -left
            passed = [n for n in self.after if late >= n]
            if not passed:
                return None
            last = max(passed)
            if self.every and last == max(self.after):
                last += (late - last) // self.every * self.every
            return last, late
        return None

    def told(self) -> str:
        """时限前30、15、7天; 时限后1、7天，以后每30天."""
        if not (self.sent or self.before or self.after):
            return self.source
        if self.sent:
            return f"交办后{_list(self.sent)}个工作日没有签收" if any(self.sent) else "交办时"
        if self.before:
            return f"时限前{_list(self.before)}天"
        return f"时限后{_list(self.after)}天" + (f"，以后每{self.every}天" if self.every else "")


def _list(days: Sequence[int]) -> str:
    return "、".join(map(str, days))


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Rule]:
    """The rules as shipped."""
    data = tomllib.loads(files("docintel.store").joinpath("data", "notices.toml").read_text(encoding="utf-8"))
    return {kind: Rule(kind, **_fields(row)) for kind, row in data.items()}


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}


def chosen(own: Mapping[str, Any] | None) -> Mapping[str, Rule]:
    """The shipped rules with an office's own days laid over them: {kind: {before, after, every, sent}}; an empty list sends none."""
    rules = dict(shipped())
    for kind, row in (own or {}).items():
        if kind in rules:
            rules[kind] = replace(rules[kind], **_fields(row))
    return rules


def read_days(kind: str, field: str, words: str) -> list[int]:
    """30、15、7 as numbers, without repeats, in the order of the rule. Raises BadInput with what is wrong."""
    parts = [p for p in words.replace("，", "、").replace(",", "、").replace(" ", "、").split("、") if p]
    wrong = [p for p in parts if not re.fullmatch(r"\d{1,4}", p) or int(p) > _MOST]
    if wrong:
        raise BadInput(f"{NOTICE_KINDS[kind]}的天数“{'、'.join(wrong)}”不对；请写成 30、15、7 的样子（0 至 {_MOST}）")
    return sorted({int(p) for p in parts}, reverse=field == "before")
