"""Offers → statements: the words that must be read together.

Tiers of one sentence are one clause (MATCH_CONVENTIONS 5). A clause that begins after its condition is widened to it (对A企业，| 返还B).
A benefit without a figure takes in the standard that follows it (可申请补贴。补贴标准为…).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from docintel.domain.offers import Offer
from docintel.domain.spans import Span
from docintel.match import lexicon
from docintel.match.breaks import last_break
from docintel.match.clause import read_clause
from docintel.match.conditions import asks_in_lead
from docintel.match.subject import subjects

LEAST = 8
"""Shortest statement; what is shorter says nothing (免交租金)."""
MOST = 400
"""Longest statement in characters; what is longer stays apart."""

_COMMA = re.compile(r"^\s*[，,、]?\s*(?:其中|并|且|再|另|同时)?\s*$")
_SEMICOLON = re.compile(r"^\s*[；;]\s*$")
_STOP = re.compile(r"^\s*[。：:]?\s*$")
_PER_UNIT = re.compile(r"元\s*/\s*[一-龥]|每[一-龥]{1,4}(?:最高)?\s*\d|每(?:增加|新增)")
_STANDARD = re.compile(
    r"^\s*(?:补贴|补助|奖励|资助|奖补|扶持|支持|具体)?标准(?:为|是|：|:)[^\n]*?(?=。|\n|$)(?:。\s*(?:补贴|补助)?期限[^\n。]*)?"
)
_BACK = re.compile(r"(?:对于|对|凡是|凡|支持|鼓励|引导|由|向|为|通过对)$")
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Statement:
    """``span`` of the paper to be judged as one, with the first offer it came from; ``previous``: the statement before it in the paper."""

    offer: Offer
    span: Span
    previous: Span | None = None


def statements(offers: Iterable[Offer]) -> list[Statement]:
    """The statements of all offers, paper by paper, in text order."""
    ordered = sorted(offers, key=lambda o: (o.doc, tight(o).start, -tight(o).end))
    out: list[Statement] = []
    for _, group in groupby(ordered, key=lambda o: o.doc):
        own = list(group)
        given = list(_of_paper([o for o in own if o.benefit.label == "BENEFIT"]))
        out += given
        out += _invited([o for o in own if o.benefit.label != "BENEFIT"], given)
    return [s for s in out if gives(s.span.text) and len(s.span.text) >= LEAST]


def _invited(norms: list[Offer], given: list[Statement]) -> Iterator[Statement]:
    """Encouragements and permissions that no benefit covers; they stand as written."""
    last = -1
    for offer in norms:
        span = tight(offer)
        if span.start >= last and not any(s.span.start < span.end and span.start < s.span.end for s in given):
            last = span.end
            yield Statement(offer, span)


def gives(text: str) -> bool:
    """Whether a statement gives anything: a duty (企业应当…) does not."""
    clause = read_clause(text, 0)
    duty = lexicon.cues("duty").search(clause.clean.text)
    return duty is None or bool(re.search(r"给予|可享受|可申请|奖励|资助|返还", clause.clean.text[duty.end() :]))


def tight(offer: Offer) -> Span:
    """The benefit's own words: its clause, else its first evidence."""
    return offer.benefit.clause or offer.benefit.evidence[0]


def _of_paper(offers: list[Offer]) -> Iterator[Statement]:
    pieces: list[Statement] = []
    for offer in offers:
        piece = Statement(offer, tight(offer))
        if pieces and pieces[-1].span.covers(piece.span):
            continue
        pieces.append(piece)
    merged: list[Statement] = []
    for piece in pieces:
        joined = _joined(merged[-1], piece) if merged else None
        if joined:
            merged[-1] = joined
        else:
            merged.append(piece)
    starts = [s.span.start for s in merged]
    for i, statement in enumerate(merged):
        after = starts[i + 1] if i + 1 < len(merged) else None
        yield replace(_widened(statement, merged[i - 1].span.end if i else 0, after), previous=merged[i - 1].span if i else None)


def _joined(first: Statement, second: Statement) -> Statement | None:
    """Both as one when they are parts of one clause; None when they stand alone."""
    gap = _text(second.offer, first.span.end, second.span.start)
    if gap is None or second.span.end - first.span.start > MOST or first.offer.doc != second.offer.doc:
        return None
    both = first.span.text, second.span.text
    together = (
        _COMMA.match(gap)
        or (_SEMICOLON.match(gap) and all(_PER_UNIT.search(t) for t in both))
        or (_STOP.match(gap) and not _FIGURE.search(both[0]) and _only_standard(both[1]))
    )
    if not together:
        return None
    return Statement(first.offer, Span(first.span.start, second.span.end, both[0] + gap + both[1]))


def _only_standard(text: str) -> bool:
    """Whether a clause sets a sum without saying for whom."""
    clause = read_clause(text, 0)
    return bool(_FIGURE.search(text)) and not any(subjects(p.text) for p in clause.asks)


def _text(offer: Offer, start: int, end: int) -> str | None:
    """The paper's words [start, end) as far as the offer's provision holds them."""
    a, b = start - offer.context_start, end - offer.context_start
    return offer.context[a:b] if 0 <= a <= b <= len(offer.context) else None


def _widened(statement: Statement, floor: int, ceiling: int | None) -> Statement:
    """With its condition before it in the same sentence and its standard after it."""
    offer, span = statement.offer, statement.span
    start = max(_start(offer, span), floor)
    end = span.end
    tail = offer.context[max(0, end - offer.context_start) :]
    gap = re.match(r"\s*[。，,]?\s*", tail)
    standard = _STANDARD.match(tail[gap.end() :]) if gap and not _FIGURE.search(read_pay(span.text)) else None
    if gap and standard:
        reach = end + gap.end() + standard.end()
        end = reach if ceiling is None or ceiling >= reach or ceiling >= end + gap.end() else end
    if (start, end) == (span.start, span.end) or end - start > MOST:
        return statement
    text = offer.context[start - offer.context_start : end - offer.context_start]
    return Statement(offer, Span(start, end, text)) if len(text) == end - start else statement


def read_pay(text: str) -> str:
    """The pay part of a clause, squeezed."""
    return read_clause(text, 0).pay_text


def _start(offer: Offer, span: Span) -> int:
    """Where the first condition of the same sentence begins; the span's own start when there is none."""
    cut = span.start - offer.context_start
    if cut <= 0:
        return span.start
    before = offer.context[:cut]
    sentence = last_break(before)
    words = before[sentence:]
    ended = max(words.rfind("，"), words.rfind(","), words.rfind("、"))
    if ended < 0 or words[ended + 1 :].strip():  # a heading run into the sentence ends without a comma
        return span.start
    clause = read_clause(words[:ended], offer.context_start + sentence)
    kept = asks_in_lead(clause.asks, invited=not any(subjects(p.text) for p in read_clause(span.text, 0).asks))
    if not kept:
        return span.start
    at = clause.clean.at[kept[0].start]
    back = _BACK.search(words[:at].rstrip('“"「 '))
    return offer.context_start + sentence + (back.start() if back else at)
