"""Which tier of a list of sums is the firm's: 国家级、省级、市级分别给予A、B、C; 甲级、乙级; 3A、4A、5A; 5000万元以上、2亿元以上."""

from __future__ import annotations

import re

from docintel.domain.enterprises import ConditionResult
from docintel.domain.expressions import NumberFrame
from docintel.match import thresholds
from docintel.match.asking import MET, Asking
from docintel.match.overlap import back_cover, best_share, grades, telling
from docintel.match.portrait import Known
from docintel.text import recognitions

_LEVEL = re.compile(r"(国家|省|市|区|县)(?:级|(?=[、和]))")
_RANK = {"国家": 4, "省": 3, "市": 2, "区": 1, "县": 1}


def choose(
    sums: list[NumberFrame], ask: str, pay: str, whole: str, *, asking: Asking, conditions: tuple[ConditionResult, ...]
) -> tuple[NumberFrame, str] | None:
    """(the sum, why) when the condition lists as many tiers as there are sums; None when they are no tiers."""
    listed = [f for f in sums if f.value is not None]
    count = len(listed)
    decided = _decided(ask, asking, conditions)
    for finder in (_by_level, _by_grade, _by_bound, _by_name):
        found = finder(ask, whole, count, decided, asking)
        if found is not None:
            return listed[found[0]], f"{found[1]}档"
    return _by_prefix(listed, pay, asking)


def _by_prefix(listed: list[NumberFrame], pay: str, asking: Asking) -> tuple[NumberFrame, str] | None:
    """The sum whose own words (国内省外展会不超过0.4万元) the facts speak of; None when none stands out."""
    best: tuple[float, NumberFrame, str] | None = None
    last = 0
    for frame in listed:
        words = re.split(r"[，；、]", re.sub(r"（[^）]*）", "", pay[last : frame.span.start]).strip("、，；"))[-1]
        last = frame.span.end
        score = (
            max((best_share(words, k.label)[0] for k in asking.firm.knowns if k.kind in ("fact", "title")), default=0.0)
            if telling(words)
            else 0.0
        )
        if score >= 0.4 and (best is None or score > best[0] + 0.05):
            best = (score, frame, words)
    return (best[1], f"{best[2]}档") if best else None


def _decided(ask: str, asking: Asking, conditions: tuple[ConditionResult, ...]) -> tuple[Known, ...]:
    """The knowns that met the conditions, those that the condition names first."""
    facts = "；".join(c.fact or "" for c in conditions if c.result == MET)
    used = [k for k in asking.firm.knowns if k.shown and k.shown in facts]
    return tuple(sorted(used, key=lambda k: (k.kind != "title", -back_cover(ask, k))))


def _by_level(ask: str, whole: str, count: int, decided: tuple[Known, ...], asking: Asking) -> tuple[int, str] | None:
    for text in (whole, ask):
        levels = list(dict.fromkeys(_LEVEL.findall(text)))
        if len(levels) != count:
            continue
        for known in decided:
            words = (known.level or "") + known.label
            own = next((w for w in _RANK if w in (known.level or "")), None) or next(
                (w for w in _RANK if f"{w}级" in words or words.startswith(w)), None
            )
            if own in levels:
                return levels.index(own), f"{own}级"
    return None


def _by_grade(ask: str, whole: str, count: int, decided: tuple[Known, ...], asking: Asking) -> tuple[int, str] | None:
    listed = list(dict.fromkeys(grades(ask)))
    if len(listed) != count:
        return None
    for known in (*decided, *asking.firm.titles):
        own = next((g for g in grades(known.label) if g in listed), None)
        if own:
            return listed.index(own), own
    return None


def _by_bound(ask: str, whole: str, count: int, decided: tuple[Known, ...], asking: Asking) -> tuple[int, str] | None:
    asked = [b for b in thresholds.bounds(ask) if b.unit == "CNY"]
    if len(asked) != count:
        return None
    reached = []
    for i, bound in enumerate(asked):
        known = thresholds.figure(bound, ask, asking)
        inside = known and known.value is not None and (bound.low is None or known.value >= bound.low)
        if inside and known and (bound.high is None or (known.value or 0.0) <= bound.high):
            reached.append((bound.low or 0.0, i, bound.words))
    return max(reached)[1:] if reached else None


def _by_name(ask: str, whole: str, count: int, decided: tuple[Known, ...], asking: Asking) -> tuple[int, str] | None:
    pieces = [p for p in re.split(r"、|和|及|或", re.sub(r"（[^）]*）", "", ask)) if p]
    if len(pieces) != count:
        return None
    best: tuple[float, int, str] | None = None
    for i, piece in enumerate(pieces):
        named = {recognitions.title_of(m.group()).id for m in recognitions.title_pattern().finditer(piece)}
        for known in decided:
            score = best_share(piece, known.label)[0] + (1.0 if named & known.ids else 0.0)
            if score >= 0.5 and (best is None or score > best[0]):
                best = (score, i, piece.removesuffix("的"))
    return best[1:] if best else None
