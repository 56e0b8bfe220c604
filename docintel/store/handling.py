"""办理规矩 as data (data/handling.toml) and which of them the office chose: terms for returning and mending, evidence, titles."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from django.db import transaction

from docintel.errors import BadInput, NotFound, StoreConflict
from docintel.store.items import signed
from docintel.store.models import OfficeChoice
from docintel.text.workdays import add_workdays

KINDS = ("return", "mend")
"""What an office chooses a term for."""


@dataclass(frozen=True, slots=True)
class Term:
    """So many days, or working days, with their source."""

    key: str
    name: str
    days: int
    workdays: bool
    source: str

    def after(self, day: date) -> date:
        """The last day of the term that begins after ``day`` (the day itself is not counted, 民法典第201条)."""
        found = add_workdays(day, self.days) if self.workdays else None
        return found[0] if found else day + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one kind to choose from, and the one in force; ``number`` of the office's choice, 0 = the shipped default."""

    kind: str
    name: str
    words: str
    choices: tuple[Term, ...]
    now: Term
    number: int = 0
    who: str = ""
    when: datetime | None = None


@cache
def _shipped() -> Mapping[str, Any]:
    return tomllib.loads(files("docintel.store").joinpath("data", "handling.toml").read_text(encoding="utf-8"))


def terms(kind: str) -> Terms:
    """The terms of a kind (of KINDS). Raises NotFound."""
    if kind not in KINDS:
        raise NotFound(f"没有办理规矩 {kind}；现有：{'、'.join(KINDS)}")
    table = _shipped()[kind]
    choices = {key: Term(key, **row) for key, row in table["choices"].items()}
    row = OfficeChoice.objects.filter(key=f"handling.{kind}").order_by("pk").last()
    now = choices.get(str(row.value)) if row else None
    chosen = (row.pk, row.who, row.when) if row else (0, "", None)
    return Terms(kind, table["name"], table["words"], tuple(choices.values()), now or choices[table["use"]], *chosen)


def term(kind: str) -> Term:
    """The term in force."""
    return terms(kind).now


@transaction.atomic
def choose(kind: str, key: str, who: str, note: str = "", expected: int | None = None) -> Terms:
    """Puts another term in force; ``expected`` is the number of the choice that the person saw.

    Raises NotFound, BadInput (no such term, or the one in force), StoreConflict.
    """
    signed(who)
    last = OfficeChoice.objects.select_for_update().filter(key=f"handling.{kind}").order_by("pk").last()
    before = terms(kind)
    if expected is not None and expected != (last.pk if last else 0):
        raise StoreConflict(f"“{before.name}”在此期间已被改选；请刷新后再选")
    known = {t.key: t.name for t in before.choices}
    if key not in known:
        raise BadInput(f"“{before.name}”没有 {key} 这一种；可用：{'、'.join(f'{k}（{v}）' for k, v in known.items())}")
    if key == before.now.key:
        raise BadInput(f"“{before.name}”现在就是{known[key]}，没有变化")
    OfficeChoice(key=f"handling.{kind}", value=key, who=who, note=note.strip()).save()
    return terms(kind)


def most_bytes() -> int:
    """How large a file given as evidence may be."""
    return int(_shipped()["evidence"]["most_mb"]) * 2**20


def announced() -> Mapping[str, Any]:
    """``verbs`` before the title of an announced paper, their ``reach`` in letters, ``not_itself``: words of titles of other papers."""
    found: Mapping[str, Any] = _shipped()["announced"]
    return found
