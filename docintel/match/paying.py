"""What the pay part of a clause says about who gets it and whether its standard is set at all."""

from __future__ import annotations

import re

from docintel.domain.enterprises import ConditionResult
from docintel.match import lexicon, subject
from docintel.match.asking import FAILED, MET, UNKNOWN, Asking
from docintel.match.clause import Branch, Clause, Part

_TO = re.compile(r"(?:给予|奖励|补贴给|支付给|发放给|补助给|为)(?:每家|每个|单个|其)?")
_PAID_BODY = re.compile(r"向[^，]{0,8}(?:机构|学校|院校|基地|平台|个人)(?:支付|拨付|发放)")
_THEN = re.compile(r"^(?:＿*$|一次性|\d|每|奖励|补贴|补助|资助|不超过|最高|相应|留用|减免|、|和|，|免|业务)")
_FIGURE = re.compile(r"\d|[一二三四五六七八九十]+(?:万|千|百|折|成|倍|年|个月)")


def paid_to(branch: Branch, clause: Clause, asking: Asking) -> tuple[ConditionResult, ...]:
    """A payee named after the verb (给予用人单位…) or by the nature of the benefit (风险补偿 is for banks, 生活费补贴 for people)."""
    out = []
    for part in branch.pays:
        for s in _receivers(part.text):
            answer = subject.is_for((s,), s.words, asking)
            if answer and (answer.result != MET or answer.rule in ("size", "industry", "title")):
                out.append(_result(part, clause, answer.result, answer.fact, answer.missing))
        other = _PAID_BODY.search(part.text)
        if other:
            out.append(_result(part, clause, FAILED, f"“{other.group()}”的对象不是本企业", None))
        for kind, who, types in (("risk", "金融机构或担保机构", {"bank", "guarantor", "insurer", "fund"}), ("person", "个人", {"person"})):
            found = lexicon.cues(kind).search(part.text)
            if found and not types & asking.firm.types and not (kind == "risk" and re.search(r"对企业|给予企业", part.text)):
                out.append(_result(part, clause, FAILED, f"“{found.group()}”的对象是{who}，不是本企业", None))
    return tuple(out[:1])


def names_firm(clause: Clause) -> bool:
    """Whether a pay part names the firm as receiver (给予用人单位…, 给予业主…)."""
    return any(s.kind == "firm" for part in clause.pays for s in _receivers(part.text))


def _receivers(text: str) -> tuple[subject.Subject, ...]:
    """The first nouns after 给予, 奖励, 为 … that are followed by a sum or a list, not by another noun (给予单位缴费部分…)."""
    verb = _TO.search(text)
    if not verb:
        return ()
    rest = text[verb.end() :]
    named = subject.leading(rest[:24])
    if named and named[0].start == 0 and _THEN.match(rest[named[-1].end :]):
        return named[:1]
    end = re.search(r"资助|奖励|补贴|补助|奖补", rest)  # 给予提供居间服务的运营服务机构资助
    return subject.tail_subjects(rest[: end.start()])[:1] if end and "的" in rest[: end.start()] else ()


def standard(branch: Branch, clause: Clause) -> tuple[ConditionResult, ...]:
    """A subsidy without any figure: whether and how much cannot be told from the paper (方案只定方向)."""
    text = clause.pay_text
    if not branch.pays or not lexicon.cues("subsidy").search(text):
        return ()
    if _FIGURE.search(text) or lexicon.cues("standard").search(text):
        return ()
    return (_result(branch.pays[0], clause, UNKNOWN, None, "补贴标准和申报办法（文件未载）"),)


def _result(part: Part, clause: Clause, result: str, fact: str | None, missing: str | None) -> ConditionResult:
    return ConditionResult(clause.clean.span(part.start, part.end), result, fact, missing)
