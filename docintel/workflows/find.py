"""Questions to the library: one, or a batch of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from docintel.domain.passages import Filters, Found, Hit
from docintel.domain.standing import STATE_NAMES, as_day
from docintel.errors import BadInput
from docintel.workflows import json_lines
from docintel.workflows.indexing import catch_up, index

LIMIT = 10
AT_ONCE = 40  # papers that a single question takes into the index before it answers
_SHAPE = '请给出 UTF-8 的 JSON Lines，每行 {"qid": …, "query": …}'
_KNOWN = {f.name for f in fields(Filters)}


@dataclass(frozen=True, slots=True)
class Asked:
    """A row of a batch of questions."""

    qid: str
    query: str
    filters: Filters


def find(query: str, filters: Filters | None = None, limit: int = LIMIT, *, meaning: bool = True) -> Found:
    """The passages that answer ``query``, best first; a note says when papers still wait for the index.

    Without ``meaning`` by words alone.
    """
    waiting = catch_up(AT_ONCE)
    found = index().search(query, filters or Filters(), limit, meaning=meaning)
    return replace(found, notes=(*found.notes, f"还有{waiting}份公文等待进入索引，结果可能不全")) if waiting else found


def standing(hit: Hit, filters: Filters) -> dict[str, str]:
    """Where a hit's paper stands today, or on the day that was asked for: ``state``, ``name``, ``words``, and what ``replaced`` it."""
    found = hit.passage.standing(as_day(filters.on) or date.today())
    replaced = hit.passage.repealed_doc if found.reason == "repealed" else ""
    return {"state": found.state, "name": STATE_NAMES[found.state], "words": found.words, "replaced": replaced}


def find_batch(questions: Iterable[Asked], limit: int = LIMIT) -> Iterator[tuple[Asked, Found]]:
    """Each question with what was found, in order."""
    catch_up()
    for asked in questions:
        yield asked, index().search(asked.query, asked.filters, limit)


def read_questions(file: Path, filters: Filters | None = None) -> list[Asked]:
    """Questions from JSON lines ``{"qid", "query"}`` or from a JSON object whose ``queries`` is a list of such rows.

    A row may hold ``"filters": {"region": …}`` with fields of :class:`Filters`, each laid over ``filters``; names it does not know are
    passed over. Raises BadInput naming the line.
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
    known = {k: v for k, v in own.items() if k in _KNOWN and isinstance(v, str)} if isinstance(own, dict) else {}
    return Asked(str(row.get("qid", where)), row["query"], replace(filters, **known))
