"""What the columns of a task table hold, told by their heads (data/task_columns.tsv), and whether a table is one of tasks at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

HEAD_LONGEST = 24
"""A longer cell, blanks left out, is no column's head."""
_DETAIL = re.compile(r"举措|措施|内容|要求|做法|要点|步骤|安排|具体(?!任务|事项)")
_LISTED = ("lead", "responsible", "support", "co")


def _data(name: str) -> tuple[tuple[str, str], ...]:
    text = files("docintel.structure").joinpath("data", f"{name}.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return tuple((row[0], row[1]) for row in rows)


@cache
def _columns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((role, re.compile(pattern)) for role, pattern in _data("task_columns"))


@cache
def sign(key: str) -> re.Pattern[str]:
    """The pattern that data/task_signs.tsv holds under ``key``."""
    return re.compile(dict(_data("task_signs"))[key])


def bare(words: str) -> str:
    """A cell's words without white space."""
    return re.sub(r"\s", "", words)


@cache
def role_of(head: str) -> str | None:
    """The role of a column by its head (blanks left out); None: the words name no column that is known."""
    words = re.sub(r"[（(][^（）()]*[)）]$", "", head) or head
    if not words or len(head) > HEAD_LONGEST or re.search(r"[。；;！？]|\d[.、]", head):
        return None
    return next((role for role, pattern in _columns() if pattern.search(words)), None)


@dataclass(frozen=True, slots=True)
class Columns:
    """The roles of a table's columns, in order: those of data/task_columns.tsv, with ``act`` told apart as path, task and measure."""

    roles: tuple[str | None, ...]
    inside: tuple[bool, ...]  # owner columns of offices inside a body

    def of(self, *roles: str) -> tuple[int, ...]:
        """The columns with one of ``roles``, from left to right."""
        return tuple(i for i, role in enumerate(self.roles) if role in roles)


def columns_of(heads: Sequence[str], above: Sequence[str] = (), caption: str = "") -> Columns | None:
    """The columns under ``heads``; ``above``: the heads over them in a head of two rows. None: no task table.

    A task table names tasks and who does them, or tasks and when they are due; lists of benefits, services and powers, budgets, statistics
    and accounts of what was done are none.
    """
    upper = list(above) or [""] * len(heads)
    roles = [_one(head, over) for head, over in zip(heads, upper, strict=True)]
    if "against" in roles:
        return None
    acts = _acts(roles, heads)
    owned = any(r in _LISTED for r in roles)
    words = "".join(dict.fromkeys(heads[i] for i in acts))
    dated = any(r == "due" and sign("due").search(heads[i] + upper[i]) for i, r in enumerate(roles))
    strong = bool(sign("strong").search(words)) or "lead" in roles or dated or bool(sign("named").search(caption))
    paid = "money" in roles and not {"lead", "due"} & set(roles)
    dued = dated and bool(sign("strong").search(words))
    if not acts or paid or not ((owned and strong) or dued) or _other(caption):
        return None
    _part(roles, acts, heads)
    inside = tuple(bool(re.search(r"[处科股]室", h)) for h in heads)
    return Columns(tuple("path" if r == "category" else r for r in roles), inside)


def _one(head: str, over: str) -> str | None:
    """A column's role by its own head, with the one over it where its own says too little (责任分工 over 牵头, 单位 …)."""
    own = role_of(head)
    if over and over != head and own in (None, "act", "note", "responsible"):
        both = role_of(over + head)
        return role_of(over) if own is None and both is None else both if own is None or both in _LISTED else own
    return own


def _acts(roles: list[str | None], heads: Sequence[str]) -> list[int]:
    """The columns of tasks and measures; where there is none, a column of indicators or problems that is to be dealt with."""
    acts = [i for i, r in enumerate(roles) if r == "act"]
    if not acts:
        goals = [i for i, r in enumerate(roles) if r == "target"]
        if len(goals) > 1 or (goals and re.search("任务", heads[goals[0]])):
            roles[goals[0]] = "act"
            return goals[:1]
    return acts


def _part(roles: list[str | None], acts: list[int], heads: Sequence[str]) -> None:
    """Tell the columns of tasks, of measures and of what only groups apart: 重点任务 | 具体事项 | 工作举措, whatever their order."""
    detail = {heads[i]: bool(_DETAIL.search(heads[i])) for i in acts}
    order = sorted(detail, key=lambda head: detail[head])
    plain = [head for head in order if not detail[head]]
    grouped = len(plain) > 1 and len(order) > 2
    task = order[1] if grouped else order[0]
    for i in acts:
        roles[i] = "task" if heads[i] == task else "path" if grouped and heads[i] == order[0] else "measure"
    if len(order) == 1 and len(acts) > 1:  # one head over a narrow column of names and a wide one of what is to be done
        roles[acts[-1]] = "measure"


def _other(caption: str) -> bool:
    """Whether the caption names an account of what was done, or a list of another kind (statistics, benefits, services, names)."""
    if sign("past").search(caption) and not sign("ahead").search(caption):
        return True
    return bool(sign("other").search(caption)) and not sign("ours").search(caption)
