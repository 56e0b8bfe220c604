"""What the enterprise would get now from its facts, in CNY (MATCH_CONVENTIONS 9), with a formula a clerk can check.

fixed: min = max. 最高/不超过 alone: 0 to the ceiling. 不低于: from, no end. rate × base: the product, cut at the ceiling;
no base in the profile: None.
Tiers: the one the firm is in. Sums per person or piece: times the count. Loans, guarantees, tax, services: None.
"""

from __future__ import annotations

import re

from docintel.domain.enterprises import ConditionResult, Payout
from docintel.domain.expressions import NumberFrame
from docintel.match import interest, tiers, units
from docintel.match.asking import Asking
from docintel.match.bases import base_of, base_words
from docintel.match.clause import Branch, Clause
from docintel.match.portrait import Known, money
from docintel.text.amounts import find_numbers

_NO_SUM = re.compile(
    r"免征|所得税|增值税|税前|信用额度|担保额|担保费率|授信|贷款额度|额度最高|无抵押|信用贷款|元[^，]{0,6}贷款(?!贴息)|融资担保|百分点|创业担保贷款$|租金减免|(?:免除|减免)[^，]{0,12}个?月"
)
_SUBSIDY = re.compile(r"给予|补贴|补助|奖励|奖补|资助|贴息|返还|支持|配套|经费|补")
_TOTAL = re.compile(r"总额[^，；]{0,6}(?:不超过|最高)[^，；]*$")
_RECIPIENT = ("户", "家", "企业", "单位", "年", "次", "项目", "项", "个", "")


def payout(branch: Branch, clause: Clause, asking: Asking, conditions: tuple[ConditionResult, ...], *, conditional: bool) -> Payout | None:
    """The sum of the branch that applies; ``conditional`` when something is still open (若符合)."""
    text = "，".join(p.text for p in branch.pays)
    if not text or (_NO_SUM.search(text) and not re.search(r"贴息", text)) or not _SUBSIDY.search(clause.clean.text):
        return None
    found = _sum(text, branch, clause, asking, conditions)
    if found is None or not conditional:
        return found
    return Payout(found.min, found.max, f"若符合：{found.formula}")


def _sum(text: str, branch: Branch, clause: Clause, asking: Asking, conditions: tuple[ConditionResult, ...]) -> Payout | None:
    frames = tuple(f for f in find_numbers(text) if f.type in ("money", "percent"))
    rates = [f for f in frames if f.type == "percent" and f.value is not None]
    sums = [f for f in frames if f.type == "money" and not _is_base(text, f)]
    ask = "，".join(p.text for p in branch.asks)
    if rates and re.search(r"利率|利息|LPR", text) and not any("利息" in k.label and k.unit == "CNY" for k in asking.firm.knowns):
        return interest.payout(text, ask, rates[0], sums, asking)
    steps = units.steps(clause, asking)
    if steps:
        return steps
    if rates:
        return _rated(text, ask, rates, sums, asking=asking, conditions=conditions)
    per = [f for f in sums if _per_unit(f)]
    if per:
        return _per(text, ask, per, sums, clause=clause, asking=asking)
    counted = units.counted(ask, sums, asking)
    if counted:
        return counted
    if len(sums) > 1 and (tier := tiers.choose(sums, ask, text, clause.clean.text, asking=asking, conditions=conditions)):
        return _plain([tier[0]], tier[1])
    return _plain(sums, "")


def _per_unit(frame: NumberFrame) -> bool:
    return bool(frame.per) and frame.per not in _RECIPIENT and frame.type == "money"


def _per(text: str, ask: str, per: list[NumberFrame], sums: list[NumberFrame], *, clause: Clause, asking: Asking) -> Payout | None:
    """Sums per counted thing; a clause of nothing else adds up over all its branches."""
    whole = clause.clean.text
    every = [f for f in find_numbers(whole) if f.type == "money" and not _TOTAL.search(whole[: f.span.end])]
    if len(every) > len(per) and all(_per_unit(f) for f in every):
        return units.payout(whole, ask, every, [], asking)
    return units.payout(text, ask, per, [f for f in sums if f not in per and f.comparator == "le"], asking)


def _is_base(text: str, frame: NumberFrame) -> bool:
    """A sum that measures something else than the benefit (投资300万元的项目)."""
    return bool(re.match(r"[^，]{0,4}(?:以上|以下|及以上)?的(?:部分|项目|企业|贷款)", text[frame.span.end :]))


def _plain(sums: list[NumberFrame], why: str) -> Payout | None:
    """Sums without a rate: fixed, ceiling, floor, range."""
    note = f"（{why}）" if why else ""
    fixed = [f for f in sums if f.comparator in ("eq", "approx") and f.value is not None]
    ranged = [f for f in sums if f.comparator == "range" and f.min is not None and f.max is not None]
    high = min((f.value for f in sums if f.comparator in ("le", "lt") and f.value is not None), default=None)
    low = max((f.value for f in sums if f.comparator in ("ge", "gt") and f.value is not None), default=None)
    if ranged:
        a, b = float(ranged[0].min or 0), float(ranged[0].max or 0)
        return Payout(a, b, f"{money(a)}至{money(b)}{note or '，分档未载'}")
    if fixed:
        value = float(fixed[0].value or 0)
        value = min(value, high) if high is not None and high > 0 else value
        return Payout(value, value, f"定额{money(value)}{note}")
    if low is not None and high is not None:
        return Payout(low, high, f"最低{money(low)}、最高{money(high)}{note}")
    if high is not None:
        return Payout(0.0, high, f"最高{money(high)}{note}")
    if low is not None:
        return Payout(low, None, f"不低于{money(low)}{note}")
    return None


def _rated(
    text: str, ask: str, rates: list[NumberFrame], sums: list[NumberFrame], *, asking: Asking, conditions: tuple[ConditionResult, ...]
) -> Payout | None:
    """rate × base, cut at the ceiling and raised to the floor."""
    rate = rates[0]
    bases = base_of(base_words(text, rate), ask, asking, conditions)
    if not bases or rate.value is None:
        return None
    base = sum(k.value or 0.0 for k in bases)
    cap = min((f.value for f in sums if f.comparator in ("le", "lt") and f.value is not None), default=None)
    return product(base, _shown(bases), rate, cap)


def _shown(bases: tuple[Known, ...]) -> str:
    parts = [money(k.value or 0.0) for k in bases]
    return f"（{'+'.join(parts)}）" if len(parts) > 1 else parts[0]


def product(base: float, shown: str, rate: NumberFrame, cap: float | None) -> Payout:
    """base × rate with the words 以上, 以下 and the ceiling taken into account."""
    value = base * float(rate.value or 0.0) / 100
    formula = f"{shown}×{rate.value:g}%={money(value)}"
    cut = min(value, cap) if cap is not None else value
    if rate.comparator in ("ge", "gt"):
        return Payout(cut, cap, f"{formula}起（{rate.span.text}）" + (f"，最高{money(cap)}" if cap is not None else "，上限未载"))
    tail = "" if cap is None else f"，超过上限，取{money(cap)}" if value > cap else f"，未超{money(cap)}"
    if rate.comparator in ("le", "lt"):
        return Payout(0.0, cut, f"不超过{formula}{tail}")
    return Payout(cut, cut, formula + tail)
