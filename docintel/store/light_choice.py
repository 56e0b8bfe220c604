"""Which rules the office goes by: chosen by a person, kept for good, the newest in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from docintel.errors import BadInput, StoreConflict
from docintel.store.items import signed
from docintel.store.light_rules import RuleSet, book
from docintel.store.models import LightChoice


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of rules; ``number`` 0 is the shipped default that nobody had to choose. ``text`` is the office's own file."""

    number: int
    rules: str
    text: str = ""
    limit: str = ""
    who: str = ""
    when: datetime | None = None
    note: str = ""


SHIPPED = Choice(0, "default")


def current() -> Choice:
    """The choice in force."""
    row = LightChoice.objects.last()
    return _choice(row) if row else SHIPPED


def in_force() -> RuleSet:
    """The rules that the office goes by."""
    return rules_of(current())


def rules_of(choice: Choice) -> RuleSet:
    """The rule set of a choice. Raises BadInput, NotFound."""
    return book(choice.text).chosen(choice.rules, choice.limit)


def history() -> list[Choice]:
    """Every choice, the newest first."""
    return [_choice(row) for row in LightChoice.objects.order_by("-pk")]


@transaction.atomic
def choose(choice: Choice, expected: int | None = None) -> Choice:
    """Puts other rules in force. ``expected`` is the number of the choice the person saw.

    Raises BadInput (a faulty file, nothing new), NotFound (no such rules), StoreConflict (somebody chose meanwhile).
    """
    signed(choice.who)
    rules_of(choice)
    last = LightChoice.objects.select_for_update().order_by("-pk").first()
    before = _choice(last) if last else SHIPPED
    if expected is not None and expected != before.number:
        raise StoreConflict("亮灯规则在此期间已被改选；请刷新后再选")
    if (choice.rules, choice.text, choice.limit) == (before.rules, before.text, before.limit):
        raise BadInput("选的就是现行规则，没有变化")
    row = LightChoice(rules=choice.rules, text=choice.text, limit=choice.limit, who=choice.who, note=choice.note.strip())
    row.save()
    return _choice(row)


def _choice(row: LightChoice) -> Choice:
    return Choice(row.pk, row.rules, row.text, row.limit, row.who, row.when, row.note)
