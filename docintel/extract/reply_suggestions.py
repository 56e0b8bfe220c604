"""Which suggestions a reply has to answer: those of the proposal itself where it is at hand, else those that the reply quotes."""

from __future__ import annotations

import itertools
import re

from docintel.domain.checks import Suggestion
from docintel.domain.findings import Reading
from docintel.domain.papers import Paper, Section
from docintel.domain.spans import Span

_ADVICE = re.compile(r"建议|对策|意见|举措|措施|办法|思路")
_CALLS = re.compile(r"(?:为此|因此|鉴于此|综上|对此)?[，,]?\s*(?:特|现|我们?|本人)?(?:提出)?(?:如下|以下|几点)?建议(?:如下)?\s*[：:]")
_ASKED = re.compile(r"建议|提案|(?:您|委员|代表|贵)[^，。]{0,6}提出|关于.{2,60}(?:问题|方面|事宜|情况)|针对|回应")
_QUOTED = re.compile(r"(?:您|委员|代表|提案)(?:们|中|人)?(?:还|也|同时)?(?:提出|建议|提到|希望|要求)|(?:^|[，。])建议")
_ONE = re.compile(r"(?<=[。；;：:\n])\s*(?=(?:一是|二是|三是|四是|五是|六是|七是|八是|[①-⑩]|建议))")
_FRAME = re.compile(
    r"(?:对|关于|针对)?(?:委员|代表|您|提案|建议|所提|提出|的|中|相关|有关|具体|几个|方面|问题|意见"
    r"|办理|答复|回应|情况|落实|采纳|下一步|工作)*"
)
_LEAST = 8  # characters of a paragraph that can be a suggestion


def of_proposal(paper: Paper) -> tuple[Suggestion, ...]:
    """The suggestions of a proposal: the points of its part 建议, else what follows “建议：”. () where none can be told."""
    above = [n for n, s in enumerate(paper.sections) if _ADVICE.search(_heading(paper, s)) and not _is_title(paper, s)]
    if above:
        level = min(paper.sections[n].level for n in above)
        last = max(n for n in above if paper.sections[n].level == level)
        points = [s for s in paper.sections if s.parent == last]
        if not points and len([n for n in above if paper.sections[n].level == level]) > 1:
            points = [paper.sections[n] for n in above if paper.sections[n].level == level]  # 一、建议… 二、建议…
        spans = [(s.start, s.end) for s in points] or _paragraphs(paper, paper.sections[last].heading_end, paper.sections[last].end)
        return _numbered(paper, spans, "proposal")
    call = next(_CALLS.finditer(paper.text), None)
    if call is None:
        return ()
    behind = [s for s in paper.sections if s.start >= call.end()]
    level = min((s.level for s in behind), default=0)
    spans = [(s.start, s.end) for s in behind if s.level == level]
    return _numbered(paper, spans or _paragraphs(paper, call.end(), len(paper.text)), "proposal")


def of_reply(reading: Reading) -> tuple[Suggestion, ...]:
    """The suggestions that a reply itself names: its headings 关于…的建议, innermost; else the sentences that quote one."""
    paper = reading.paper
    asked = [n for n, s in enumerate(paper.sections) if _ASKED.search(_heading(paper, s)) and not _only_frame(_heading(paper, s))]
    parents = {paper.sections[n].parent for n in asked}
    leaves = [paper.sections[n] for n in asked if n not in parents]
    if leaves:
        return _numbered(paper, [(s.start, s.heading_end) for s in leaves], "reply")
    first = paper.head.spans["addressee"].end if "addressee" in paper.head.spans else 0
    asked_units = [u for u in reading.units if "PROPOSAL" in u.labels and u.start >= first]
    quoted = [u for u in asked_units if (words := paper.text[u.start : u.end]) and "收悉" not in words and _QUOTED.search(words)]
    return _numbered(paper, [(u.start, u.end) for u in quoted], "reply")


def _heading(paper: Paper, section: Section) -> str:
    return paper.text[section.start : section.heading_end] if section.heading_end > section.start else section.heading


def _is_title(paper: Paper, section: Section) -> bool:
    """The paper's own title, or a part that tells of the present: 一、关于…建议的背景."""
    return bool(re.search(r"背景|现状|问题|原因|案由", _heading(paper, section)))


def _only_frame(heading: str) -> bool:
    """二、对提案所提问题的答复: the frame around the answers, no suggestion."""
    words = re.sub(r"^[\s\d一二三四五六七八九十（）()、.．]+|[。：:\s]+$", "", heading)
    return bool(_FRAME.fullmatch(words))


def _paragraphs(paper: Paper, start: int, end: int) -> list[tuple[int, int]]:
    spans = []
    for m in re.finditer(r"[^\n]+", paper.text[start:end]):
        words = m.group().strip()
        if len(words) < _LEAST or re.match(r"(?:提案人|联系|附[件：]|此致|\d{4}年)", words):
            continue
        at = start + m.start()
        cuts = [at, *(at + c.end() for c in _ONE.finditer(m.group()) if c.end()), start + m.end()]
        spans += [(a, b) for a, b in itertools.pairwise(cuts) if b - a >= _LEAST]
    return spans


def _numbered(paper: Paper, spans: list[tuple[int, int]], said_in: str) -> tuple[Suggestion, ...]:
    found: list[Suggestion] = []
    for start, end in spans:
        span = _trimmed(paper.text, start, end)
        if span.text:
            section = next((s for s in paper.sections if s.start == start), None)
            found.append(Suggestion(len(found) + 1, span.text, said_in, span, section.heading if section else ""))
    return tuple(found)


def _trimmed(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    left = len(words) - len(words.lstrip())
    return Span.of(text, start + left, start + left + len(words.strip()))
