"""Interest subsidies: loan × its rate × share × years, when the profile states loan and rate; else the ceiling alone or None."""

from __future__ import annotations

import re

from docintel.domain.enterprises import Payout
from docintel.domain.expressions import NumberFrame
from docintel.match.asking import Asking
from docintel.match.portrait import Known, money

_RATE = re.compile(r"(?:利率|年化|LPR)[^\d]{0,6}(\d+(?:\.\d+)?)%")
_MONTHS = re.compile(r"(\d+)个月")
_YEARS = re.compile(r"(\d+)年")


def payout(text: str, ask: str, share: NumberFrame, sums: list[NumberFrame], asking: Asking) -> Payout | None:
    """One year's subsidy at most; None when the profile gives no loan with its rate."""
    loan = next((k for k in asking.firm.knowns if k.unit == "CNY" and k.value and "贷款" in k.label and _RATE.search(k.label)), None)
    if loan is None or share.value is None or loan.value is None:
        return None
    rate = float(_RATE.findall(loan.label)[0])
    years = min(1.0, _years(loan))
    value = loan.value * rate / 100 * share.value / 100 * years
    cap = min((f.value for f in sums if f.comparator in ("le", "lt") and f.value is not None), default=None)
    cut = min(value, cap) if cap is not None else value
    part = "" if share.value == 100 else f"×{share.value:g}%"
    tail = "" if cap is None else f"，超过上限，取{money(cap)}" if value > cap else f"，未超{money(cap)}"
    low = 0.0 if share.comparator in ("le", "lt") else cut
    return Payout(low, cut, f"{money(loan.value)}×{rate:g}%{part}×{years:g}年={money(value)}{tail}")


def _years(loan: Known) -> float:
    months = _MONTHS.search(loan.label)
    if months:
        return int(months.group(1)) / 12
    years = _YEARS.search(re.sub(r"20\d\d年", "", loan.label))
    return float(years.group(1)) if years else 1.0
