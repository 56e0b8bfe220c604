"""机构名录: learns the bodies that papers name in full, and settles whom the ledger's owners mean.

What is settled follows from the owners' own words, the bodies that papers name and what people said, never from the order of reading:
everything here can be worked out again at any time with the same result. A mere settling is no change of a ledger row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from docintel.store import bulk, outbox
from docintel.store.models import Body, BodyAlias, BodySighting, Owner, Paper
from docintel.store.models.items import UNSETTLED
from docintel.store.rows import Columns
from docintel.text.bodies import OWN, WRITTEN, BodyName, full_name
from docintel.text.gazetteer import Gazetteer
from docintel.text.places import Path

FIRM = ("issuer", "paper")
"""What a paper itself says of an owner; the gazetteer only says under which body that name is kept."""
MANY = 500

Key = tuple[str, str]  # (place, function)
Group = tuple[str, str, bool, str]  # scope, function, own, resolved of owners that mean the same
Verdict = tuple[int | None, str]  # body, how
OPEN: Verdict = (None, "")


def path(words: str) -> Path:
    """The place that the store writes as 浙江省/温州市."""
    return tuple(words.split("/")) if words else ()


# learning ------------------------------------------------------------------------------------------------------------


def learn(seen: Sequence[tuple[int, list[Columns]]]) -> None:
    """Notes which bodies new papers (by primary key) name in full. Must run inside the transaction that saves them."""
    ids = bodies_named({(c["place"], c["function"]) for _, columns in seen for c in columns})
    _look_again(ids.values())
    rows = [(ids[c["place"], c["function"]], paper, c["where"]) for paper, columns in seen for c in columns]
    bulk.insert(BodySighting, ({"body_id": body, "paper_id": paper, "where": where} for body, paper, where in rows))


def learn_again(paper: Paper, columns: list[Columns]) -> None:
    """The same for a paper that was read before: what it no longer names is forgotten with it."""
    old = {(s.body_id, s.where): s.pk for s in BodySighting.objects.filter(paper=paper)}
    ids = bodies_named({(c["place"], c["function"]) for c in columns})
    new = {(ids[c["place"], c["function"]], c["where"]) for c in columns}
    _look_again(ids.values())
    gone = [key for key in old if key not in new]
    BodySighting.objects.filter(pk__in=[old[key] for key in gone]).delete()
    Body.objects.filter(pk__in={body for body, _ in gone}).update(changed=True)
    bulk.insert(BodySighting, ({"body_id": body, "paper_id": paper.pk, "where": where} for body, where in sorted(new - old.keys())))


def _look_again(bodies: Iterable[int]) -> None:
    """Bodies that no paper has named so far may change what names mean."""
    keys = sorted(bodies)
    for at in range(0, len(keys), MANY):
        unheld = Body.objects.filter(pk__in=keys[at : at + MANY], changed=False)
        unheld.filter(~Exists(BodySighting.objects.filter(body=OuterRef("pk")))).update(changed=True)


def bodies_named(keys: Iterable[Key]) -> dict[Key, int]:
    """(place, function) → primary key of each body; those that are not there are made."""
    wanted = set(keys)
    found: dict[Key, int] = {}
    ordered = sorted(wanted)
    for at in range(0, len(ordered), MANY):
        some = ordered[at : at + MANY]
        known = Body.objects.filter(place__in={p for p, _ in some}, function__in={f for _, f in some})
        rows = known.values_list("pk", "place", "function")
        found |= {(place, function): pk for pk, place, function in rows if (place, function) in wanted}
    new = [key for key in ordered if key not in found]
    pks = bulk.reserve(Body, len(new))
    made = zip(pks, new, strict=True)
    bulk.insert(Body, ({"id": pk, "place": p, "function": f, "name": full_name(path(p), f)} for pk, (p, f) in made))
    return found | dict(zip(new, pks, strict=True))


# settling ------------------------------------------------------------------------------------------------------------


def usable() -> QuerySet[Body]:
    """The bodies that a name may mean: those that a paper names in full or a person entered, and that nobody stopped."""
    held = Q(by_person=True) | Exists(BodySighting.objects.filter(body=OuterRef("pk")))
    return Body.objects.filter(held, stopped=False)


def gazetteer(places: Sequence[str]) -> Gazetteer:
    """What is known of the bodies of these places."""
    known = Gazetteer()
    for at in range(0, len(places), MANY):
        some = places[at : at + MANY]
        functions: dict[str, list[str]] = {}
        linked = (
            usable()
            .filter(place__in=some)
            .values_list("place", "function", "same_as__place", "same_as__function", "successor__place", "successor__function")
        )
        for place, function, same_place, same, later_place, later in linked:
            functions.setdefault(place, []).append(function)
            if same and same_place == place:
                known.succeed(path(place), function, same)
            if later and later_place == place:
                known.succeed(path(place), function, later, reform=True)
        for place, names in functions.items():
            known.add(path(place), names)
        for place, short, own, full_place, full in BodyAlias.objects.filter(place__in=some).values_list(
            "place", "function", "own", "body__place", "body__function"
        ):
            if full is None or full_place == place:
                known.tell(path(place), short, full, own=own)
    return known


def settle() -> int:
    """Says of every owner that needs it which body it means; how many names found another body than before.

    Looked at are the names of places where an owner is new or a body has changed. What a person wrote as owner stays as it is.
    """
    with transaction.atomic():
        bulk.wait_for_writers()
        changed = sorted(set(Body.objects.filter(changed=True).values_list("place", flat=True).distinct()))
        new = set(Owner.objects.filter(settled=UNSETTLED, by_person=False).values_list("scope", flat=True).distinct())
        if not changed and not new:
            return 0
        scopes = sorted({*changed, *new} - {""})
        moved = sum(_settle(scopes[at : at + MANY]) for at in range(0, len(scopes), MANY))
        Owner.objects.filter(settled=UNSETTLED, by_person=False).update(settled="")
        Body.objects.filter(changed=True).update(changed=False)
        return moved


def _settle(scopes: Sequence[str]) -> int:
    groups: dict[Group, set[Verdict]] = {}
    owners = Owner.objects.filter(scope__in=scopes, by_person=False).order_by().distinct()
    for scope, function, own, resolved, body, settled in owners.values_list("scope", "function", "own", "resolved", "body", "settled"):
        groups.setdefault((scope, function, own, resolved), set()).add((body, settled))
    known = gazetteer(scopes)
    meant = {group: _meaning(known, group) for group in groups}
    ids = _ids({(group[0], full) for group, (full, _) in meant.items() if full})
    told = _told_elsewhere(scopes)
    updates = []
    for group, (full, how) in meant.items():
        scope, function, own, _ = group
        alias = (scope, function, own)
        meant_body = told[alias] if alias in told else ids[scope, full] if full else None
        basis = "person" if alias in told else how
        verdict = (meant_body, basis if meant_body or basis == "person" else "")
        if not groups[group] <= ({verdict, (None, UNSETTLED)} if verdict == OPEN else {verdict}):
            updates.append((*verdict, *group))
    _write(updates)
    return len(updates)


def _meaning(known: Gazetteer, group: Group) -> tuple[str | None, str]:
    """(full function, how)."""
    scope, function, own, resolved = group
    place = path(scope)
    if resolved in FIRM:
        return known.head(place, function), resolved
    by = OWN if own else WRITTEN if resolved == "written" else "level"
    meaning = known.find(BodyName(place, function, by))
    return meaning.function, {"told": "person", "known": "learned"}.get(meaning.how, meaning.how)


def _ids(keys: set[Key]) -> dict[Key, int | None]:
    """The bodies of these full names, made where need be: behind their links, and none where a person stopped them."""
    made = bodies_named(keys)
    kept = _kept()
    return {key: kept.get(pk, pk) for key, pk in made.items()}


def _kept() -> dict[int, int | None]:
    """Bodies that people linked or stopped → the body under which they are kept, None for none."""
    links = Body.objects.filter(Q(stopped=True) | Q(same_as__isnull=False)).values_list("pk", "same_as", "stopped")
    linked = {pk: (same, stopped) for pk, same, stopped in links}

    def follow(pk: int | None) -> int | None:
        while pk in linked:
            same, stopped = linked[pk]
            if same is None or stopped:
                return None
            pk = same
        return pk

    return {pk: follow(pk) for pk in linked}


def _told_elsewhere(scopes: Sequence[str]) -> dict[tuple[str, str, bool], int | None]:
    """Aliases for a body of another place, which the gazetteer of a place does not hold."""
    rows = BodyAlias.objects.filter(place__in=scopes, body__isnull=False).values_list("place", "function", "own", "body__place", "body")
    kept = _kept()
    return {(place, function, own): kept.get(body, body) for place, function, own, at, body in rows if at != place}


def _write(updates: Sequence[tuple[int | None, str, str, str, bool, str]]) -> None:
    if updates:
        _queue(updates)
        sql = (
            f"UPDATE {Owner._meta.db_table} SET body_id = %s, settled = %s"  # noqa: S608 - the table's own name
            " WHERE scope = %s AND function = %s AND own = %s AND resolved = %s AND NOT by_person"
        )
        with connection.cursor() as cursor:
            cursor.executemany(sql, updates)


def _queue(updates: Sequence[tuple[int | None, str, str, str, bool, str]]) -> None:
    """Papers whose owners are known by another name from now on go into the index again; new ones wait for it anyway."""
    named = {(scope, function) for _, _, scope, function, _, _ in updates}
    places = {scope for scope, _ in named}
    owners = Owner.objects.filter(scope__in=places, by_person=False).exclude(settled=UNSETTLED).order_by()
    rows = owners.values_list("scope", "function", "obligation__paper").distinct()
    outbox.queue({paper for scope, function, paper in rows.iterator() if (scope, function) in named})
