"""From scores to hits: features of every window, their order, and the reasons told with a hit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from docintel.domain.passages import Filters, Found, Hit
from docintel.search.filters import asks_facts, relation
from docintel.search.fitting import marks, reasons
from docintel.search.fusion import total
from docintel.search.highlight import densest, highlights
from docintel.search.nearness import elsewhere
from docintel.search.question import Question
from docintel.search.vectors import FAR
from docintel.search.view import Mask, Places, View
from docintel.search.windows import Window
from docintel.text.citing import numbers_in
from docintel.text.words import words

Floats = NDArray[np.float32]
Features = dict[str, Floats]
"""Feature → its value for every candidate. Names that begin with "_" are told with a hit but not summed."""

NOTHING = (np.zeros(0, np.int64), np.zeros(0, np.float32))
Scored = tuple[Places, Floats]
"""Places of windows in the view, and their scores."""


def candidates(words: Scored, near: Scored, citing: Scored, own: Places) -> tuple[Places, Features]:
    """Every window that one of the searches found, once, with what it found: "words", "_cosine" and "number" as they are.

    ``own``: windows of the paper whose number was asked for (1); ``citing``: windows that name it (½).
    """
    places = np.unique(np.concatenate([words[0], near[0], citing[0], own]))

    def column(found: Places, values: Floats | float, rest: float) -> Floats:
        out = np.full(places.size, rest, np.float32)
        out[np.searchsorted(places, found)] = values
        return out

    number = np.maximum(column(citing[0], 0.5, 0), column(own, 1, 0))
    return places, {"words": column(*words, 0), "_cosine": column(*near, FAR), "number": number}


_numbers = lru_cache(maxsize=1 << 18)(numbers_in)


def papers_of(question: Question, view: View, mask: Mask | None) -> Places:
    """Windows of the papers that bear a document number asked for."""
    if not question.numbers:
        return NOTHING[0]
    wanted = set(question.numbers)
    own = view.columns["doc_number"].where(lambda number: not wanted.isdisjoint(_numbers(number)))
    found = [view.of_paper(int(k)) for k in np.flatnonzero(own)]
    places = np.concatenate(found) if found else NOTHING[0]
    return places if mask is None else places[mask[places]]


def of_places(question: Question, view: View, places: Places) -> Features:
    """place: the paper is of a place named in the question; elsewhere: it is of another place."""
    if not question.places:
        return {}
    near = np.array([max(relation(p, view.papers[k].region) for p in question.places) for k in view.paper[places]])
    return {"place": (near == 1).astype(np.float32), "elsewhere": (near == -1).astype(np.float32)}


def order(view: View, places: Places, features: Features, limit: int) -> list[int]:
    """Candidates by score, those alike by paper and place in it; those with neither word nor meaning are left out."""
    scores = score(features)
    near = found(features)
    if near.size > limit:  # the rest need no order
        near = near[scores[near] >= np.partition(scores[near], -limit)[-limit]]

    def key(i: int) -> tuple[float, str, int]:
        return -float(scores[i]), view.papers[view.paper[places[i]]].doc, int(places[i])

    return sorted(near.tolist(), key=key)[:limit]


def found(features: Features) -> Places:
    """The candidates with a word or a meaning near the question, or a number asked for."""
    return np.flatnonzero(features["words"] + features["meaning"] + features["number"] > 0)


def score(features: Mapping[str, Floats]) -> Floats:
    """The weighted sum of the features that count."""
    return total({name: values for name, values in features.items() if not name.startswith("_")})


def hit(question: Question, i: int, window: Window, features: Features, filters: Filters) -> Hit:
    """Candidate ``i`` as a hit: its words, the provision in which most of the question's words stand, the reasons."""
    words_found = highlights(window.text, window.start, [*question.terms["words"], *question.numbers])
    found = marks(filters, window, words_found)
    best = densest(window.parts, found)
    values = {name: round(float(v[i]), 4) for name, v in features.items()}
    passage = replace(best, start=window.start, end=window.end, text=window.text, facts=window.facts)
    own = {name: v[i : i + 1] for name, v in features.items()}
    return Hit(passage, round(float(score(own)[0]), 4), _why(window, question, values, filters), found, values)


def _why(window: Window, question: Question, values: dict[str, float], filters: Filters) -> str:
    parts = (reasons(filters, window.facts) if asks_facts(filters) else "", why(window, question, values))
    return "；".join(part for part in parts if part)


@lru_cache(maxsize=64)
def _words(text: str) -> frozenset[str]:
    return frozenset(words(text))


def why(window: Window, question: Question, values: dict[str, float]) -> str:
    """Which words, how much meaning, which place and number: in Chinese."""
    text = window.plain.lower()
    asked = _words(question.text)
    found = [w for w in question.terms["words"] if len(w) > 1 and w in text]
    longest = [w for w in found if not any(w != other and w in other for other in found)]
    said, meant = [w for w in longest if w in asked], [w for w in longest if w not in asked]
    parts = [f"{label}：{'、'.join(some[:8])}" for label, some in (("含词", said), ("近义", meant)) if some]
    if values["_cosine"] > FAR:
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
