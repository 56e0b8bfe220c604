"""Headings and frames of a paper: where the body starts, which label a heading keeps (§8a-1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docintel.extract import wording
from docintel.extract.grammar import Head
from docintel.extract.labelled import Labelled
from docintel.extract.lexicon import Told
from docintel.extract.outline import Clause, Outline

Run = tuple[list[Clause], int, int]


def unglued(clauses: list[Clause], start: int, end: int, outline: Outline) -> Iterator[Run]:
    """The headings and the point that a sentence of flat text holds, each with its stretch: 第三章 运输管理第十条 运输单位应当…."""
    for n, clause in enumerate(clauses[1:], 1):
        above = clauses[n - 1]
        if clause.point is not None and above.heading and above.point in outline.path(clause.point)[1:]:
            edge = outline.points[clause.point].start
            yield clauses[:n], start, edge
            yield from unglued(clauses[n:], edge, end, outline)
            return
        if not clause.heading:
            break
    yield clauses, start, end


def settle_headings(found: list[Labelled], outline: Outline) -> None:
    """A lowest point's heading keeps its label only if its body has an item of that label (§8a-1)."""
    bodies: dict[int, dict[str, None]] = {}
    for one in found:
        if one.clause.point is not None and not one.clause.heading and one.label:
            for index in outline.path(one.clause.point)[:2]:
                bodies.setdefault(index, {})[one.label] = None
    for one in found:
        if one.rule in ("heading", "heading-past") and one.label != "META" and one.clause.point is not None:
            labels = [label for label in bodies.get(one.clause.point, {}) if label not in ("OWNER", "META", "BACKGROUND")]
            settled = _settled(one, labels, "BACKGROUND" in bodies.get(one.clause.point, {}))
            if settled != one.label:
                one.label, one.rule = settled, "heading-by-body"


def _settled(one: Labelled, labels: list[str], talk: bool) -> str | None:
    """``labels`` of the body in order of first occurrence; ``talk``: the body only describes."""
    if not labels:
        return "META" if talk and one.label == "COMMIT" else one.label
    if one.label == "ENCOURAGE":
        return "ENCOURAGE" if "ENCOURAGE" in labels else "META"
    if one.label == "COMMIT" and "COMMIT" in labels:
        return "COMMIT"
    return next((label for label in labels if label in ("COMMIT", "ACHIEVE")), "META")


def body_start(outline: Outline) -> int:
    """Where the head matter ends: the first sentence that says something, or the first numbered point."""
    points = outline.points[0].start if outline.points else len(outline.text)
    for start, end in outline.sentences:
        words = outline.text[start:end]
        if start >= points:
            return points
        if re.search(r"[。；]", words) or wording.RECEIPT.told(words) or (len(words) > 40 and words[-1] in "：:，"):
            return start
    return min(points, len(outline.text))


def heading_label(text: str, read: Head, prospective: bool) -> tuple[str | None, str, Told | None]:
    """(label, rule, the list that decided) of a heading by its own wording (§8a-1)."""
    if wording.NOMINAL.told(text) and (read.verb is None or (len(text) <= 6 and not _TAKES.match(text))):
        return "META", "heading-nominal", wording.NOMINAL
    if not prospective:
        return "ACHIEVE", "heading-past", None
    if wording.ENCOURAGE.match(text, read.act) or re.search(r"^[^，。]{1,6}支持(?!力度)", text[: read.verb[0] if read.verb else None]):
        return "ENCOURAGE", "heading", None
    if read.verb or _TERSE.match(text):
        return "COMMIT", "heading", None
    return "META", "heading", None  # a heading without a verb of its own (§2 META)


def looks_forward(words: str) -> bool | None:
    """Whether a heading opens what will be done (下一步打算) or what was done (主要成效); None: neither."""
    if (len(words) <= 16 and wording.GROUP_PAST.told(words)) or (len(words) <= 32 and wording.REVIEW.told(words)):
        return False
    near = len(words) <= 16 or bool(_PLANNED.search(words))  # 2021年法治政府建设工作初步安排: long, but it ends in what is planned
    forward = near and wording.GROUP_NEXT.told(words) and not re.search(r"的建议|的提案|关于", words)
    return True if forward else None


_PLANNED = re.compile(r"(?:安排|打算|计划|设想|部署|展望)$")
_TAKES = re.compile(
    "界定|划定|明晰|严格|精简|简化|压缩|夯实|畅通|健全|完善|改善|明确|制[定订]|优化|强化|加强|提[升高]|细化|规范(?!性)|压实|落实|加大|加快|建立|创新|拓[宽展]|统一|用好|兑现"
)
"""Verbs that never stand before a noun as its attribute: 落实政策 tells an act, 扶持政策 names a topic."""
_TERSE = re.compile(
    r"[抓严强做建保促稳提降治管控护帮送引育推搭补减创用守破增扩拓畅聚固织筑夯转打兴优改办培让把向在发持坚]|[^，。]*要"
)  # 抓改造, 在“降本”上想办法


def stands_alone(behind: str, first: Clause, end: int) -> bool:
    """Whether a heading up to ``end`` is one clause or the whole sentence (摸清底数，编制规划); ``behind``: what flat text runs into it."""
    return first.end >= end or not behind.strip("。；：: \r\n\u3000")


def own_line(outline: Outline, first: Clause, bare: str) -> bool:
    """Whether a sentence with the words ``bare`` is a line of its own without a full stop: a title, a signature, a date."""
    start, end = outline.sentences[first.sentence]
    text = outline.text
    edge = text.find("\n", end)
    around = text[text.rfind("\n", 0, start) + 1 : start] + text[end : edge if edge >= 0 else len(text)]
    alone = not around.strip("*#\t\r \u3000\u2003\xa0")
    if not alone or bare[-1] in "。；，、：:！” " or "\t" in bare:
        return False
    begins = first.point is not None and outline.points[first.point].start <= start <= outline.points[first.point].body
    if not begins and len(bare) <= 20 and not re.search("[，,]", bare):
        return True
    if len(bare) <= 50 and _FIRST_OF_LIST.match(text, end):
        return True  # 定单——公布名单，探索体系: above the first point of its list
    return (first.point is None and len(bare) <= 50) or (len(bare) <= 60 and wording.SIGNATURE.told(bare))


_FIRST_OF_LIST = re.compile(r"[^\S\n]*\n\s*+(?:[一1][、.．](?!\d)|[（(][一1][)）])")
