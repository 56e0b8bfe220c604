"""What a rate applies to: the words before it (按实际支付保费的50%) → the figure of the profile."""

from __future__ import annotations

import re

from docintel.domain.enterprises import ConditionResult
from docintel.domain.expressions import NumberFrame
from docintel.match.asking import Asking
from docintel.match.overlap import best_share, telling
from docintel.match.portrait import Known

LEAST = 0.45
_START = re.compile(r"按照?|给予|返还|补贴|补助|最高|对|省级|市级")
_GROWTH = re.compile(r"增量|净增|增加额|增长部分|新增部分|增加部分")
_AND = re.compile(r"及|和|、")
_MODIFIER = re.compile(r"其|该|企业|单位|实际|年度|总额|金额|的|当年|上一?年度?|标准|部分|各|\d+名")


def base_words(text: str, rate: NumberFrame) -> str:
    """The words that name the base: between 按/给予 and the rate in the same stretch, else the words after it (给予50%的保费补贴)."""
    before = re.split(r"[，；。]", text[: rate.span.start])[-1]
    cuts = [m.end() for m in _START.finditer(before)]
    words = before[cuts[0] :] if cuts else before
    if not words and cuts:
        words = re.sub(r"按照?$", "", before)  # 增量部分按15%
    if telling(_MODIFIER.sub("", words)) or len(words) > 4:
        return words
    after = re.split(r"[，；。]", text[rate.span.end :])[0]
    words = re.sub(r"补贴|补助|奖励|奖补|资助|支持|资金|以下|以上", "", after)
    return "" if re.search(r"(?:财政|贷款)$", words) else words  # 10%的贷款补助 does not say of what


def base_of(words: str, ask: str, asking: Asking, conditions: tuple[ConditionResult, ...]) -> tuple[Known, ...]:
    """The money figures that are the base; several when the words join several (展位费及交通费); () when the profile gives none."""
    growth = bool(_GROWTH.search(words))
    figures = tuple(
        k for k in asking.firm.knowns if k.unit == "CNY" and k.value is not None and not k.denied and (k.kind == "derived") == growth
    )
    parts = [p for p in _AND.split(_MODIFIER.sub("", words)) if len(p) > 1]
    if len(parts) > 1:
        each = tuple(dict.fromkeys(k for p in parts for k in (_best(p, "", figures, (), asking),) if k))
        if len(each) == len(parts):
            return each
    decided = tuple(c.fact or "" for c in conditions)
    best = _best(words, ask, figures, decided, asking)
    return (best,) if best else ()


def _run_of(length: int, words: str, label: str) -> bool:
    """Whether both share a run of characters (支持金额), which counts where the words alone tell nothing."""
    return any(words[i : i + length] in label for i in range(len(words) - length + 1))


def _best(words: str, ask: str, figures: tuple[Known, ...], decided: tuple[str, ...], asking: Asking) -> Known | None:
    """The figure that the base's words, the condition and the facts already used point to."""
    bare = _MODIFIER.sub("", words)
    best: tuple[float, int, Known] | None = None
    for known in figures:
        named = best_share(bare, known.label)[0] if telling(bare) else 0.0
        asked = best_share(ask, known.label)[0] if ask else 0.0
        used = any(known.shown in d for d in decided)
        named = max(named, 0.6 if _run_of(4, words, known.label) else 0.0)
        score = named + (0.6 if telling(bare) else 1.0) * asked + (0.4 if used else 0.0) - (0.2 if known.kind == "base" else 0.0)
        score += 0.6 * best_share(asking.lead[-24:], known.label)[0]
        if named < 0.3 and telling(bare) and not used:
            continue
        rank = (score, known.year or 0)
        if score >= LEAST and (best is None or rank > best[:2]):
            best = (score, known.year or 0, known)
    return best[2] if best else None
