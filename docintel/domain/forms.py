"""Word 表单: the forms that an office sends, and what is put into them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from docintel.domain.ledger import LedgerRow

KINDS = {"supervise": "督办通知单", "urge": "催办通知单", "opinion": "办理情况征询意见表", "circular": "情况通报"}
"""Form code → its name, which is also the name of its template (督办通知单.docx)."""


NUMBERED = ("supervise", "urge")
"""Forms whose numbers the register (编号登记) keeps. A 情况通报 takes its 发文字号 from the office's own registry."""


@dataclass(frozen=True, slots=True)
class IssuedNumber:
    """A line of the register: ``unit`` that the form went to, ids of its ``items``; ``voided_at`` None = the number is in use."""

    line: int
    kind: str
    year: int
    number: str
    unit: str
    items: tuple[str, ...]
    day: date
    who: str
    when: datetime
    voided_by: str = ""
    voided_at: datetime | None = None
    void_reason: str = ""


@dataclass(frozen=True, slots=True)
class NumberFilters:
    """Empty = no restriction; ``text``: part of a number, of a unit's name or of who issued it, or a row's id."""

    kind: str = ""
    year: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """What an office says of itself on its forms, and what the person who makes one adds. Empty = left to be filled in by hand.

    ``name``: 发文机关标志 and signature; ``feedback``: how to report; ``demand``: what is asked, lines; ``number``: 编号 or 文号;
    ``day``: 成文日期; ``limit``: until when a unit is to report; ``back``: within what time a 征询意见表 comes back.
    """

    name: str = ""
    contact: str = ""
    phone: str = ""
    feedback: str = ""
    demand: str = ""
    back: str = ""
    cc: str = ""
    printer: str = ""
    number: str = ""
    scope: str = ""
    title: str = ""
    day: date | None = None
    limit: date | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """交办: a unit that a row was given to; ``role`` lead | support, ``limit`` the day set for it, ``day`` when it was given."""

    unit: str
    role: str
    limit: date | None
    day: date


@dataclass(frozen=True, slots=True)
class FormRow:
    """A ledger row on a form: ``words`` of its paper that it rests on, the units it was given to.

    ``named``: the bodies that lead it by the paper, in full as far as that is certain; who only says 我委 is the issuer.
    """

    row: LedgerRow
    words: str
    given: tuple[Given, ...] = ()
    named: tuple[str, ...] = ()

    @property
    def lead(self) -> tuple[str, ...]:
        """主办: the units that it was given to, before that happened the bodies that the paper names."""
        return tuple(g.unit for g in self.given if g.role == "lead") or self.named

    @property
    def support(self) -> tuple[str, ...]:
        """协办, likewise."""
        return tuple(g.unit for g in self.given if g.role == "support") if self.given else _full(self.row, self.row.support)


def _full(row: LedgerRow, names: tuple[str, ...]) -> tuple[str, ...]:
    """Full names as far as they are certain: a form goes to a body, not to what one paper calls it."""
    known = {o.name or o.full: o.full for o in row.owners if o.full}
    return tuple(dict.fromkeys(known.get(name, name) for name in names))


@dataclass(frozen=True, slots=True)
class Field:
    """A placeholder of a template: ``name`` (items.text: inside of the loop over items), what it stands for."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a template: ``place`` (第3段, 表1第2行, 页脚), what, what to do."""

    place: str
    words: str


@dataclass(frozen=True, slots=True)
class Template:
    """A template in force: ``own`` = the office's, in its data folder; ``faults`` = it cannot be used until they are mended."""

    kind: str
    path: str
    own: bool
    fields: tuple[Field, ...]
    faults: tuple[Fault, ...] = ()
