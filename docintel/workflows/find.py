"""Questions to the library: one, or a batch of them. The command line, the API and the page ask here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from docintel.domain.criteria import All, AnyOf, Criterion, Not, said
from docintel.domain.papers import KIND_NAMES
from docintel.domain.passages import Filters, Found, Hit
from docintel.domain.standing import STATE_NAMES, as_day
from docintel.errors import BadInput
from docintel.search.atoms import names
from docintel.search.criteria import read
from docintel.search.groups import benefit_names
from docintel.workflows import json_lines
from docintel.workflows.indexing import catch_up, index

LIMIT = 10
AT_ONCE = 40  # papers that a single question takes into the index before it answers
NUMBERS = "numbers"
"""The option that holds conditions on figures as text: 补贴比例≥50%."""
_SHAPE = '请给出 UTF-8 的 JSON Lines，每行 {"qid": …, "query": …}'
_YES_NO = ("has_deadline", "has_target")
_KNOWN = {f.name for f in fields(Filters)} - {"criterion"}
_TRUTH = {"true": True, "1": True, "yes": True, "是": True, "false": False, "0": False, "no": False, "否": False}


@dataclass(frozen=True, slots=True)
class Asked:
    """A row of a batch of questions."""

    qid: str
    query: str
    filters: Filters


def filters_of(options: Mapping[str, Any], base: Filters | None = None) -> Filters:
    """Filters from options by name, laid over ``base``: text, days as text or date, true and false; empty ones and unknown names are passed
    over. ``numbers`` is a condition as text. Raises BadInput for one that cannot be read.
    """
    given: dict[str, Any] = {}
    for name, value in options.items():
        if value is None or value == "" or not isinstance(value, (str, bool, date)):
            continue
        if name == NUMBERS:
            understood = read(str(value))
            if understood.criterion is None or understood.words:
                why = "；".join(understood.notes) or "没有读出数字条件"
                raise BadInput(f"数字条件“{value}”没有读懂（{why}）；请写成 补贴比例≥50% 且 上限≥50万 的样子")
            given["criterion"] = understood.criterion
        elif name in _YES_NO:
            truth = value if isinstance(value, bool) else _TRUTH.get(str(value).lower())
            if truth is None:
                raise BadInput(f"{name} 只能是 true 或 false，不能是“{value}”")
            given[name] = truth
        elif name in _KNOWN and not isinstance(value, bool):
            given[name] = value.isoformat()[:10] if isinstance(value, date) else value
    return replace(base or Filters(), **given)


def find(query: str, filters: Filters | None = None, limit: int = LIMIT, *, meaning: bool = True) -> Found:
    """The passages that answer ``query``, best first, with facets; a note says when papers still wait for the index.

    Conditions on figures in the query filter; a note says how it was read. Without other words what passes is listed, newest papers first.
    Without ``meaning`` by words alone.
    """
    waiting = catch_up(AT_ONCE)
    found = _ask(query, filters or Filters(), limit, meaning=meaning, faceted=True)
    return replace(found, notes=(*found.notes, f"还有{waiting}份公文等待进入索引，结果可能不全")) if waiting else found


def standing(hit: Hit, filters: Filters) -> dict[str, str]:
    """Where a hit's paper stands today, or on the day that was asked for: ``state``, ``name``, ``words``, and what ``replaced`` it."""
    found = hit.passage.standing(as_day(filters.on) or date.today())
    replaced = hit.passage.repealed_doc if found.reason == "repealed" else ""
    return {"state": found.state, "name": STATE_NAMES[found.state], "words": found.words, "replaced": replaced}


FILTER_NAMES = {
    "region": "地区",
    "kind": "文种",
    "status": "效力",
    "issuer": "发文机关",
    "since": "成文不早于",
    "until": "成文不晚于",
    "on": "按哪一天的效力",
    "owner": "责任单位",
    "benefit_kind": "支持方式",
    "beneficiary": "支持对象",
    "has_deadline": "完成时限",
    "has_target": "量化指标",
}
"""Filters that people choose → what they are called."""
SIGNS = {"≥": "不低于", "≤": "不高于", "＞": "高于", "＜": "低于", "＝": "等于"}


def in_words(name: str, value: str) -> str:
    """A filter's value as people say it."""
    if name in _YES_NO:
        return "写明" if _TRUTH.get(value.lower()) else "没有写明"
    return {"kind": KIND_NAMES, "benefit_kind": benefit_names(), "status": STATE_NAMES}.get(name, {}).get(value, value.removeprefix("="))


def figure_names() -> tuple[str, ...]:
    """The figures that a condition may be about."""
    return tuple(dict.fromkeys(name.label for name in names().values()))


def condition(name: str, sign: str, value: str, unit: str = "") -> str:
    """A condition as it is written into a question. Raises BadInput where it cannot be read."""
    known = names().get(name)
    dated = known is not None and "due" in known.kinds
    written = f"{name}{sign}{value.strip()}{'' if dated else unit.strip()}"
    understood = read(written)
    if understood.criterion is None or understood.words:
        kind, example = ("日期", "2025-12-31 或 2025年底") if dated else ("数值", "50、1.5 或 50~70")
        raise BadInput(f"“{value.strip() or '（空）'}”不是可以比较的{kind}；请写成 {example} 的样子")
    return written


def joined(query: str, join: str, written: str) -> str:
    """The question with one more condition; ``join``: 且, 或, 且 非."""
    if not query.strip():
        join = join.removeprefix("且") if join != "或" else ""
    return " ".join(part for part in (query.strip(), join.strip(), written) if part)


def explain(query: str) -> tuple[str, ...]:
    """How the query would be read, a line each."""
    understood = read(query)
    return understood.notes or (f"没有数字条件，全部按词和意思查找：{understood.words}",)


def find_batch(questions: Iterable[Asked], limit: int = LIMIT) -> Iterator[tuple[Asked, Found]]:
    """Each question with what was found, in order."""
    catch_up()
    for asked in questions:
        yield asked, _ask(asked.query, asked.filters, limit)


def _ask(query: str, filters: Filters, limit: int, *, meaning: bool = True, faceted: bool = False) -> Found:
    def search(words: str, criterion: Criterion | None) -> Found:
        asked = [c for c in (filters.criterion, criterion) if c is not None]
        both = All(tuple(asked)) if len(asked) > 1 else next(iter(asked), None)
        return index().search(words, replace(filters, criterion=both), limit, meaning=meaning, faceted=faceted)

    understood = read(query)
    found = search(understood.words, understood.criterion)
    if not found.hits and understood.criterion is not None:
        found = _widened(search, query, understood.words, understood.criterion)
    return replace(found, notes=(*understood.notes, *found.notes))


def _widened(search: Callable[[str, Criterion | None], Found], query: str, words: str, criterion: Criterion) -> Found:
    """What meets a part of the condition, else what the words find; the whole question where it has no other words."""
    parts = [c for c in criterion.of if not isinstance(c, Not)] if isinstance(criterion, All) else []
    if len(parts) > 1:
        found = search(words, AnyOf(tuple(parts)))
        if found.hits:
            return replace(found, no_answer=True, notes=(f"没有同时符合“{said(criterion)}”的条款，以下只符合其中一部分", *found.notes))
    found = search(words or query, None)
    note = f"没有符合“{said(criterion)}”的条款"
    if not found.hits:
        return Found((), True, (note,))
    return replace(found, no_answer=True, notes=(f"{note}，以下未按数字条件筛选", *found.notes))


def read_questions(file: Path, filters: Filters | None = None) -> list[Asked]:
    """Questions from JSON lines ``{"qid", "query"}`` or from a JSON object whose ``queries`` is a list of such rows.

    A row may hold ``"filters": {"region": …}`` with fields of :class:`Filters` and ``numbers``, each laid over ``filters``; names it does
    not know are passed over. Raises BadInput naming the line.
    """
    return [_asked(where, row, filters or Filters()) for where, row in _rows(file)]


def _rows(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        whole = json.loads(json_lines.text_of(file))
    except json.JSONDecodeError:
        whole = None
    if isinstance(whole, dict) and isinstance(whole.get("queries"), list):
        return ((f"{file} 第{n}问", row) for n, row in enumerate(whole["queries"], 1))
    return json_lines.read(file)


def _asked(where: str, row: Any, filters: Filters) -> Asked:
    if not isinstance(row, dict) or not isinstance(row.get("query"), str):
        raise BadInput(f"{where}没有 query；{_SHAPE}")
    own = row.get("filters")
    try:
        return Asked(str(row.get("qid", where)), row["query"], filters_of(own if isinstance(own, dict) else {}, filters))
    except BadInput as error:
        raise BadInput(f"{where}：{error}") from error
