"""Section trees against corpora/sections.jsonl: nodes with their place in the tree, headings, ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from docintel.report.scores.counting import Tally
from docintel.report.scores.runs import Miss

Row = dict[str, Any]


def score(gold: Sequence[Row], found: Sequence[Row]) -> tuple[dict[str, Any], list[Miss]]:
    """(figures, misses). ``gold``: rows {"doc", "sections": [{"level", "number", "opens", "heading", "ends"?}]}; ``found``: document rows.

    ``node``: precision, recall, F1 of sections with the right number and opening words at the right level under the right parent.
    ``heading``: share of right headings among these (a gold heading of null is not judged); ``end``: share of right last words where
    gold names them. Blanks and punctuation at the edges do not count.
    """
    scorer = _Scorer()
    papers = {row["doc_id"]: row for row in found}
    for row in gold:
        scorer.paper(row["doc"], row["sections"], papers.get(row["doc"], {"sections": [], "text": ""}))
    return {
        "documents": len(gold),
        "node": scorer.tally.prf("node"),
        "heading": scorer.share("heading"),
        "end": scorer.share("end"),
    }, scorer.misses


class _Scorer:
    """Adds up papers one after the other."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.misses: list[Miss] = []

    def share(self, name: str) -> float:
        return round(self.tally.counts[name, "tp"] / max(1, self.tally.counts[name, "gold"]), 4)

    def paper(self, doc: str, golden: list[Row], paper: Row) -> None:
        sections, text = paper["sections"], paper["text"]
        parents = _parents(golden)
        place: dict[int, int] = {}  # gold index -> found index
        at = hits = 0
        for i, node in enumerate(golden):
            j = next((k for k in range(at, len(sections)) if _same(node, sections[k], text)), None)
            if j is None:
                self.misses.append(Miss(doc, "missed section", f"{node['number']}{node['opens']}"))
                continue
            place[i], at = j, j + 1
            parent = parents[i]
            if sections[j]["level"] != node["level"] or sections[j]["parent"] != (None if parent is None else place.get(parent)):
                self.misses.append(Miss(doc, "wrong place in the tree", f"{node['number']}{node['opens']}"))
                continue
            hits += 1
            self.words(doc, node, sections[j], text)
        extra = set(range(len(sections))) - set(place.values())
        self.misses += [Miss(doc, "no section", f"{sections[k]['number']}{sections[k]['heading']}") for k in sorted(extra)]
        self.tally.add("node", hits, len(golden), len(sections))

    def words(self, doc: str, node: Row, section: Row, text: str) -> None:
        """The heading and the last words of a section that stands in its place."""
        if node["heading"] is not None:
            right = _letters(node["heading"]) == _letters(section["heading"])
            self.tally.add("heading", int(right), 1)
            if not right:
                self.misses.append(Miss(doc, "heading", f"{node['number']}{node['opens']}: {section['heading']}"))
        if "ends" in node:
            last = text[section["start"] : section["end"]]
            right = _letters(last).endswith(_letters(node["ends"]))
            self.tally.add("end", int(right), 1)
            if not right:
                self.misses.append(Miss(doc, "end", f"{node['number']}{node['opens']}: …{last[-24:]}"))


def _same(node: Row, section: Row, text: str) -> bool:
    if _letters(node["number"]) != _letters(section["number"]):
        return False
    begin = section["start"] + len(section["number"])
    return _letters(text[begin : begin + 3 * len(node["opens"]) + 20]).startswith(_letters(node["opens"]))


def _parents(golden: list[Row]) -> list[int | None]:
    """The index of each node's parent: the nearest node above it of a lower level."""
    out: list[int | None] = []
    open_: list[int] = []
    for i, node in enumerate(golden):
        del open_[node["level"] - 1 :]
        out.append(open_[-1] if open_ else None)
        open_.append(i)
    return out


def _letters(words: str) -> str:
    return re.sub(r"\W", "", words)
