"""Papers in and out of the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from docintel.domain import findings
from docintel.domain.documents import Document, Table
from docintel.domain.findings import Reading
from docintel.domain.intake import PaperFilters, PaperRow, Saved, VersionRow
from docintel.domain.papers import HeadMatter, Paper, Provision, Section
from docintel.domain.relations import Repeal
from docintel.domain.serial import load
from docintel.domain.standing import Standing, Term, standing
from docintel.errors import BadInput, NotFound
from docintel.store import bodies, bulk, models, relations
from docintel.store.anchoring import replaced
from docintel.store.corrections import PAPER_FIELDS, decisions, lay_over_paper
from docintel.store.layout import blocks_of, lines_of, pages_of
from docintel.store.models import PaperVersion
from docintel.store.rows import Prepared, head_columns, prepare, unit_of
from docintel.store.saving import save_many
from docintel.store.storable import storable
from docintel.store.updating import place_owners

__all__ = [
    "Prepared",
    "catalogue_rows",
    "correct",
    "count",
    "file_of",
    "key_of",
    "known",
    "load_document",
    "load_items",
    "load_paper",
    "load_reading",
    "note_copy",
    "other_forms",
    "prepare",
    "rows",
    "save",
    "save_many",
    "sheets",
    "tally",
    "versions",
]


def save(reading: Reading) -> Saved:
    """Stores a reading: the same again adds nothing, a changed paper changes only what changed (law 2)."""
    saved = save_many([prepare(reading)])[0]
    bodies.settle()
    return saved


def known(sha256: Sequence[str], reader: str) -> dict[str, list[tuple[str, str, dict[str, Any] | None]]]:
    """Digest → (doc id, file stem, catalogue row) of papers whose current version has it and was read by ``reader`` (program version)."""
    found: dict[str, list[tuple[str, str, dict[str, Any] | None]]] = {}
    rows = PaperVersion.objects.filter(sha256__in=list(sha256), reader=reader, number=F("paper__version"))
    for digest, doc_id, stem, catalogue in rows.values_list("sha256", "paper__doc_id", "paper__stem", "paper__catalogue"):
        found.setdefault(digest, []).append((doc_id, stem, catalogue))
    return found


def other_forms(sha256: Sequence[str], reader: str) -> dict[tuple[str, str], tuple[str, dict[str, Any] | None]]:
    """(digest, source) → (doc id, catalogue row) of versions read by ``reader`` that a file beside them has replaced since.

    The same paper often lies in a folder as docx and pdf: each is a version of it, and none of them is new when the folder is read again.
    """
    versions = PaperVersion.objects.filter(paper=OuterRef("paper"), number=OuterRef("paper__version"))
    rows = PaperVersion.objects.filter(sha256__in=list(sha256), reader=reader).exclude(number=F("paper__version"))
    rows = rows.annotate(now=Subquery(versions.values("source")[:1])).exclude(source=F("now"))
    found = rows.values_list("sha256", "source", "paper__doc_id", "paper__catalogue")
    return {(digest, source): (doc_id, catalogue) for digest, source, doc_id, catalogue in found}


def sheets(sha256: Sequence[str]) -> dict[str, str]:
    """Digest → doc id of the papers that stand for a 台账 with these bytes: whatever program looks, nothing is read from them."""
    rows = PaperVersion.objects.filter(sha256__in=list(sha256), number=F("paper__version"), paper__sheet=True)
    return dict(rows.values_list("sha256", "paper__doc_id"))


def catalogue_rows() -> dict[str, dict[str, Any]]:
    """File stem → the catalogue row that was given with it before."""
    return {stem: row or {} for stem, row in models.Paper.objects.exclude(catalogue=None).values_list("stem", "catalogue")}


def note_copy(doc_id: str, source: str) -> None:
    """The same bytes were met under another name."""
    row = _paper(doc_id)
    version = PaperVersion.objects.only("source", "other_sources").get(paper=row, number=row.version)
    source = storable(source)
    if source != version.source and source not in version.other_sources:
        version.other_sources = [*version.other_sources, source]
        version.save(update_fields=["other_sources"])


def tally(doc_ids: Sequence[str]) -> dict[str, int]:
    """How many provisions, obligations, deadlines and benefits these papers hold now; what is gone is left out."""
    totals = dict.fromkeys(("provisions", "obligations", "deadlines", "benefits"), 0)
    for at in range(0, len(doc_ids), 500):
        some = doc_ids[at : at + 500]
        totals["provisions"] += models.Provision.objects.filter(paper__doc_id__in=some).count()
        totals["obligations"] += models.Obligation.objects.filter(paper__doc_id__in=some, gone_since=None).count()
        totals["deadlines"] += models.Deadline.objects.filter(obligation__paper__doc_id__in=some, obligation__gone_since=None).count()
        totals["benefits"] += models.Benefit.objects.filter(paper__doc_id__in=some, gone_since=None).count()
    return totals


def _paper(doc_id: str) -> models.Paper:
    paper = models.Paper.objects.filter(doc_id=doc_id).first()
    if paper is None:
        raise NotFound(f"库中没有公文 {doc_id}；用 docintel ledger list 或网页“公文”查看已有的编号")
    return paper


def key_of(doc_id: str) -> int:
    """The paper's primary key. Raises NotFound."""
    return int(_paper(doc_id).pk)


def load_document(doc_id: str) -> Document:
    """The current version as its file was read: text and places, nothing of what was found. Raises NotFound."""
    row = _paper(doc_id)
    return _document(row, PaperVersion.objects.defer("sections", "units").get(paper=row, number=row.version))


def load_paper(doc_id: str, version: int | None = None) -> Paper:
    """The paper as it stands: text, head matter with a person's corrections, sections, provisions (of the current version only)."""
    row = _paper(doc_id)
    stored = PaperVersion.objects.filter(paper=row, number=version or row.version).first()
    if stored is None:
        raise NotFound(f"公文 {doc_id} 没有第{version}版；现有 1–{row.version} 版")
    document = _document(row, stored)
    provisions = models.Provision.objects.filter(paper=row).order_by("order") if stored.number == row.version else ()
    return Paper(
        document=document,
        head=_head(row),
        sections=tuple(load(Section, s) for s in stored.sections),
        provisions=tuple(
            Provision(p.provision_id, p.start, p.end, stored.text[p.start : p.end], tuple(p.path), p.heading, p.number, p.page)
            for p in provisions
        ),
        warnings=tuple(stored.warnings),
    )


def load_head(doc_id: str) -> HeadMatter:
    """The head matter with a person's corrections. Raises NotFound."""
    return _head(_paper(doc_id))


def stamp(doc_id: str) -> str:
    """Changes whenever the paper is read anew or corrected. Raises NotFound."""
    row = _paper(doc_id)
    return f"{row.version}-{row.updated.isoformat()}"


def load_source(doc_id: str) -> tuple[Document, dict[str, Any] | None]:
    """What the paper was read from: its current version and its catalogue row, without a person's corrections. Raises NotFound."""
    row = _paper(doc_id)
    stored = PaperVersion.objects.defer("sections", "units").get(paper=row, number=row.version)
    return _document(row, stored), row.catalogue


def file_of(doc_id: str) -> tuple[str, str]:
    """(digest, file type) of the current version. Raises NotFound."""
    row = _paper(doc_id)
    sha256, media_type = PaperVersion.objects.values_list("sha256", "media_type").get(paper=row, number=row.version)
    return sha256, media_type


def _document(row: models.Paper, stored: PaperVersion) -> Document:
    return Document(
        doc_id=row.doc_id,
        text=stored.text,
        source=stored.source,
        media_type=stored.media_type,
        sha256=stored.sha256,
        blocks=blocks_of(stored.blocks),
        tables=tuple(load(Table, t) for t in stored.tables),
        warnings=tuple(stored.warnings),
        title_hint=stored.title_hint,
        lines=lines_of(stored.lines or ()),
        pages=pages_of(stored.pages or ()),
        doubts=tuple((start, end) for start, end in stored.doubts or ()),
        member=stored.member,
    )


def _head(row: models.Paper) -> HeadMatter:
    head = load(HeadMatter, row.head)
    decided = decisions("paper", [row.doc_id])[row.doc_id]
    direct: dict[str, Any] = {k: v or None for k, v in decided.items() if k in HeadMatter.__slots__ and k != "doc_kind"}
    if decided.get("doc_kind"):
        direct["doc_kind"] = decided["doc_kind"]
    return replace(head, **direct) if direct else head


def load_reading(doc_id: str) -> Reading:
    """The current reading of a paper: its items carry their ledger ids; what is gone is left out."""
    row = _paper(doc_id)
    paper = load_paper(doc_id)
    units = PaperVersion.objects.values_list("units", flat=True).get(paper=row, number=row.version)
    obligations, benefits, norms = (_found(row, kind) for kind in _KINDS)
    return Reading(paper=paper, units=tuple(unit_of(u) for u in units), obligations=obligations, benefits=benefits, norms=norms)


def load_items(doc_id: str, start: int, end: int, *, as_read: bool = False) -> tuple[findings.Item, ...]:
    """What stands in [start, end) of the current version, with ledger ids; ``as_read``: what the program read. Raises NotFound."""
    row = _paper(doc_id)
    return tuple(item for kind in _KINDS for item in _found(row, kind, as_read=as_read, start__lt=end, end__gt=start))


_KINDS: dict[Any, Any] = {
    models.Obligation: findings.Obligation,
    models.Benefit: findings.Benefit,
    models.Norm: findings.Norm,
}


def _found(row: models.Paper, kind: Any, *, as_read: bool = False, **where: int) -> tuple[Any, ...]:
    """The findings; where a person split or merged rows, those that took their place (``as_read``: those that the program read)."""
    found = kind.objects.filter(paper=row, gone_since=None, **where)
    if kind is models.Obligation:
        found = found.filter(origin="read") if as_read else found.exclude(~Q(origin="read"), state="rejected")
        found = found if as_read else found.exclude(item_id__in=replaced(row))
    items = found.order_by("start", "id").values_list("item_id", "data")
    return tuple(replace(load(_KINDS[kind], data), item_id=item_id) for item_id, data in items)


def rows(filters: PaperFilters | None = None, limit: int | None = None, offset: int = 0) -> list[PaperRow]:
    """Papers by newest date, then by id."""
    found = _filtered(filters or PaperFilters()).defer("head", "catalogue").order_by("-issue_date", "doc_id")
    page = list(found[offset : None if limit is None else offset + limit])
    obligations, benefits = (_held(model, page) for model in (models.Obligation, models.Benefit))
    ended = relations.repealed([p.pk for p in page])
    return [
        PaperRow(
            doc_id=p.doc_id,
            title=p.title,
            doc_kind=p.doc_kind,
            doc_number=p.doc_number,
            issuer=p.issuer,
            issue_date=p.issue_date,
            region=p.region,
            region_path=p.region_path,
            status=p.status,
            version=p.version,
            obligations=obligations.get(p.pk, 0),
            benefits=benefits.get(p.pk, 0),
            from_catalogue=tuple(p.from_catalogue),
            updated=p.updated,
            term=term(p, ended.get(p.pk)),
        )
        for p in page
    ]


def term(paper: models.Paper, ended: Repeal | None) -> Term:
    """What decides where a paper stands."""
    return Term(
        paper.doc_kind,
        paper.title,
        paper.status,
        paper.issue_date,
        paper.valid_from,
        paper.valid_until,
        ended.day if ended else "",
        ended.title if ended else "",
    )


def standing_of(doc_id: str, day: date) -> Standing:
    """Where a paper stands on ``day``. Raises NotFound."""
    row = _paper(doc_id)
    return standing(term(row, relations.repealed([row.pk]).get(row.pk)), day)


def _held(model: type[models.Obligation | models.Benefit], page: Sequence[models.Paper]) -> dict[int, int]:
    """Paper → how many rows stand in its current version."""
    there = model.objects.filter(paper__in=page, gone_since=None).order_by()
    return dict(there.values_list("paper").annotate(n=Count("id")))


def count(filters: PaperFilters | None = None) -> int:
    """How many papers the filters leave."""
    return _filtered(filters or PaperFilters()).count()


def _filtered(filters: PaperFilters) -> QuerySet[models.Paper]:
    found = models.Paper.objects.all()
    if filters.text:
        found = found.filter(Q(title__icontains=filters.text) | Q(doc_number__icontains=filters.text) | Q(stem__icontains=filters.text))
    if filters.region:
        found = found.filter(Q(region_path__icontains=filters.region) | Q(region__icontains=filters.region))
    exact = {"doc_kind": filters.kind, "status": filters.status, "issuer__icontains": filters.issuer}
    exact |= {"issue_date__gte": filters.since, "issue_date__lte": filters.until}
    return found.filter(**{k: v for k, v in exact.items() if v})


def sessions(doc_kind: str, region: str, year: str) -> list[str]:
    """The sessions (届次) that papers of a kind, a place and a year of issue name."""
    found = models.Paper.objects.filter(doc_kind=doc_kind, region=region, issue_date__startswith=year)
    return list(found.exclude(session="").values_list("session", flat=True))


def versions(doc_id: str) -> list[VersionRow]:
    """Every version of a paper, oldest first."""
    return [
        VersionRow(v.number, v.source, tuple(v.other_sources), v.sha256, v.media_type, v.added, tuple(v.warnings))
        for v in _paper(doc_id).versions.order_by("number").defer(*models.papers.HEAVY)
    ]


@transaction.atomic
def correct(doc_id: str, field: str, value: str, who: str, note: str = "") -> None:
    """A person's correction of head matter (corrections.PAPER_FIELDS): kept over every later reading, told in history, indexed anew."""
    if field not in PAPER_FIELDS:
        raise BadInput(f"不能更正字段 {field}；可更正的有：{'、'.join(PAPER_FIELDS)}")
    bulk.wait_for_writers()
    row = _paper(doc_id)
    old = getattr(row, field)
    models.Review.objects.create(kind="paper", subject=doc_id, field=field, value=value, who=who, note=note)
    models.History.objects.create(kind="paper", subject=doc_id, who=who, field=field, old=old, new=value, note=note)
    columns = lay_over_paper(head_columns(_head(row)), decisions("paper", [doc_id])[doc_id])
    for name, text in columns.items():
        setattr(row, name, text)
    row.save()
    relations.learn([row])
    if field == "region":
        place_owners(row)
        bodies.settle()
    models.Outbox.objects.create(doc_id=doc_id, upserts=list(row.provisions.order_by("order").values_list("provision_id", flat=True)))
