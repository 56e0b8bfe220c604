"""Where an item stands in its paper, and benefits as the offers that matching reads."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator

from django.db.models import F, Q

from docintel.domain import findings
from docintel.domain.ledger import Source
from docintel.domain.offers import Offer
from docintel.domain.papers import Validity
from docintel.domain.serial import load
from docintel.store.items import get_item
from docintel.store.models import Benefit, Paper, PaperVersion, Provision
from docintel.store.relations import repealed

CHUNK = 50


def source(item_id: str) -> Source:
    """The paragraph of an obligation with its parts, in the version in which it was last seen. Raises NotFound."""
    row = get_item(item_id)
    text = PaperVersion.objects.values_list("text", flat=True).get(paper=row.paper, number=row.version)
    item = load(findings.Obligation, row.data)
    start, end = whole_lines(text, row.start, row.end)
    if row.version == row.paper.version:
        holding = Provision.objects.filter(paper=row.paper, start__lt=row.end, end__gt=row.start).values_list("start", "end")
        start, end = min([start, *(s for s, _ in holding)]), max([end, *(e for _, e in holding)])
    return Source(
        doc=row.paper.doc_id,
        text=text,
        start=start,
        end=end,
        evidence=item.evidence,
        parts={
            "owner": tuple(o.span for o in item.owners if o.span),
            "deadline": tuple(d.span for d in item.deadlines),
            "target": tuple(t.number.span for t in item.targets),
        },
    )


def doc_of(item_id: str) -> str:
    """The paper of a row. Raises NotFound."""
    return get_item(item_id).paper.doc_id


def whole_lines(text: str, start: int, end: int) -> tuple[int, int]:
    """[start, end) widened to whole lines."""
    after = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, len(text) if after < 0 else after


def offers(regions: Collection[str] | None = None, docs: Collection[str] | None = None) -> Iterator[Offer]:
    """Every benefit of the library that is not gone, paper by paper; ``regions`` are values of :func:`regions` ('' = unknown)."""
    found = Paper.objects.filter(benefits__gone_since=None, benefits__isnull=False).distinct().order_by("id")
    if regions is not None:
        found = found.filter(Q(region__in=list(regions)))
    if docs is not None:
        found = found.filter(doc_id__in=list(docs))
    ids = list(found.values_list("pk", flat=True))
    for at in range(0, len(ids), CHUNK):
        yield from _offers(ids[at : at + CHUNK])


def regions() -> list[str]:
    """The places of papers as written, each once."""
    return list(Paper.objects.order_by("region").values_list("region", flat=True).distinct())


def _offers(papers: list[int]) -> Iterator[Offer]:
    texts = {v.paper_id: v.text for v in PaperVersion.objects.filter(paper__in=papers, number=F("paper__version")).only("paper_id", "text")}
    ends = repealed(papers)
    provisions: dict[int, list[Provision]] = {}
    for provision in Provision.objects.filter(paper__in=papers).order_by("paper_id", "start", "end"):
        provisions.setdefault(provision.paper_id, []).append(provision)
    rows = Benefit.objects.filter(paper__in=papers, gone_since=None).select_related("paper").defer("paper__catalogue")
    for row in rows.order_by("paper_id", "start", "id"):
        paper, text = row.paper, texts[row.paper_id]
        start, end, path = _holder(provisions.get(row.paper_id, []), row, text)
        validity, ended = paper.head.get("validity"), ends.get(row.paper_id)
        yield Offer(
            doc=paper.doc_id,
            title=paper.title,
            doc_kind=paper.doc_kind,
            status=paper.status or None,
            region=paper.region or None,
            issuer=paper.issuer or None,
            issue_date=paper.issue_date or None,
            validity=_validity(paper, load(Validity, validity) if validity else None),
            benefit=_with_id(row),
            context=text[start:end],
            context_start=start,
            path=path,
            repealed=ended.day if ended else "",
            repealed_by=ended.title if ended else "",
        )


def _with_id(row: Benefit) -> findings.Benefit:
    data = dict(row.data, item_id=row.item_id)
    return load(findings.Benefit, data)


def _validity(paper: Paper, read: Validity | None) -> Validity | None:
    """The validity as read, unless a person corrected its days."""
    start, end = paper.valid_from or None, paper.valid_until or None
    if read and (read.start, read.end) == (start, end):
        return read
    return Validity(start, end, "person") if start or end else None


def _holder(provisions: list[Provision], row: Benefit, text: str) -> tuple[int, int, tuple[str, ...]]:
    """The smallest provision that holds the benefit's first word, widened to the benefit's end; else its lines."""
    at = bisect_right([p.start for p in provisions], row.start)
    holding = [p for p in provisions[:at] if p.end > row.start]
    if not holding:
        start, end = whole_lines(text, row.start, row.end)
        return start, end, ()
    best = min(holding, key=lambda p: p.end - p.start)
    return best.start, max(best.end, row.end), (*best.path, *([best.heading] if best.heading else []))
