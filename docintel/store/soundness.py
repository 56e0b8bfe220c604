"""Whether the records hold together: what the database itself checks, and what docintel promises of them. Reads only."""

from __future__ import annotations

from pathlib import Path

from django.db import connection
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from docintel.store import snapshot
from docintel.store.models import Benefit, History, Norm, Obligation, Outbox, Paper, PaperVersion, Provision, Review

SAMPLE = 50
LEFT_OUT = "……"
"""Stands in the words of an item whose promises lie apart in the paper."""


def sqlite_file() -> Path | None:
    """The file of the records, None on a server or in memory."""
    name = str(connection.settings_dict["NAME"])
    return None if snapshot.kind() != "sqlite" or "memory" in name else Path(name)


def damage(thorough: bool) -> list[str]:
    """What the database finds wrong with itself. ``thorough``: every page is read; else a look at whether it answers."""
    file = sqlite_file()
    if file and thorough and file.is_file():
        return snapshot.damage(file)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM store_paper")
        cursor.fetchone()
    return []


def loose_ends() -> dict[str, int]:
    """What should not be, with its number; names in Chinese, only those that are."""
    current = PaperVersion.objects.filter(paper=OuterRef("pk"), number=OuterRef("version"))
    history = History.objects.filter(kind="item", subject=OuterRef("item_id"))
    decided = Obligation.objects.exclude(state="proposed") | Obligation.objects.filter(due_by_person=True)
    unknown = History.objects.filter(kind="item")
    for model in (Obligation, Benefit, Norm):
        unknown = unknown.filter(~Exists(model.objects.filter(item_id=OuterRef("subject"))))
    found = {
        "公文缺少当前版本的正文": Paper.objects.filter(~Exists(current)).count(),
        "事项有人工改动却没有修改记录": decided.filter(~Exists(history)).count(),
        "修改记录指向不存在的事项": unknown.values("subject").distinct().count(),
        "人工更正没有修改记录": Review.objects.filter(
            ~Exists(History.objects.filter(kind=OuterRef("kind"), subject=OuterRef("subject"), field=OuterRef("field")))
        ).count(),
        "事项的原文与公文正文对不上（抽查）": _misplaced(),
    }
    return {name: count for name, count in found.items() if count}


def _misplaced() -> int:
    """Of a sample of items, how many whose words do not stand where they should (law 1)."""
    rows = Obligation.objects.filter(gone_since=None, version=F("paper__version")).order_by("?")[:SAMPLE]
    texts: dict[int, str] = {}
    wrong = 0
    for row in rows.only("paper_id", "version", "start", "end", "source_text"):
        if row.paper_id not in texts:
            found = PaperVersion.objects.filter(paper_id=row.paper_id, number=row.version).values_list("text", flat=True).first()
            texts[row.paper_id] = found or ""
        words = "".join(texts[row.paper_id][row.start : row.end].split())
        wrong += not all("".join(piece.split()) in words for piece in row.source_text.split(LEFT_OUT))
    return wrong


def passages() -> dict[str, int]:
    """Paper → provisions that should be in the index; papers with changes that wait are left out."""
    waiting = set(Outbox.objects.filter(done=None).values_list("doc_id", flat=True))
    found: dict[str, int] = {}
    for doc in Provision.objects.order_by("paper_id").values_list("paper__doc_id", flat=True).iterator():
        found[doc] = found.get(doc, 0) + 1
    return {doc: count for doc, count in found.items() if doc not in waiting}


def oldest_waiting() -> float:
    """Hours that the oldest change of the index has waited; 0 when none waits."""
    first = Outbox.objects.filter(done=None).order_by("id").values_list("created", flat=True).first()
    return (timezone.now() - first).total_seconds() / 3600 if first else 0.0


def clock_behind() -> float:
    """Hours by which the clock is behind the newest entry of the history; 0 when it is not."""
    newest = History.objects.order_by("-when").values_list("when", flat=True).first()
    return max(0.0, (newest - timezone.now()).total_seconds() / 3600) if newest else 0.0


def digests() -> list[tuple[str, str]]:
    """(sha256, paper) of every current version."""
    rows = PaperVersion.objects.filter(number=F("paper__version")).order_by("pk")
    return list(rows.values_list("sha256", "paper__doc_id"))
