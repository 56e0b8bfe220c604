"""What people decide about bodies: short names, writings of one body, successors, entries that are none. Each with its history.

A decision is a row of its own that no reading touches; the ledger's owners are settled anew in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction

from docintel.errors import BadInput
from docintel.store import bulk
from docintel.store.bodies import bodies_named, settle
from docintel.store.body_lists import KIND, find, place_of, said
from docintel.store.models import Body, BodyAlias, History, Owner
from docintel.store.models.items import UNSETTLED
from docintel.text.abbreviations import list_name
from docintel.text.bodies import OWN, read_name
from docintel.text.places import Path, place_path

NOBODY = "不是机构"


def _begin(who: str) -> None:
    """Every decision is signed, and is made while nobody else settles names."""
    if not who.strip():
        raise BadInput("改动机构名录必须写明经办人；命令行用 --by 用户名")
    bulk.wait_for_writers()


def _tell(subject: str, who: str, field: str, change: tuple[str, str], note: str = "") -> None:
    old, new = change
    History.objects.create(kind=KIND, subject=subject, who=who, field=field, old=old, new=new, note=note)


def _again(place: str) -> None:
    """Names at ``place`` are settled anew."""
    Owner.objects.filter(scope=place, by_person=False).update(settled=UNSETTLED)


def entered(full: str, who: str, region: Path = ()) -> Body:
    """The body of the full name ``full``, entered by a person if the gazetteer lacks it. Raises BadInput for a name without its place."""
    known = Body.objects.filter(name=full.strip()).first()
    if known is None:
        name = read_name(full, region or place_of(full))
        if name is None or name.by == OWN:
            raise BadInput(f"“{full}”看不出是哪个地方的机构；请写全称，如 温州市科学技术局")
        key = ("/".join(name.place), list_name(name.function) or name.function)
        known = Body.objects.get(pk=bodies_named([key])[key])
    if not known.by_person:
        known.by_person, known.changed = True, True
        known.save(update_fields=["by_person", "changed"])
        _tell(known.name, who, "new", ("", known.name))
    return known


@transaction.atomic
def alias(place: str, function: str, full: str | None, who: str, *, own: bool = False, note: str = "") -> str:
    """Remembers that ``function`` (as the owners' rows have it) at ``place`` means the body ``full``; None: no body. Its full name."""
    _begin(who)
    region = tuple(place.split("/"))
    body = entered(full, who, region) if full else None
    old = BodyAlias.objects.filter(place=place, function=function, own=own).select_related("body").first()
    before = (old.body.name if old.body else NOBODY) if old else ""
    name = body.name if body else NOBODY
    if old and before == name:
        return name
    BodyAlias.objects.update_or_create(place=place, function=function, own=own, defaults={"body": body, "who": who, "note": note})
    short = said(place, function, own=own)
    for subject in dict.fromkeys(x for x in (before, name) if x and x != NOBODY):
        _tell(subject, who, "alias", ("", short) if subject == name else (short, f"{short} 改指 {name}"), note)
    if name == NOBODY:
        _tell(short, who, "alias", (before, NOBODY), note)
    _again(place)
    settle()
    return name


@transaction.atomic
def drop_alias(place: str, function: str, who: str, *, own: bool = False, note: str = "") -> None:
    """Takes a person's short name back. Raises BadInput where there is none."""
    _begin(who)
    old = BodyAlias.objects.filter(place=place, function=function, own=own).select_related("body").first()
    short = said(place, function, own=own)
    if old is None:
        raise BadInput(f"没有人为“{short}”指定过机构")
    _tell(old.body.name if old.body else short, who, "alias", (short, ""), note or "撤销")
    old.delete()
    _again(place)
    settle()


def meaning_of(short: str, place: str) -> tuple[str, str, bool]:
    """(place, function, own) under which owners of papers of ``place`` keep the name ``short``. Raises BadInput."""
    region = place_path(place)
    if not region:
        raise BadInput(f"不认识地区“{place}”；请写成 温州市 或 浙江省温州市 的样子")
    name = read_name(short, region)
    if name is None:
        raise BadInput(f"“{short}”不像是{place}的一个机构的名称")
    return "/".join(name.place), name.function, name.by == OWN


@transaction.atomic
def merge(name: str, into: str, who: str, since: date | None = None, note: str = "") -> None:
    """``name`` is another writing of ``into``; with ``since`` a body of its own that became ``into`` on that day.

    Raises NotFound, BadInput.
    """
    _begin(who)
    one, other = find(name), entered(into, who)
    seen, at = {one.pk}, other
    while at is not None:
        if at.pk in seen:
            raise BadInput(f"{name} 与 {into} 互为旧称，不能归并")
        seen.add(at.pk)
        at = at.same_as or at.successor  # type: ignore[assignment]
    link = (
        {"same_as": None, "successor": other, "successor_since": since}
        if since
        else {"same_as": other, "successor": None, "successor_since": None}
    )
    _link(one, link)
    field = "successor" if since else "merge"
    new = f"{other.name}（{since} 起）" if since else other.name
    _tell(one.name, who, field, ("", new), note)
    _tell(other.name, who, field, ("", f"{'旧称' if since else '又作'} {one.name}"), note)
    _again(one.place)
    settle()


@transaction.atomic
def part(name: str, who: str, note: str = "") -> None:
    """Takes a merge or a change of name back."""
    _begin(who)
    one = find(name)
    other = one.same_as or one.successor
    if other is None:
        raise BadInput(f"{name} 没有归并到别的机构")
    _link(one, {"same_as": None, "successor": None, "successor_since": None})
    _tell(one.name, who, "merge", (other.name, ""), note or "撤销归并")
    _again(one.place)
    settle()


def _link(body: Body, link: dict[str, Any]) -> None:
    for field, value in link.items():
        setattr(body, field, value)
    body.changed = True
    body.save()


@transaction.atomic
def stop(name: str, who: str, *, again: bool = False, note: str = "") -> None:
    """The entry is no body, or none any more: no name means it; ``again`` takes that back. Raises NotFound."""
    _begin(who)
    body = find(name)
    if body.stopped == (not again):
        return
    body.stopped, body.changed = not again, True
    body.save()
    _tell(name, who, "stop", ("停用", "") if again else ("", "停用"), note)
    _again(body.place)
    settle()


def decided() -> Iterator[dict[str, Any]]:
    """Everything that people decided, as rows that :func:`take` reads."""
    for body in Body.objects.select_related("same_as", "successor").order_by("place", "name"):
        if body.by_person or body.stopped or body.same_as or body.successor:
            yield {
                "record": "body",
                "name": body.name,
                "place": body.place,
                "function": body.function,
                "by_person": body.by_person,
                "stopped": body.stopped,
                "same_as": body.same_as.name if body.same_as else None,
                "successor": body.successor.name if body.successor else None,
                "since": body.successor_since.isoformat() if body.successor_since else None,
            }
    for a in BodyAlias.objects.select_related("body").order_by("place", "function", "own"):
        yield {
            "record": "alias",
            "place": a.place,
            "function": a.function,
            "own": a.own,
            "body": a.body.name if a.body else None,
            "who": a.who,
            "note": a.note,
        }


@transaction.atomic
def take(rows: list[dict[str, Any]], who: str) -> int:
    """Takes rows of :func:`decided` over, all or none; how many changed something. What people decided here already stays."""
    _begin(who)
    taken = 0
    for row in (r for r in rows if r.get("record") == "body"):
        key = (str(row["place"]), str(row["function"]))
        pk = bodies_named([key])[key]
        taken += Body.objects.filter(pk=pk, by_person=False).update(by_person=True, changed=True) if row.get("by_person") else 0
    for row in rows:
        if row.get("record") == "alias":
            known = {"place": row["place"], "function": row["function"], "own": bool(row.get("own"))}
            if not BodyAlias.objects.filter(**known).exists():
                alias(row["place"], row["function"], row.get("body"), who, own=known["own"], note=row.get("note") or "导入")
                taken += 1
        elif row.get("record") == "body":
            body = find(row["name"])
            into = row.get("same_as") or row.get("successor")
            if into and not (body.same_as or body.successor):
                merge(body.name, into, who, date.fromisoformat(row["since"]) if row.get("since") else None, "导入")
                taken += 1
            if row.get("stopped") and not body.stopped:
                stop(body.name, who, note="导入")
                taken += 1
    settle()
    return taken
