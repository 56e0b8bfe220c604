"""Papers of the library that carry the title which a promise announced (出台《…》): proposed as evidence, a person decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.db.models import Q, QuerySet

from docintel.domain.life import ASSIGNABLE, Announced
from docintel.store.handling import announced
from docintel.store.models import Evidence, Obligation, Paper

_TITLE = re.compile(r"《([^《》]{4,80})》")
_TAIL = re.compile(r"[（(][^（()）]{1,12}[)）]$")
_BREAK = re.compile(r"[，。；！？]")
_CHUNK = 100


def titles(text: str) -> list[str]:
    """Titles that the words say will be issued: after a verb of issuing in the same clause; without （试行）and the like."""
    rules = announced()
    verbs, reach = tuple(rules["verbs"]), int(rules["reach"])
    found = []
    for m in _TITLE.finditer(text):
        before = _BREAK.split(text[: m.start()])[-1]
        last = max((before.rfind(v) + len(v) for v in verbs if v in before), default=None)
        if last is not None and len(_TITLE.sub("", before[last:])) <= reach:
            found.append(_TAIL.sub("", m[1].strip()).replace(" ", ""))
    return list(dict.fromkeys(found))


def open_rows() -> QuerySet[Obligation]:
    """Rows that are under way or wait to be closed and name a paper."""
    found = Obligation.objects.filter(state__in=(*ASSIGNABLE, "done"), source_text__contains="《").select_related("paper")
    return found.only("pk", "item_id", "text", "source_text", "paper__issue_date").order_by("pk")


def of(items: Iterable[Obligation]) -> Iterator[tuple[Obligation, Announced]]:
    """Each row with a later paper that carries an announced title, unless the paper is evidence of the row already."""
    wanted = [(item, title) for item in items for title in titles(item.source_text)]
    for at in range(0, len(wanted), _CHUNK):
        some = wanted[at : at + _CHUNK]
        named = Q()
        for title in {t for _, t in some}:
            named |= Q(title__contains=title)
        columns = ("pk", "doc_id", "title", "doc_number", "issue_date", "doc_kind", "status")
        papers = list(Paper.objects.filter(named).order_by("issue_date", "pk").values(*columns))
        given = set(
            Evidence.objects.filter(obligation__in=[i.pk for i, _ in some], kind="paper").values_list("obligation_id", "paper_id")
        )  # taken back too: who took it back has decided
        for item, title in some:
            for paper in papers:
                if title in paper["title"] and _fits(paper, item) and (item.pk, paper["pk"]) not in given:
                    yield item, Announced(paper["doc_id"], paper["title"], paper["doc_number"], paper["issue_date"], title)


def _fits(paper: dict[str, str], item: Obligation) -> bool:
    """A later paper, in force, and the thing itself: no 解读, no draft."""
    other = paper["doc_kind"] == "interpretation" or paper["status"] == "draft_for_comment"
    later = not paper["issue_date"] or not item.paper.issue_date or paper["issue_date"] >= item.paper.issue_date
    return (
        str(paper["pk"]) != str(item.paper_id) and later and not other and not any(w in paper["title"] for w in announced()["not_itself"])
    )
