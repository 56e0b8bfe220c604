"""Spans of text and the evidence record that rules, models and people share."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """``text`` stands at code points [start, end) of a document's text (law 1: doc.text[start:end] == text)."""

    start: int
    end: int
    text: str

    @classmethod
    def of(cls, source: str, start: int, end: int) -> Span:
        """The span [start, end) cut out of ``source``."""
        return cls(start, end, source[start:end])

    def shift(self, by: int) -> Span:
        """The same words in a text in which this one's source begins at offset ``by``."""
        return Span(self.start + by, self.end + by, self.text)

    def covers(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Evidence:
    """Who found something: ``found_by`` is ``rule:<id>``, ``model:<name>`` or ``person:<user>``."""

    found_by: str
    version: str = "1"
    confidence: float = 1.0
    cue: str | None = None
