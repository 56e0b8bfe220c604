"""What an enterprise can get: its profile against every benefit of the library (``docintel match``, the match page, the API)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from docintel import match as room
from docintel.domain.enterprises import Enterprise, Payout, Verdict
from docintel.domain.offers import Offer
from docintel.errors import BadInput
from docintel.store import sources


@dataclass(frozen=True, slots=True)
class Advice:
    """An enterprise's verdicts, best first, and ``notes`` for people: needs that nothing covers, papers not yet in force."""

    profile: str
    name: str
    as_of: date
    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...] = ()


def load_profiles(paths: Iterable[Path]) -> tuple[Enterprise, ...]:
    """The profiles of JSON files: one object, a list, or ``{"profiles": [...]}``. Raises BadInput naming file and field."""
    out: list[Enterprise] = []
    for path in paths:
        try:
            data = json.loads(path.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise BadInput(f"{path}：无法读取（{error.strerror}）；请检查路径") from error
        except ValueError as error:
            raise BadInput(f"{path}：不是有效的 JSON（{error}）；请检查文件内容") from error
        try:
            out.extend(room.read_profiles(data))
        except BadInput as error:
            raise BadInput(f"{path}：{error}") from error
    return tuple(out)


def advise(enterprises: Sequence[Enterprise], as_of: date | None = None, limit: int = room.LIMIT) -> tuple[Advice, ...]:
    """Advice for each enterprise, in order; the day is ``as_of``, else the profile's own, else today."""
    if not enterprises:
        return ()
    offers = _offers(enterprises)
    return tuple(_advice(e, offers, as_of or e.as_of or date.today(), limit) for e in enterprises)


def advise_one(profile: Any, as_of: date | None = None) -> Advice:
    """Advice for one profile as parsed JSON. Raises BadInput naming the field that is wrong."""
    return advise((room.read_profile(profile),), as_of)[0]


def _offers(enterprises: Sequence[Enterprise]) -> tuple[Offer, ...]:
    """The library's offers of the places that may hold one of the enterprises."""
    places = [room.place_of_enterprise(e) for e in enterprises]
    near = [r for r in sources.regions() if any(room.may_hold(r, place) for place in places)]
    return tuple(sources.offers(near))


def _advice(enterprise: Enterprise, offers: Sequence[Offer], as_of: date, limit: int) -> Advice:
    verdicts = room.match(enterprise, offers, as_of, limit)
    return Advice(enterprise.id, enterprise.name, as_of, verdicts, tuple(_notes(enterprise, offers, verdicts)))


def _notes(enterprise: Enterprise, offers: Sequence[Offer], verdicts: Sequence[Verdict]) -> list[str]:
    notes = []
    if not offers:
        notes.append("库中没有适用于该企业所在地区的惠企条款；请先用 docintel ingest 读入当地政策文件")
    if not room.place_of_enterprise(enterprise):
        notes.append("画像未写明所在地区，只能给出待核实的结果；请填写 region")
    notes += [f"需求“{need}”：没有找到用词相近的现行可用条款，可转有关部门" for need in room.uncovered_needs(enterprise, verdicts)]
    waiting = sum(1 for v in verdicts if v.in_force is False and "尚未生效" in v.why and v.why.startswith("条件相符"))
    if waiting:
        notes.append(f"另有{waiting}条符合但尚未生效（征求意见稿），可关注正式文件")
    return notes


def row(advice: Advice) -> dict[str, Any]:
    """The machine-readable line of an advice (docs/formats.md)."""
    return {
        "profile": advice.profile,
        "as_of": advice.as_of.isoformat(),
        "results": [_result(v) for v in advice.verdicts],
        "notes": list(advice.notes),
    }


def _result(verdict: Verdict) -> dict[str, Any]:
    return {
        "doc": verdict.doc,
        "start": verdict.span.start,
        "end": verdict.span.end,
        "verdict": verdict.verdict,
        "conditions": [
            {"text": c.span.text, "start": c.span.start, "end": c.span.end, "result": c.result, "fact": c.fact or c.missing}
            for c in verdict.conditions
        ],
        "missing": list(verdict.missing),
        "amount": _amount(verdict.amount),
        "in_force": verdict.in_force,
        "why": verdict.why,
        "text": verdict.span.text,
        "title": verdict.title,
        "score": verdict.score,
    }


def _amount(amount: Payout | None) -> dict[str, Any] | None:
    return None if amount is None else {"min": amount.min, "max": amount.max, "formula": amount.formula}
