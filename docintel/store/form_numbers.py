"""编号登记: the numbers that notices went out under. A number stands for one form until that form is declared void (作废)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from docintel.domain.forms import KINDS, NUMBERED, IssuedNumber, NumberFilters
from docintel.errors import BadInput, NotFound
from docintel.store import bulk
from docintel.store.items import signed
from docintel.store.models import FormNumber
from docintel.store.storable import storable

_YEAR = re.compile(r"〔((?:19|20)\d\d)〕|(?<!\d)((?:19|20)\d\d)(?=年)")
_SERIAL = re.compile(r"(\d{1,12})(?=\D*$)")
_BRACKETS = str.maketrans({"(": "〔", "[": "〔", "【": "〔", "﹝": "〔", ")": "〕", "]": "〕", "】": "〕", "﹞": "〕"})


@dataclass(frozen=True, slots=True)
class Parts:
    """A number taken apart (云督〔2026〕03号 → 云督〔2026〕, 3, 号): what stands before and behind its serial, the digits' count."""

    head: str
    serial: int | None
    tail: str
    width: int
    year: int

    @property
    def bare(self) -> str:
        """As it is compared."""
        return f"{self.head}{'' if self.serial is None else self.serial}{self.tail}"

    def in_year(self, year: int) -> Parts:
        """The same number of another year, where it names one."""
        return replace(self, head=_YEAR.sub(lambda m: m[0].replace(m[1] or m[2], str(year)), self.head), year=year)


def parts(number: str, day: date) -> Parts:
    """A number as people write it; a form of ``day`` whose number names no year belongs to that day's year. Pure."""
    plain = "".join(unicodedata.normalize("NFKC", number).translate(_BRACKETS).split())
    named = _YEAR.search(plain)
    year = int(named[1] or named[2]) if named else day.year
    found = _SERIAL.search(plain)
    if found is None or (named and found.start() < named.end()):  # 云督〔2026〕号: the year is no serial
        return Parts(plain, None, "", 0, year)
    width = len(found[1]) if found[1].startswith("0") else 0
    return Parts(plain[: found.start()], int(found[1]), plain[found.end() :], width, year)


def following(kind: str, day: date) -> str:
    """The number after the newest one of the form in that day's year; the first of a new year; "" before any was given."""
    _known(kind)
    mine = FormNumber.objects.filter(kind=kind).exclude(serial=None)
    newest = mine.filter(year=day.year).first() or mine.first()
    if newest is None:
        return ""
    like = parts(newest.number, newest.day).in_year(day.year)
    given = (parts(number, when) for number, when in mine.filter(year=day.year).values_list("number", "day"))
    last = max((p.serial or 0 for p in given if p.head == like.head), default=0)
    return f"{like.head}{last + 1:0{like.width}d}{like.tail}"


@transaction.atomic
def issue(kind: str, number: str, items: Sequence[str], *, unit: str, day: date, who: str) -> IssuedNumber:
    """Writes down that a form goes out under ``number``. Raises BadInput: no number, or one in use (by whom, for what, what is free)."""
    _known(kind)
    signed(who)
    number = storable(number.strip())
    read = parts(number, day)
    if not read.bare or len(number) > 60:
        raise BadInput("编号不能为空，也不能超过60个字")
    bulk.wait_for_writers()
    before = FormNumber.objects.filter(kind=kind, year=read.year, bare=read.bare, voided_at=None).first()
    if before is not None:
        raise BadInput(_used(before, following(kind, day)))
    row = FormNumber(kind=kind, year=read.year, number=number, bare=read.bare, serial=read.serial, unit=unit, day=day, who=who)
    row.items = " ".join(items)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:  # another server process was faster
        raise BadInput(f"编号 {number} 刚刚已被使用；请换下一个") from error
    return _issued(row)


def _used(row: FormNumber, free: str) -> str:
    when = timezone.localtime(row.when).strftime("%Y-%m-%d")
    to = f"发给{row.unit}的" if row.unit else ""
    told = f"编号 {row.number} 已由{row.who}于{when}用在{to}{KINDS[row.kind]}上（{len(row.items.split())}项），不能重复使用"
    return f"{told}；下一个是 {free}，原来那份不用了的，请先在“编号登记”里作废"


@transaction.atomic
def void(line: int, who: str, reason: str) -> IssuedNumber:
    """作废: the form of this line is not in force; its number may be given again. Raises NotFound, BadInput (no reason, void already)."""
    signed(who)
    row = FormNumber.objects.select_for_update().filter(pk=line).first()
    if row is None:
        raise NotFound(f"编号登记中没有第 {line} 行；用 docintel forms numbers 查看")
    if row.voided_at is not None:
        raise BadInput(f"编号 {row.number} 已由{row.voided_by}作废，不用再办")
    if not reason.strip():
        raise BadInput("作废要写明原因")
    row.voided_by, row.voided_at, row.void_reason = who, timezone.now(), storable(reason.strip())
    row.save(update_fields=["voided_by", "voided_at", "void_reason"])
    return _issued(row)


def years() -> list[int]:
    """The years that the register has lines of, the newest first."""
    return list(FormNumber.objects.order_by("-year").values_list("year", flat=True).distinct())


def count(filters: NumberFilters) -> int:
    """How many lines the filters leave."""
    return _filtered(filters).count()


def rows(filters: NumberFilters, offset: int = 0, limit: int | None = None) -> list[IssuedNumber]:
    """Lines of the register, the newest first."""
    return [_issued(row) for row in _filtered(filters)[offset : None if limit is None else offset + limit]]


def _filtered(filters: NumberFilters) -> QuerySet[FormNumber]:
    found = FormNumber.objects.all()
    if filters.kind:
        found = found.filter(kind=_known(filters.kind))
    if filters.year:
        found = found.filter(year=filters.year)
    if words := filters.text.strip():
        bare = parts(words, timezone.localdate()).bare
        held = Q(number__icontains=words) | Q(unit__icontains=words) | Q(who__icontains=words) | Q(items__icontains=words)
        found = found.filter(held | Q(bare__icontains=bare))
    return found


def _known(kind: str) -> str:
    if kind not in NUMBERED:
        raise NotFound(f"{kind} 不在编号登记之列；有登记的：{'、'.join(f'{k}（{KINDS[k]}）' for k in NUMBERED)}")
    return kind


def _issued(r: FormNumber) -> IssuedNumber:
    voided = (r.voided_by, r.voided_at, r.void_reason)
    return IssuedNumber(r.pk, r.kind, r.year, r.number, r.unit, tuple(r.items.split()), r.day, r.who, r.when, *voided)
