"""Whether the best hits answer the question at all: the library may hold nothing on it, or only other places' papers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from docintel.domain.passages import Hit
from docintel.search.fusion import weights
from docintel.search.question import Question, stopwords
from docintel.text.normalise import fold
from docintel.text.words import words

LITERAL = 4  # characters from which a question found word for word is answered
Count = Callable[[str], int]


def coverage(question: Question, hits: Sequence[Hit], count: Count, total: int) -> float:
    """Share of the question's words, each by its rarity, that the best of three hits holds; 1 when it has no words of its own.

    ``count(word)`` = windows of ``total`` that hold the word; words that no window holds are the rarest.
    """
    wanted = {w: math.log(1 + total / (count(w) + 0.5)) for w in words(question.text) if len(w) > 1 and w not in stopwords()}
    if not wanted:
        return 1.0
    held = [set(words(f"{h.passage.text} {h.passage.title} {h.passage.region}".replace("\n", ""))) for h in hits[:3]]
    return max((sum(v for w, v in wanted.items() if w in found) for found in held), default=0.0) / sum(wanted.values())


def literal(question: Question, hits: Sequence[Hit]) -> bool:
    """Whether one of three hits writes the question's very words."""
    said = "".join(question.text.split())
    return len(said) >= LITERAL and any(said in fold("".join(f"{h.passage.title}{h.passage.text}".split())) for h in hits[:3])


def far(hits: Sequence[Hit], cosine: float, covered: float, near: float) -> bool:
    """Whether nothing near was found: closest cosine and covered words together stay below ``near`` (a property of the encoder)."""
    return not hits or cosine + weights()["answer"]["words"] * covered < near


def elsewhere(question: Question, hits: Sequence[Hit]) -> bool:
    """Whether a place was asked for, the best hit belongs to another one, and no hit belongs to it or names it."""
    if not question.places or not hits or not hits[0].features.get("elsewhere"):
        return False
    names = [path[-1][:2] for path in question.places]
    return not any(h.features.get("place") or any(n in h.passage.title + h.passage.text for n in names) for h in hits)
