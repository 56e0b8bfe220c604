"""Past and future cues of a clause (guide §3) and the other cues that decide its label (guide §2)."""

from __future__ import annotations

import re
from functools import lru_cache

from docintel.extract import lexicon
from docintel.extract.phrases import is_future_jiang
from docintel.text.cue import cue

PAST = lexicon.Told("past")
FUTURE = lexicon.Told("future")


def past(text: str, verb: int | None = None, forward: bool = False) -> str:
    """'p' = a cue that opens a retrospective scope, 'c' = one of its own clause, '' = none.

    ``verb``: where the governing verb begins; a 已/了 behind it or inside its 对/将 phrase belongs to an attribute (用好已出台的政策).
    ``forward``: the scope looks forward, so 累计 and 先后 alone do not look back.
    """
    out = ""
    for found, reach in _found(text):
        if reach == "p":
            return "p"
        if _looks_back(text, found, reach, verb, forward):
            out = "c"
    return out


def _looks_back(text: str, found: re.Match[str], reach: str, verb: int | None, forward: bool) -> bool:
    if forward and (reach == "r" or (verb is not None and found.start() > verb + 1 and _INSIDE.match(text, found.start()))):
        return False
    return not _attributive(text, found, verb)


def past_words(text: str, verb: int | None = None, forward: bool = False) -> str:
    """The words by which :func:`past` decides; "" where it finds none."""
    told = [found for found, reach in _found(text) if reach == "p"] or [
        found for found, reach in _found(text) if _looks_back(text, found, reach, verb, forward)
    ]
    return told[0].group() if told else ""


@lru_cache(maxsize=64)
def _found(text: str) -> tuple[tuple[re.Match[str], str], ...]:
    """The cues of a clause with their reach; asked twice for each clause, once for its scope and once for itself."""
    reach = lexicon.rows("past")
    return tuple((found, reach[n][1]) for n, found in PAST.found(text))


def _attributive(text: str, found: re.Match[str], verb: int | None) -> bool:
    if "了" in found.group():
        return False
    if found.group()[0] == "已" and _OLD.match(text, found.start()):
        return True
    if re.match(r"(?:并|还|同时)?(?:对|[将把](?=[^，]*的))", text) and "的" in text[found.end() : verb] and found.group()[0] == "已":
        return True  # 对已登记的车辆设置过渡期
    if verb is None:
        return False
    behind = found.start() > verb and "的" in text[found.end() - 1 :]  # 已建的 holds its 的
    return behind or (found.start() < verb and bool(re.match(r"[对将把用向为给]", text[: found.start()][-3:] or " ")) and found.start() > 0)


_INSIDE = re.compile(r"已(?!达|超|近|占|累计|[增升降]|[一-龥]{0,4}\d)|[当目]前")
"""整合各部门已有系统, 评估企业当前水平: behind a verb that looks forward, an attribute of its object."""
_OLD = re.compile(r"已经?[一-龥]{1,3}的(?=[一-龥])|已经?[一-龥]{2}[一-龥]{2,6}(?=由(?!于)|按|应|须|要|予以|一律|限期|继续)")
"""已拨付资金由原渠道收回, 已经报送的予以调整: what is done is but the thing that something will be done with."""
_FUTURE = cue(r"将(?!军|近|来|相)")


def future(text: str) -> bool:
    """Whether the clause holds a cue that opens a prospective scope."""
    if FUTURE.told(text):
        return True
    return "将" in text and any(is_future_jiang(text, m.start()) for m in _FUTURE.finditer(text))


def future_words(text: str) -> str:
    """The words by which :func:`future` decides; "" where it finds none."""
    row = FUTURE.row(text)
    return row[1].group() if row else "将" if future(text) else ""
