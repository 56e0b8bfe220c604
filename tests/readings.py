"""Small readings built from domain records, for tests that need something to store (fictional places and bodies)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from docintel.domain.documents import Block, Document
from docintel.domain.expressions import NumberFrame, TimeFrame
from docintel.domain.findings import Action, Amount, Benefit, Norm, Obligation, Owner, Reading, Target, Unit
from docintel.domain.ids import content_id
from docintel.domain.papers import HeadMatter, Paper, Provision, Section
from docintel.domain.spans import Evidence, Span

RULE = Evidence("rule:test")


@dataclass(frozen=True)
class Line:
    """One paragraph of a fictional paper; ``label`` COMMIT, BENEFIT, ENCOURAGE or BACKGROUND."""

    text: str
    label: str = "BACKGROUND"
    owner: str | None = None
    support: str | None = None
    due: tuple[str, str] | None = None  # words, ISO date
    role: str = "deadline"
    target: str | None = None
    strength: str = "firm"


PROMISES = (
    Line("一、关于增加学位的建议"),
    Line(
        "市教育局牵头，市财政局配合，2025年12月底前新增公办学位2000个。",
        "COMMIT",
        "市教育局",
        "市财政局",
        ("2025年12月底前", "2025-12-31"),
        target="2000个",
    ),
    Line("力争到2027年建成智慧校园平台。", "COMMIT", None, None, ("到2027年", "2027-12-31"), strength="aspirational"),
    Line("二、关于减负的建议"),
    Line("市教育局将长期坚持规范办学行为。", "COMMIT", "市教育局", None, ("长期坚持", ""), role="duration"),
    Line("对新设普惠性幼儿园给予每所20万元奖励。", "BENEFIT", "市教育局"),
    Line("鼓励社会力量参与课后服务。", "ENCOURAGE"),
)


def make_reading(doc_id: str, lines: tuple[Line, ...] = PROMISES, source: str | None = None, **head: Any) -> Reading:
    """A reading of a paper with these paragraphs; ids come from the words, as those of the real extractors."""
    text = "".join(line.text + "\n" for line in lines)
    data = text.encode("utf-8", "surrogatepass")
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line.text) + 1
    digest = hashlib.sha256(data + doc_id.encode()).hexdigest()
    blocks = tuple(Block(s, s + len(line.text)) for s, line in zip(starts, lines, strict=True))
    document = Document(doc_id, text, source or f"/papers/{doc_id}.txt", "txt", digest, blocks)
    matter = HeadMatter(
        **(
            {
                "doc_kind": "reply_cppcc",
                "title": f"关于{doc_id}的答复",
                "issuer": "澜州市教育局",
                "region": "澜州市",
                "issue_date": "2025-03-01",
            }
            | head
        )
    )
    provisions = tuple(
        Provision(content_id("p", doc_id, line.text), s, s + len(line.text), line.text, ("答复",), line.text[:6])
        for s, line in zip(starts, lines, strict=True)
    )
    sections = tuple(
        Section(line.text[:2], line.text[2:], 1, s, s + len(line.text), s + len(line.text), None)
        for s, line in zip(starts, lines, strict=True)
        if line.text[1:2] == "、"
    )
    units = tuple(Unit(s, s + len(line.text), (line.label,), RULE) for s, line in zip(starts, lines, strict=True))
    placed = list(zip(starts, lines, strict=True))
    return Reading(
        Paper(document, matter, sections, provisions),
        units,
        obligations=tuple(_obligation(doc_id, text, s, line) for s, line in placed if line.label == "COMMIT"),
        benefits=tuple(_benefit(doc_id, text, s, line) for s, line in placed if line.label == "BENEFIT"),
        norms=tuple(
            Norm(content_id("n", doc_id, line.text), "ENCOURAGE", (Span.of(text, s, s + len(line.text)),), RULE)
            for s, line in placed
            if line.label == "ENCOURAGE"
        ),
    )


def _find(text: str, start: int, words: str) -> Span:
    at = text.index(words, start)
    return Span.of(text, at, at + len(words))


def _obligation(doc_id: str, text: str, start: int, line: Line) -> Obligation:
    whole = Span.of(text, start, start + len(line.text))
    owners = (
        [Owner(line.owner, None, "lead" if line.support else "responsible", "explicit_subject", _find(text, start, line.owner))]
        if line.owner
        else []
    )
    if line.support:
        owners.append(Owner(line.support, None, "support", "explicit_partner", _find(text, start, line.support)))
    if not owners:
        owners = [Owner(None, "澜州市教育局", "responsible", "implied_issuer")]
    deadlines = ()
    if line.due:
        span = _find(text, start, line.due[0])
        deadlines = (TimeFrame(span, line.role, "test", end=line.due[1] or None, is_deadline=line.role == "deadline"),)
    targets = ()
    if line.target:
        targets = (
            Target(NumberFrame(_find(text, start, line.target), "count", line.target[-1], "eq", "test", value=float(line.target[:-1]))),
        )
    action = Action(whole, line.strength, "measurable" if targets else "general", RULE, deadline_idx=(0,) if deadlines else ())
    return Obligation(
        content_id("c", doc_id, line.text),
        "COMMIT",
        (whole,),
        RULE,
        owners=tuple(owners),
        actions=(action,),
        deadlines=deadlines,
        targets=targets,
    )


def _benefit(doc_id: str, text: str, start: int, line: Line) -> Benefit:
    whole = Span.of(text, start, start + len(line.text))
    amount = Amount(NumberFrame(_find(text, start, "20万元"), "money", "CNY", "eq", "test", value=200000.0), "fixed", per="所")
    return Benefit(
        content_id("b", doc_id, line.text), "BENEFIT", (whole,), RULE, status="announced", benefit_type="reward", amounts=(amount,)
    )
