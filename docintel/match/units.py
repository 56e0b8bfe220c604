"""Sums per person, piece, square metre: times the count of the profile; lists of them (发明专利8000元/件;实用新型1000元/件) add up."""

from __future__ import annotations

import re
from dataclasses import replace

from docintel.domain.enterprises import Payout
from docintel.domain.expressions import NumberFrame
from docintel.match.asking import Asking
from docintel.match.clause import Clause
from docintel.match.overlap import best_share, telling
from docintel.match.portrait import Known, money, stem
from docintel.text.numerals import parse_number

_KIN = {
    "人": ("人", "名"),
    "名": ("人", "名"),
    "件": ("件", "项", "个"),
    "个": ("个", "件"),
    "平方米": ("平方米",),
    "台": ("台", "套"),
    "亩": ("亩",),
}
_EACH = re.compile(r"(?:每|一)(件|项|名|人|台|辆|亩)[^，；]{0,8}$")
_STAGE = re.compile(r"申请费?|获得|授权后?|资助|补助|奖励|再")
_N = r"(?:\d+|[一二三四五六七八九十]+)"
_STEP = re.compile(
    rf"({_N})人(?:（[^）]*）)?及?以下的?[，]?按?(?:每招用1人|每人)[^\d]{{0,4}}(\d+)元[^；;，]*[；;，][^；;]*?{_N}人(?:（[^）]*）)?及?以上的?[，]?每增加[1一]?人"
    rf"[^\d]{{0,6}}(\d+)元"
)
_MOST = re.compile(r"(?:总额)?(?:最高|不超过)+(\d+(?:\.\d+)?)万元")


def payout(text: str, ask: str, per: list[NumberFrame], caps: list[NumberFrame], asking: Asking) -> Payout | None:
    """The sum over the counted things that the profile states; None when it states none."""
    total, ceiling, words = 0.0, False, []
    for frame in per:
        known = _count(frame, text, ask, asking, len(per) > 1)
        if known is None or known.value is None or frame.value is None:
            continue
        months = 12 if "月" in (frame.per or "") else 1
        total += known.value * frame.value * months
        ceiling = ceiling or frame.comparator in ("le", "lt")
        words.append(f"{known.value:g}{known.unit}×{frame.value:g}元" + ("×12月" if months > 1 else ""))
    if not words:
        return None
    cap = min((c.value for c in caps if c.value is not None and c.value > max(f.value or 0.0 for f in per)), default=None)
    value = min(total, cap) if cap is not None else total
    tail = "" if cap is None else f"，超过上限，取{money(cap)}" if total > cap else f"，未超{money(cap)}"
    return Payout(0.0 if ceiling else value, value, "+".join(words) + f"={money(total)}" + tail)


def _count(frame: NumberFrame, text: str, ask: str, asking: Asking, several: bool) -> Known | None:
    """The count of the profile in the frame's unit whose words stand before the sum (or in the condition)."""
    unit = (frame.per or "").split("·")[0]
    stretch = re.split(r"[；;]", text[: frame.span.start])[-1][-40:]
    near = re.sub(r"由[^，]*(?:资金|财政|部门)", "", re.split(r"[，,]", stretch)[-1])
    best: tuple[float, Known] | None = None
    for known in _counts(unit, asking):
        wide = best_share(stretch, known.label)[0] if telling(stretch) else 0.0
        if several:
            score = best_share(_STAGE.sub("", stretch), known.label)[0]
            score = score + _stage(near, known.label) if score >= 0.6 else 0.0
        else:
            score = max([best_share(a, known.label)[0] for a in (near, *ask.split("，")) if telling(a)], default=0.0) + 0.3 * wide
        if score >= 0.34 and (best is None or score > best[0]):
            best = (score, known)
    return _both_years(text, best[1], asking) if best else None


def _stage(near: str, label: str) -> float:
    """申请 and 授权 are different things counted of one patent."""
    return sum(0.4 if w in label else -0.4 for w in ("申请", "授权") if w in near)


def _counts(unit: str, asking: Asking) -> list[Known]:
    """The profile's counts in a unit."""
    kin = _KIN.get(unit, (unit,))
    return [k for k in asking.firm.knowns if k.kind != "derived" and k.value is not None and not k.denied and k.unit in kin]


def _both_years(text: str, known: Known, asking: Asking) -> Known:
    """The sum over the years when the clause asks for it (两年共接收…)."""
    if not re.search(r"[两二]年(?:共|累计|合计)", text):
        return known
    same = [k for k in _counts(known.unit or "", asking) if stem(k.label) == stem(known.label) and k.year]
    return replace(known, value=sum(k.value or 0.0 for k in same)) if len(same) == 2 else known


def counted(ask: str, sums: list[NumberFrame], asking: Asking) -> Payout | None:
    """注册一件商标 | 奖励2000元: a sum for each one of the counted thing that ends the condition."""
    found = _EACH.search(ask)
    if not found or len(sums) != 1 or sums[0].value is None or sums[0].comparator != "eq":
        return None
    best = max(_counts(found.group(1), asking), key=lambda k: best_share(ask, k.label)[0], default=None)
    if best is None or best.value is None or best_share(ask, best.label)[0] < 0.34:
        return None
    total = best.value * sums[0].value
    return Payout(total, total, f"{best.value:g}{best.unit}×{sums[0].value:g}元={money(total)}")


def is_steps(text: str) -> bool:
    """Whether a clause pays by steps of a head count."""
    return bool(_STEP.search(text))


def steps(clause: Clause, asking: Asking) -> Payout | None:
    """招用3人以下的按每人2000元；4人以上的每增加1人3000元，总额最高不超过3万元."""
    text = clause.clean.text
    found = _STEP.search(text)
    if not found:
        return None
    staff = [k for k in asking.firm.knowns if k.kind == "fact" and k.unit in ("人", "名") and k.value is not None and not k.denied]
    known = max(staff, key=lambda k: best_share("招用在职员工签订劳动合同缴纳社会保险费" + asking.lead[-80:], k.label)[0], default=None)
    first = parse_number(found.group(1))
    if known is None or known.value is None or first is None:
        return None
    low, high = min(known.value, first), max(known.value - first, 0.0)
    total = low * float(found.group(2)) + high * float(found.group(3))
    cap = _MOST.search(text, found.end())
    value = min(total, float(cap.group(1)) * 10_000) if cap else total
    return Payout(value, value, f"前{low:g}人×{found.group(2)}元+后{high:g}人×{found.group(3)}元={money(value)}")
