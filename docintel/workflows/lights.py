"""The office's rules for lights: what is in force, what a change would do, choosing others, with history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from docintel.domain.ledger import COLOURS, LedgerFilters, LightShift
from docintel.store import ledger, light_choice
from docintel.store.light_choice import Choice
from docintel.store.light_rules import STARTS, Case, Limit, PaceRules, RuleSet, book, explained, shipped_text, text_of

__all__ = ["STARTS", "Case", "Choice", "Limit", "PaceRules", "RuleSet", "choice_of", "explained", "shipped_text", "text_of"]
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Preview:
    """What a choice would change: rows in all, rows that change colour, and from which colour to which."""

    rules: RuleSet
    rows: int
    changed: int
    shifts: tuple[LightShift, ...]


def current() -> Choice:
    """The choice in force."""
    return light_choice.current()


def in_force() -> RuleSet:
    """The rules in force."""
    return light_choice.in_force()


def rules_of(choice: Choice) -> RuleSet:
    """The rules of a choice that need not be in force. Raises BadInput (a faulty file: what, where, what to do), NotFound."""
    return light_choice.rules_of(choice)


def choice_of(rules: str, text: str = "", limit: str = "") -> Choice:
    """A choice of a shipped set, or of the first set of the office's own file (``text``), as it would be written. Raises BadInput."""
    own = book(text).own if text.strip() else ""
    return Choice(0, own or rules, text if text.strip() else "", limit)


def sets(text: str = "") -> list[RuleSet]:
    """The rule sets to choose from."""
    return list(book(text).sets.values())


def limits(text: str = "") -> list[Limit]:
    """The default limits to choose from."""
    return list(book(text).limits.values())


def preview(choice: Choice, today: date) -> Preview:
    """So many rows would change colour. Raises BadInput, NotFound."""
    rules = rules_of(choice)
    before, after = (ledger.lit(LedgerFilters(), today, r) for r in (light_choice.in_force(), rules))
    moved: dict[tuple[str, str], list[int]] = {}
    for key, old in before.items():
        new = after.get(key, old)
        if new != old:
            moved.setdefault((old, new), []).append(key)
    return Preview(rules, len(before), sum(map(len, moved.values())), tuple(_shifts(moved)))


def _shifts(moved: dict[tuple[str, str], list[int]]) -> Iterator[LightShift]:
    order = list(COLOURS)
    for (old, new), keys in sorted(moved.items(), key=lambda m: (order.index(m[0][1]), order.index(m[0][0]))):
        yield LightShift(old, new, len(keys), tuple(ledger.named(keys[:_EXAMPLES])))


def choose(choice: Choice, who: str, note: str = "", expected: int | None = None) -> Choice:
    """Puts the choice in force; ``expected`` is the number of the choice that the person saw.

    Raises BadInput, NotFound, StoreConflict.
    """
    return light_choice.choose(replace(choice, who=who, note=note), expected)


def history() -> list[Choice]:
    """Every choice, the newest first."""
    return light_choice.history()
