"""Which schemes of classes (办理结果) there are, and the one that the office chose."""

from __future__ import annotations

from datetime import date

from docintel.domain.outcomes import Classes
from docintel.store import choices
from docintel.structure.schemes import schemes

KEY = "outcome_scheme"


def office() -> str:
    """Key of the office's scheme; "" before it chose one, or where the one it chose is not known any more."""
    chosen = str(choices.current(KEY).value)
    return chosen if chosen in schemes() else ""


def classes(today: date) -> Classes:
    """By what the words of a class are read."""
    return Classes(schemes(), office(), today)
