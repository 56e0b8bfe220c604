"""What the index must still learn. Rows are written in the transaction that changes the records (law 6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from docintel.domain.facts import Fact, standing_in
from docintel.domain.passages import Passage
from docintel.domain.relations import Repeal
from docintel.store.facts import facts_of
from docintel.store.models import Outbox, Paper, PaperVersion, Provision
from docintel.store.relations import repealed

BATCH = 200


@dataclass(frozen=True, slots=True)
class Pending:
    """One change of the index: passages to add or replace, passage ids to drop."""

    id: int
    doc: str
    upserts: tuple[Passage, ...]
    deletes: tuple[str, ...]


def passage_id(doc_id: str, provision_id: str) -> str:
    """The id of a provision in the index: unique over all papers."""
    return f"{doc_id}#{provision_id}"


def count() -> int:
    """How many changes wait."""
    return Outbox.objects.filter(done=None).count()


def was_taken() -> bool:
    """Whether an index has ever taken something in: an empty one then has lost more than what waits (a restored library)."""
    return Outbox.objects.exclude(done=None).exists()


def pending(limit: int = BATCH) -> list[Pending]:
    """The oldest changes that wait, in order, with the passages as they stand now."""
    rows = list(Outbox.objects.filter(done=None).order_by("id")[:limit])
    papers = {p.doc_id: p for p in Paper.objects.filter(doc_id__in={r.doc_id for r in rows})}
    repeals, facts = repealed([p.pk for p in papers.values()]), facts_of(p.pk for p in papers.values())
    known = {doc: {x.passage_id: x for x in _passages(paper, repeals, facts.get(paper.pk, ()))} for doc, paper in papers.items()}
    out = []
    for row in rows:
        passages = known.get(row.doc_id, {})
        wanted = [passage_id(row.doc_id, p) for p in row.upserts]
        dropped = [passage_id(row.doc_id, p) for p in row.deletes]
        out.append(
            Pending(
                row.pk,
                row.doc_id,
                tuple(passages[w] for w in wanted if w in passages),
                tuple(d for d in (*dropped, *(w for w in wanted if w not in passages)) if d not in passages),
            )
        )
    return out


def mark_done(ids: Sequence[int]) -> None:
    """The index has taken these in (and flushed them)."""
    Outbox.objects.filter(pk__in=list(ids)).update(done=timezone.now())


def queue(papers: Iterable[int]) -> None:
    """Queues every passage of these papers (primary keys): what is known of them changed. Belongs into the transaction that changed it."""
    ids: dict[str, list[str]] = {}
    found = Provision.objects.filter(paper__in=sorted(set(papers))).order_by("paper_id", "order")
    for doc, provision in found.values_list("paper__doc_id", "provision_id"):
        ids.setdefault(doc, []).append(provision)
    Outbox.objects.bulk_create([Outbox(doc_id=doc, upserts=provisions) for doc, provisions in ids.items()], batch_size=1000)


def facts_by_provision(paper: Paper) -> dict[str, tuple[Fact, ...]]:
    """Provision id → the facts that stand in it, as they are now."""
    facts = facts_of([paper.pk]).get(paper.pk, [])
    return {p.provision_id: standing_in(facts, p.start, p.end) for p in Provision.objects.filter(paper=paper)}


def rebuild() -> int:
    """Queues every passage of every paper again, for an index that was deleted or has another schema; number of papers."""
    with transaction.atomic():
        Outbox.objects.filter(done=None).update(done=timezone.now())
        ids: dict[str, list[str]] = {}
        for doc, provision in Provision.objects.order_by("paper_id", "order").values_list("paper__doc_id", "provision_id"):
            ids.setdefault(doc, []).append(provision)
        Outbox.objects.bulk_create([Outbox(doc_id=doc, upserts=found) for doc, found in ids.items()], batch_size=1000)
    return len(ids)


def passages(docs: Iterable[str] | None = None) -> Iterator[Passage]:
    """Every passage of the library (or of ``docs``) as it should stand in the index."""
    papers = Paper.objects.order_by("id")
    for paper in (papers if docs is None else papers.filter(doc_id__in=list(docs))).iterator():
        yield from _passages(paper, repealed([paper.pk]), facts_of([paper.pk]).get(paper.pk, ()))


def _passages(paper: Paper, repeals: Mapping[int, Repeal], facts: Sequence[Fact]) -> list[Passage]:
    text = PaperVersion.objects.values_list("text", flat=True).get(paper=paper, number=paper.version)
    ended = repeals.get(paper.pk)
    return [
        Passage(
            passage_id=passage_id(paper.doc_id, p.provision_id),
            doc=paper.doc_id,
            start=p.start,
            end=p.end,
            text=text[p.start : p.end],
            title=paper.title,
            heading_path=" > ".join((*p.path, *([p.heading] if p.heading and p.heading not in p.path[-1:] else []))),
            doc_number=paper.doc_number,
            issuer=paper.issuer,
            region="" if paper.region_path == "全国" else paper.region_path,
            kind=paper.doc_kind,
            status=paper.status,
            date=paper.issue_date,
            valid_from=paper.valid_from,
            valid_until=paper.valid_until,
            repealed=ended.day if ended else "",
            repealed_by=ended.title if ended else "",
            repealed_doc=ended.doc if ended else "",
            facts=standing_in(facts, p.start, p.end),
        )
        for p in Provision.objects.filter(paper=paper).order_by("order")
    ]
