"""Which passage of a reply answers which suggestion (逐条回应), and what kind of answer it is."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence

from docintel.domain.checks import Answer, Promise, Suggestion
from docintel.domain.findings import Norm, Reading, Unit
from docintel.domain.papers import Paper, Section
from docintel.domain.spans import Span
from docintel.extract.answers import REFUSE
from docintel.extract.reply_suggestions import of_reply

LEAST, SURE = 0.25, 0.5
"""Nearness of a passage that answers: at least so much where no other suggestion lies nearer to it, so much in any case.

Read off 45 quoted suggestions of 11 replies against the bodies of all points, headings left out: 8 of 45 called doubtful, 33 of 45 noticed
when their own point is taken away.
"""
_BEST = 0.75  # a passage counts beside the best one when it is at least so near in proportion
_FULL = 0.5  # share of a suggestion's rare words that says all
_DENSE = (0.86, 0.06)  # cosine of unrelated words of one subject, and how much more says all
_SAID = 30  # characters of explanation below which an answer only thanks
_THANKS = re.compile(r"感谢|谢谢|重视|非常好|很有(?:针对性|见地|意义|价值)|切中|中肯|赞同|认真研究|积极(?:采纳|吸收)")
_STOP = frozenset("的了和与及在是对为将等以于其并或由从到中上下我们您提出建议关于问题、")
_PIECE, _STEP = 150, 120  # characters of a passage that are compared at once

Matrix = Sequence[Sequence[float]]
Dense = Callable[[Sequence[str], Sequence[str]], Matrix]


def passages(paper: Paper, points: Sequence[Suggestion]) -> tuple[Span, ...]:
    """What can answer: the points under the suggestions that the reply quotes, then the innermost points and paragraphs outside of them."""
    first = paper.head.spans["addressee"].end if "addressee" in paper.head.spans else 0
    starts = {s.span.start for s in points}
    whole = [n for n, s in enumerate(paper.sections) if _first(paper, s) in starts]
    inside = {n for n in range(len(paper.sections)) if _above(paper, n).intersection(whole)}
    parents = {s.parent for s in paper.sections if s.parent is not None}
    spans = [(paper.sections[n].start, paper.sections[n].end) for n in whole]
    for n, section in enumerate(paper.sections):
        if n in inside or n in whole:
            continue
        end = min((s.start for s in paper.sections if s.parent == n), default=section.end) if n in parents else section.end
        spans.append((section.start, end))
    at = first
    for start, end in [*sorted(spans), (len(paper.text), len(paper.text))]:
        if start > at:
            spans += [(at + m.start(), at + m.end()) for m in re.finditer(r"[^\n]+", paper.text[at:start])]
        at = max(at, end)
    return tuple(Span.of(paper.text, a, b) for a, b in sorted(set(spans)) if paper.text[a:b].strip())


def _first(paper: Paper, section: Section) -> int:
    """Where the section's words begin, as a suggestion taken from it does."""
    words = paper.text[section.start : section.end]
    return section.start + len(words) - len(words.lstrip())


def _above(paper: Paper, n: int) -> set[int]:
    found: set[int] = set()
    parent = paper.sections[n].parent
    while parent is not None:
        found.add(parent)
        parent = paper.sections[parent].parent
    return found


def nearness(suggestions: Sequence[str], texts: Sequence[str], dense: Dense | None = None) -> list[list[float]]:
    """0..1 for every suggestion (row) and text: the share of its rare two-character words that stand there, and the likeness in meaning.

    ``dense`` gives the cosine of each suggestion and each piece of text; without it the words alone decide.
    """
    rows, columns = [_pairs(s) for s in suggestions], [_pairs(t) for t in texts]
    seen = Counter(pair for found in columns for pair in found)
    weight = {pair: math.log(1 + len(columns) / max(seen[pair], 1)) for found in rows for pair in found}
    near = []
    for row in rows:
        whole = sum(weight[pair] for pair in row) or 1.0
        near.append([min(sum(weight[pair] for pair in row & column) / whole / _FULL, 1.0) for column in columns])
    if dense is None:
        return near
    base, rise = _DENSE
    alike = _by_meaning(suggestions, texts, dense)
    return [
        [0.5 * a + 0.5 * min(max((b - base) / rise, 0.0), 1.0) for a, b in zip(*pair, strict=True)]
        for pair in zip(near, alike, strict=True)
    ]


def _by_meaning(suggestions: Sequence[str], texts: Sequence[str], dense: Dense) -> Matrix:
    """The best cosine of each text's pieces."""
    pieces = [(n, text[at : at + _PIECE]) for n, text in enumerate(texts) for at in range(0, len(text), _STEP)]
    found = dense(suggestions, [piece for _, piece in pieces])
    best = [[0.0] * len(texts) for _ in suggestions]
    for row, cosines in zip(best, found, strict=True):
        for (n, _), cosine in zip(pieces, cosines, strict=True):
            row[n] = max(row[n], float(cosine))
    return best


def _pairs(text: str) -> frozenset[str]:
    words = re.sub(r"[^一-龥A-Za-z0-9]", " ", text)
    pairs = (words[i : i + 2] for i in range(len(words) - 1))
    return frozenset(pair for pair in pairs if " " not in pair and _STOP.isdisjoint(pair))


def answers(
    reading: Reading, suggestions: Sequence[Suggestion], promises: Sequence[Promise], dense: Dense | None = None
) -> tuple[Answer, ...]:
    """The answer to each suggestion. One that the reply quotes as a heading is answered by what stands under it."""
    if all(s.said_in == "reply" for s in suggestions):
        return tuple(_answer(reading, s, (_under(reading.paper, s),), promises, 1.0) for s in suggestions)
    spans = passages(reading.paper, of_reply(reading))
    near = nearness([s.text for s in suggestions], [s.text for s in spans], dense)
    return tuple(_nearest(reading, suggestion, spans, near, promises) for suggestion in suggestions)


def _nearest(reading: Reading, suggestion: Suggestion, spans: Sequence[Span], near: Matrix, promises: Sequence[Promise]) -> Answer:
    mine = near[suggestion.number - 1]
    best = max(mine, default=0.0)
    if best < LEAST:
        return Answer(suggestion, "unanswered", (), nearness=best)
    at = mine.index(best)
    if best < SURE and any(other[at] > best for other in near):  # that passage answers another suggestion
        return Answer(suggestion, "doubtful", (spans[at],), nearness=best)
    chosen = tuple(span for span, score in zip(spans, mine, strict=True) if score >= max(LEAST, best * _BEST))
    return _answer(reading, suggestion, chosen, promises, best)


def _under(paper: Paper, suggestion: Suggestion) -> Span:
    """The body of the point whose heading is the suggestion; a sentence that quotes one may answer it itself, up to the next point."""
    section = next((s for s in paper.sections if s.start <= suggestion.span.start < s.heading_end), None)
    if section is not None:
        return Span.of(paper.text, section.heading_end, section.end)
    end = min((s.start for s in paper.sections if s.start > suggestion.span.start), default=len(paper.text))
    return Span.of(paper.text, suggestion.span.start, end)


def _answer(reading: Reading, suggestion: Suggestion, chosen: tuple[Span, ...], promises: Sequence[Promise], near: float) -> Answer:
    def inside(start: int, end: int) -> bool:
        return any(p.start < end and start < p.end for p in chosen)

    mine = tuple(p for p in promises if inside(p.span.start, p.span.end))
    units = [u for u in reading.units if inside(u.start, u.end)]
    refused = [n for n in reading.norms if n.label == REFUSE and inside(n.start, n.end)]
    return Answer(suggestion, _how(reading.paper, mine, units, refused), chosen, mine, _reason(refused), near)


def _how(paper: Paper, mine: Sequence[Promise], units: Sequence[Unit], refused: Sequence[Norm]) -> str:
    labels = {label for unit in units for label in unit.labels}
    if mine or "BENEFIT" in labels:
        return "promise"
    if refused:
        return "refused"
    if "ACHIEVE" in labels:
        return "done"
    said = "".join(paper.text[u.start : u.end] for u in units if not {"META", "PROPOSAL"}.intersection(u.labels))
    if len(re.sub(r"\s", "", said)) >= _SAID and not (_THANKS.search(said) and len(said) < 2 * _SAID):
        return "explained"
    return "thanked" if units else "unanswered"


def _reason(refused: Sequence[Norm]) -> str:
    return next((n.reason.text for n in refused if n.reason), "")
