"""Make the ledger of a busy office in DOCINTEL_HOME: papers read, copied in bulk, rows confirmed, given to units, answered.

reads   papers already ingested      writes   the library, and users.json: name, password, role, rows that he works on
usage: python library.py ROWS USERS TARGET.json     (scripts/load_test runs it)
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from docintel.workflows import session

session.open_home()

from django.db import transaction  # noqa: E402 - models need an opened home

from docintel.domain.people import PROGRAM, Viewer  # noqa: E402
from docintel.domain.review import QueueFilters  # noqa: E402
from docintel.store.models import Action, Deadline, Obligation, Owner, Paper, PaperVersion, Target  # noqa: E402
from docintel.workflows import handle, people, review, track  # noqa: E402

UNITS = (
    "教育",
    "财政",
    "水利",
    "民政",
    "农业农村",
    "交通运输",
    "卫生健康",
    "科学技术",
    "商务",
    "生态环境",
    "自然资源",
    "人力资源和社会保障",
)
ROLES = ("secretariat",) * 15 + ("unit",) * 22 + ("leader",) * 5 + ("staff",) * 4 + ("auditor",) * 2 + ("administrator",) * 2
"""Of fifty people: who hands out and reviews, who answers, who looks."""
HOT = 5
"""Rows that everybody of the secretariat corrects at the same moment."""
CHANCE = random.Random(20)


def copied(rows: Iterable[Any], link: str, new: dict[int, int]) -> Iterator[Any]:
    """Unsaved copies of rows that hang on another by ``link``; ``new``: key → key of the copy."""
    for row in rows:
        setattr(row, f"{link}_id", new[getattr(row, f"{link}_id")])
        row.pk, row._state.adding = None, True
        yield row


def saved(model: type[Any], rows: Iterable[Any]) -> list[int]:
    return [row.pk for row in model.objects.bulk_create(list(rows), batch_size=500)]


@transaction.atomic
def copy(number: int) -> None:
    """Every paper that was read, with its text and rows, once more."""
    papers = list(Paper.objects.filter(pk__in=READ).order_by("pk"))
    old = [p.pk for p in papers]
    for paper in papers:
        paper.pk, paper._state.adding = None, True
        paper.doc_id, paper.title = f"{paper.doc_id}~{number}", f"{paper.title}（{number}）"
    new = dict(zip(old, saved(Paper, papers), strict=True))
    versions = list(copied(PaperVersion.objects.filter(paper__in=old), "paper", new))
    for version in versions:
        version.sha256 = f"{number:04}{version.sha256[4:]}"
    saved(PaperVersion, versions)
    items = list(Obligation.objects.filter(paper__in=old).order_by("pk"))
    before = [item.pk for item in items]
    for item in items:
        item.item_id = f"{item.item_id}-{number}"
    rows = dict(zip(before, saved(Obligation, copied(items, "paper", new)), strict=True))
    for part in (Owner, Action, Deadline, Target):
        saved(part, copied(part.objects.filter(obligation__in=before), "obligation", rows))


def live(today: date) -> dict[int, list[str]]:
    """Half of the papers reviewed, a tenth of all rows with units, a part of them accepted and reported; unit → rows."""
    for doc in Paper.objects.order_by("pk").values_list("doc_id", flat=True)[::2]:
        if Obligation.objects.filter(paper__doc_id=doc, state="proposed", gone_since=None).exists():
            review.confirm_all(QueueFilters(doc=doc), 0.01, "docintel")
    units = [people.add_unit(f"云川市{name}局", "docintel") for name in UNITS]
    at_work = {n: Viewer(f"联络员{n}", "unit", n, frozenset((n,))) for n in units}
    given: dict[int, list[str]] = {n: [] for n in units}
    ids = list(Obligation.objects.filter(state="confirmed", gone_since=None).values_list("item_id", flat=True))
    for at, item_id in enumerate(CHANCE.sample(ids, min(len(ids), Obligation.objects.count() // 10))):
        lead, support = units[at % len(units)], units[(at + 5) % len(units)]
        limit = today + timedelta(days=CHANCE.randrange(1, 200))
        first, *_ = handle.assign(
            PROGRAM, item_id, [handle.Given(lead, "lead", limit), handle.Given(support, "support", limit)], "请抓紧办理", today=today
        )
        given[lead].append(item_id)
        if at % 2:
            handle.accept(at_work[lead], first)
    for target in Target.objects.filter(obligation__state="in_progress", value__gt=1, unit="个").select_related("obligation")[:300]:
        if target.obligation.targets.count() == 1:
            track.report(target.obligation.item_id, f"{int(target.value or 2) // 2}个", today, "docintel", today=today)
    return given


def main() -> None:
    for number in range(1, int(sys.argv[1]) // len(ROWS) + 2):
        if Obligation.objects.count() + len(ROWS) <= int(sys.argv[1]) + len(ROWS) // 2:
            copy(number)
    given = live(date.today())
    free = list(Obligation.objects.filter(state="confirmed", gone_since=None).order_by("pk").values_list("item_id", flat=True))
    hot, rest, users = free[:HOT], free[HOT:], []
    for number, (role, unit) in enumerate(islice(zip(cycle(ROLES), cycle(given), strict=False), int(sys.argv[2])), 1):
        name = f"user{number:02}"
        password = people.add_member(name, role, "docintel", unit=unit if role == "unit" else None)
        people.chose_password(name)  # the load test works with the ledger; nobody is there to choose a password
        rows = given[unit] if role == "unit" else rest[number * 100 : number * 100 + 100]
        users.append({"name": name, "password": password, "role": role, "rows": rows, "hot": hot})
    Path(sys.argv[3]).write_text(json.dumps(users, ensure_ascii=False), encoding="utf-8")
    print(Obligation.objects.count(), "rows,", Paper.objects.count(), "papers,", len(users), "users")


READ = list(Paper.objects.values_list("pk", flat=True))
ROWS = list(Obligation.objects.values_list("pk", flat=True))
main()
