"""From scores to hits: features of every window, their order, and the reasons told with a hit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from docintel.domain.passages import Found, Hit, Passage
from docintel.search.filters import relation
from docintel.search.fusion import total
from docintel.search.highlight import densest, highlights
from docintel.search.nearness import elsewhere
from docintel.search.question import Question
from docintel.search.windows import Window
from docintel.text.citing import numbers_in
from docintel.text.words import words

Floats = NDArray[np.float32]
Features = Mapping[str, Floats]
"""Feature → its value for every window. Names that begin with "_" are told with a hit but not summed."""


@dataclass(slots=True)
class View:
    """What a search reads, as of one generation of the index: windows as columns, ``paper_of`` = their place in ``docs``."""

    generation: str
    papers: dict[str, Passage]
    ids: NDArray[np.int64]
    rows: NDArray[np.int64]
    paper_of: NDArray[np.int64]
    places: NDArray[np.int64]
    amounts: NDArray[np.int64]
    docs: list[str]
    at: dict[int, int]

    def scatter(self, found: Iterable[tuple[int, float]]) -> Floats:
        """Scores by window id as a column; 0 for the windows that were not found."""
        out = np.zeros(self.ids.size, np.float32)
        for window, score in found:
            if window in self.at:
                out[self.at[window]] = score
        return out

    def each_paper(self, values: Sequence[float]) -> Floats:
        """A value of every paper as a column of windows."""
        return np.asarray(values, dtype=np.float32)[self.paper_of]


def inside(view: View, docs: Sequence[str] | None) -> Floats:
    """1 for the windows of ``docs`` (None = of all papers)."""
    if docs is None:
        return np.ones(view.ids.size, np.float32)
    wanted = set(docs)
    return view.each_paper([doc in wanted for doc in view.docs])


def places(question: Question, view: View) -> dict[str, Floats]:
    """place: the paper is of a place named in the question; elsewhere: it is of another place."""
    if not question.places:
        return {}
    near = view.each_paper([max(relation(p, view.papers[d]) for p in question.places) for d in view.docs])
    return {"place": (near == 1).astype(np.float32), "elsewhere": (near == -1).astype(np.float32)}


def numbers(question: Question, view: View, citing: Iterable[tuple[int, float]]) -> Floats:
    """1 for windows of the paper with the document number asked for, ½ for windows that cite it (``citing``)."""
    cited = np.minimum(view.scatter(citing), 0.5)
    own = view.each_paper([bool(set(numbers_in(view.papers[d].doc_number)) & set(question.numbers)) for d in view.docs])
    return np.maximum(own, np.where(cited > 0, 0.5, 0)).astype(np.float32)


def order(features: Features, limit: int) -> list[int]:
    """Windows by score; those outside the filters, and those with neither word nor meaning, are left out."""
    scores = score(features)
    found = (features["_inside"] > 0) & (features["words"] + features["meaning"] + features["number"] > 0)
    scores = np.where(found, scores, -np.inf)
    return [int(i) for i in np.argsort(-scores, kind="stable")[:limit] if np.isfinite(scores[i])]


def score(features: Features) -> Floats:
    """The weighted sum of the features that count."""
    return total({name: values for name, values in features.items() if not name.startswith("_")})


def hit(question: Question, view: View, i: int, window: Window, features: Features) -> Hit:
    """Window ``i`` as a hit: its words, the provision in which most of the question's words stand, the reasons."""
    paper = view.papers[window.doc]
    marks = highlights(window.text, window.start, [*question.terms["words"], *question.numbers])
    best = densest(window.parts, marks)
    values = {name: round(float(v[i]), 4) for name, v in features.items() if name != "_inside"}
    passage = replace(paper, passage_id=best.passage_id, start=window.start, end=window.end, text=window.text)
    passage = replace(passage, heading_path=best.heading_path)
    return Hit(passage, round(float(score(features)[i]), 4), why(window, question, values), marks, values)


def why(window: Window, question: Question, values: dict[str, float]) -> str:
    """Which words, how much meaning, which place and number: in Chinese."""
    text = window.plain.lower()
    asked = set(words(question.text))
    found = [w for w in question.terms["words"] if len(w) > 1 and w in text]
    longest = [w for w in found if not any(w != other and w in other for other in found)]
    said, meant = [w for w in longest if w in asked], [w for w in longest if w not in asked]
    parts = [f"{label}：{'、'.join(some[:8])}" for label, some in (("含词", said), ("近义", meant)) if some]
    parts.append(f"语义相近（为最近者的{round(100 * values['meaning'])}%）")
    if values["number"]:
        parts.append("文号相符" if values["number"] == 1 else "引用该文号")
    if values.get("place"):
        parts.append("地区相符")
    if values.get("amount"):
        parts.append("写明数额")
    if values.get("elsewhere"):
        parts.append("属于其他地区")
    return "；".join(parts)


def judged(question: Question, hits: tuple[Hit, ...], nothing: bool, notes: list[str]) -> Found:
    """The hits with the verdict whether they answer; what is nearest is shown even where it does not."""
    if question.numbers and any(h.features["number"] for h in hits):
        return Found(hits, notes=tuple(notes))
    if elsewhere(question, hits):
        return Found(hits, True, (*notes, "库中没有该地区的相关条款，以下来自其他地区"))
    if nothing:
        return Found(hits, True, (*notes, "库中没有与问题直接相关的条款，以下是最接近的"))
    return Found(hits, notes=tuple(notes))
