"""办理结果 in the store: results written once, and every reply with how it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone

from docintel.domain.outcomes import (
    OUTCOMES,
    PENDING,
    SATISFACTIONS,
    Classes,
    OutcomeFilters,
    Reply,
    Result,
    Scheme,
    Standing,
    joined,
    standing,
)
from docintel.errors import BadInput, NotFound, StoreConflict
from docintel.store import bulk
from docintel.store.items import get_item, scope, signed, tell
from docintel.store.models import History, Obligation, Outcome, Paper
from docintel.store.storable import storable

KINDS = ("reply_cppcc", "reply_npc")
DONE = ("done", "closed")
_COUNTED = Q(gone_since=None) & ~Q(state="rejected")
Schemes = Mapping[str, Scheme]


def results(doc_id: str, schemes: Schemes) -> list[Result]:
    """Everything recorded for a reply and its rows, oldest first."""
    return [_result(o, schemes) for o in Outcome.objects.select_related("obligation").filter(paper__doc_id=doc_id).order_by("pk")]


def classes(printed: Mapping[int, str]) -> dict[int, str]:
    """Paper's key → its class in words (B, B→A), the printed one where nothing was recorded."""
    found = dict(printed)
    for key, mine in _by_paper(printed, {}).items():
        first, second = mine.first, mine.follow_up
        letter, scheme = (first.letter, first.scheme) if first else (printed[key], second.scheme if second else "")
        found[key] = joined(letter, scheme, "", second)
    return found


def schemes_of(keys: Iterable[int]) -> dict[int, str]:
    """Row's key → the scheme of its own first result in force, for rows that have one."""
    found: dict[int, list[Result]] = defaultdict(list)
    for o in Outcome.objects.select_related("obligation").filter(obligation__in=list(keys)).order_by("pk"):
        found[o.obligation_id or 0].append(_result(o, {}))
    standings = {key: standing(mine) for key, mine in found.items()}
    return {key: mine.first.scheme for key, mine in standings.items() if mine.first}


def _by_paper(keys: Iterable[int], schemes: Schemes) -> dict[int, Standing]:
    """What is in force of the results of whole replies."""
    found: dict[int, list[Result]] = defaultdict(list)
    for o in Outcome.objects.filter(paper__in=list(keys), obligation=None).order_by("pk"):
        found[o.paper_id].append(_result(o, schemes))
    return {key: standing(mine) for key, mine in found.items()}


def _result(o: Outcome, schemes: Schemes) -> Result:
    scheme = schemes.get(o.scheme)
    letter = scheme.find(o.letter) if scheme and o.letter else None
    return Result(
        o.pk,
        o.obligation.item_id if o.obligation else "",
        o.scheme,
        o.letter,
        o.satisfaction,
        o.attitude,
        o.follow_up,
        o.day,
        o.note,
        o.who,
        o.when,
        o.corrects_id,
        letter.outcome if letter else "",
    )


def reply(doc_id: str, today: date, schemes: Schemes, office: str, units: frozenset[int] | None = None) -> Reply:
    """One reply. Raises NotFound for a paper that is none or that the units have no row of."""
    found = _replies(_seen(units).filter(doc_id=doc_id), today, schemes, office, units)
    if not found:
        raise NotFound(f"没有答复 {doc_id}；用 docintel outcomes list 查看已有的答复")
    return found[0]


def replies(filters: OutcomeFilters, today: date, schemes: Schemes, office: str, units: frozenset[int] | None = None) -> list[Reply]:
    """Replies, the newest first. ``office``: key of the office's scheme, for papers whose own scheme is not known ("" = none)."""
    papers = _seen(units)
    if filters.text:
        words = ("title", "doc_number", "case_number", "proposal_title")
        matching = Q(doc_id=filters.text)
        for field in words:
            matching |= Q(**{f"{field}__icontains": filters.text})
        papers = papers.filter(matching)
    exact = {"doc_kind": filters.kind, "issue_date__startswith": filters.year, "issuer__icontains": filters.issuer}
    papers = papers.filter(**{k: v for k, v in exact.items() if v})
    return [r for r in _replies(papers, today, schemes, office, units) if _wanted(r, filters)]


def _wanted(found: Reply, filters: OutcomeFilters) -> bool:
    return (
        (not filters.outcome or (found.outcome or "unknown") == filters.outcome)
        and (not filters.satisfaction or found.satisfaction == filters.satisfaction)
        and (not filters.look_again or found.look_again)
        and (not filters.redo or found.redo)
    )


def _seen(units: frozenset[int] | None) -> Any:
    papers = Paper.objects.filter(doc_kind__in=KINDS)
    return papers if units is None else papers.filter(pk__in=Obligation.objects.filter(scope(units)).values("paper"))


_COLUMNS = ("doc_id", "title", "doc_kind", "doc_number", "issuer", "issue_date", "case_number", "proposal_title", "reply_class")
_HEAD = ("proposers", "reply_scheme", "reply_outcome", "reply_words", "reply_class")


def _replies(papers: Any, today: date, schemes: Schemes, office: str, units: frozenset[int] | None) -> list[Reply]:
    read = list(papers.order_by("-issue_date", "doc_id").values("pk", *_COLUMNS, *(f"head__{x}" for x in _HEAD)))
    keys = [p["pk"] for p in read]
    recorded = _by_paper(keys, schemes)
    promises = _promises(keys, today, units)
    newest = dict(Outcome.objects.filter(paper__in=keys).values_list("paper").annotate(n=Max("pk")).order_by())
    counted = [{"revision": newest.get(key, 0)} | promises.get(key, {}) for key in keys]
    return [_reply(p, recorded.get(p["pk"], Standing()), n, schemes, office) for p, n in zip(read, counted, strict=True)]


def _promises(keys: list[int], today: date, units: frozenset[int] | None) -> dict[int, dict[str, Any]]:
    """Paper's key → counts of its promises, and the newest day of one that has passed."""
    closed, over = Q(state__in=DONE), Q(state="suspended")
    fallen = Q(due__lt=today)
    found = Obligation.objects.filter(_COUNTED, scope(units), paper__in=keys).values("paper").order_by()
    counted = found.annotate(
        open=Count("pk", filter=~closed & ~over),
        closed=Count("pk", filter=closed),
        fallen=Count("pk", filter=fallen & ~closed & ~over),
        last_due=Max("due", filter=fallen),
    )
    return {row["paper"]: dict(row) for row in counted}


def _reply(paper: dict[str, Any], mine: Standing, counts: dict[str, Any], schemes: Schemes, office: str) -> Reply:
    first, second = mine.first, mine.follow_up
    letter = first.letter if first else paper["reply_class"] or ""
    key = first.scheme if first else paper["head__reply_scheme"] or (office if letter else "")
    scheme = schemes.get(key)
    known = scheme.find(letter) if scheme and letter else None
    outcome = known.outcome if known else ""
    words = known.words if known else ""
    if not first and paper["reply_class"] == (paper["head__reply_class"] or ""):  # the paper's own words come before the office's scheme
        outcome = paper["head__reply_outcome"] or outcome
        words = paper["head__reply_words"] or (words if not known or known.outcome == outcome else OUTCOMES[outcome])
    now = second.outcome if second else outcome
    last_due = counts.get("last_due")
    return Reply(
        doc=paper["doc_id"],
        title=paper["title"],
        kind=paper["doc_kind"],
        doc_number=paper["doc_number"],
        issuer=paper["issuer"],
        issue_date=paper["issue_date"],
        case_number=paper["case_number"],
        proposal_title=paper["proposal_title"],
        proposers=tuple(paper["head__proposers"] or ()),
        letter=letter,
        scheme=key if scheme else "",
        scheme_name=scheme.name if scheme else "",
        words=words,
        printed=first is None,
        outcome=now,
        first_outcome=outcome,
        follow_up=second,
        satisfaction=mine.satisfaction,
        attitude=mine.attitude,
        open=counts.get("open", 0),
        closed=counts.get("closed", 0),
        fallen=counts.get("fallen", 0),
        last_due=last_due,
        look_again=now in PENDING and last_due is not None and (second is None or second.day <= last_due),
        revision=counts["revision"],
    )


@transaction.atomic
def record(doc_id: str, given: Result, schemes: Schemes, *, today: date, expected: int | None = None) -> Result:
    """Writes a result; ``given.number`` and ``given.when`` do not count. ``expected`` is the reply's ``revision`` as seen.

    Raises NotFound, BadInput, StoreConflict.
    """
    signed(given.who)
    bulk.wait_for_writers()  # an import locks rows first and their paper later
    paper = Paper.objects.select_for_update().filter(doc_id=doc_id).defer("catalogue").first()
    if paper is None or (paper.doc_kind not in KINDS and not given.item_id):  # a row of an office's 台账 has its result, too
        raise NotFound(f"没有答复 {doc_id}；办理结果只记在提案、建议的答复上")
    before = list(Outcome.objects.filter(paper=paper).order_by("pk"))
    if expected is not None and expected != (before[-1].pk if before else 0):
        raise StoreConflict(f"{doc_id} 的办理结果在此期间已被记录；请刷新后再记")
    old = _corrected(before, given)
    item = get_item(given.item_id, lock=True) if given.item_id else None
    if item is not None and item.paper_id != paper.pk:
        raise BadInput(f"{given.item_id} 不是 {doc_id} 中的事项；请核对编号")
    mine = standing([_result(o, schemes) for o in before if o.obligation_id == (item.pk if item else None)])
    printed = "" if item else paper.reply_class
    _check(given, today, first=bool(mine.first or paper.reply_class))
    written = Outcome(
        paper=paper,
        obligation=item,
        scheme=given.scheme if given.letter else "",
        letter=given.letter,
        satisfaction=given.satisfaction,
        attitude=given.attitude,
        follow_up=given.follow_up,
        day=given.day,
        note=storable(given.note.strip()),
        who=given.who,
        corrects=old,
    )
    written.save()
    result = _result(written, schemes)
    was = _told(_result(old, schemes), schemes) if old else _told(mine.first, schemes) if mine.first else printed
    if item is None:
        told = _told(result, schemes)
        History.objects.create(kind="paper", subject=doc_id, who=given.who, field="outcome", old=was, new=told, note=written.note)
        return result
    tell(item.item_id, given.who, "outcome_class", old=was, new=_told(result, schemes), note=written.note)
    now = standing([_result(o, schemes) for o in (*before, written) if o.obligation_id == item.pk])
    item.outcome_class = joined(*((now.first.letter, now.first.scheme, now.first.outcome) if now.first else ("", "", "")), now.follow_up)
    item.revision += 1
    item.save(update_fields=["outcome_class", "revision", "updated"])
    return result


@transaction.atomic
def record_words(item_id: str, words: str, who: str, note: str, classes: Classes) -> None:
    """A row's class as a person writes it in a cell (B, B→A, 列入计划拟解决; "" takes its own results back), recorded as results.

    Raises NotFound, BadInput for words that are no class of the row's scheme.
    """
    signed(who)
    bulk.wait_for_writers()
    item = get_item(item_id, lock=True)
    paper = item.paper
    mine = standing([_result(o, classes.schemes) for o in Outcome.objects.filter(obligation=item).order_by("pk")])
    try:
        letters = classes.read(words, _scheme_of(mine, paper.head)) if words.strip() else []
    except ValueError as error:
        raise BadInput(str(error)) from error
    if not letters and not mine.first and not mine.follow_up:
        raise BadInput(
            f"{item_id} 的类别是整份答复的，不能在这一行清空；请在“办理结果”页更正" if paper.reply_class else "没有可清空的办理结果"
        )
    scheme = classes.scheme(_scheme_of(mine, paper.head))
    first, second = (*letters, None, None)[:2]
    steps = [(first, mine.first, False), (second, mine.follow_up, True)]
    for letter, before, follow_up in sorted(steps, key=lambda step: step[0] is not None):  # what is taken back goes first
        if (letter.letter if letter else "") == (before.letter if before else ""):
            continue
        named = (scheme.key, letter.letter) if scheme and letter else ("", "")
        given = Result(0, item_id, *named, "", "", follow_up, classes.today, note, who, timezone.now(), before.number if before else None)
        record(paper.doc_id, given, classes.schemes, today=classes.today)


def _scheme_of(mine: Standing, head: Any) -> str:
    return (mine.first.scheme if mine.first else "") or str((head or {}).get("reply_scheme") or "")


def _corrected(before: list[Outcome], given: Result) -> Outcome | None:
    if given.corrects is None:
        return None
    old = next((o for o in before if o.pk == given.corrects), None)
    if old is None or (old.obligation.item_id if old.obligation else "") != given.item_id:
        raise NotFound(f"没有序号为 {given.corrects} 的办理结果；现有：{'、'.join(str(o.pk) for o in before) or '无'}")
    if any(o.corrects_id == old.pk for o in before):
        raise StoreConflict(f"第{old.pk}条办理结果已经被更正过；请更正最新的那一条")
    if old.follow_up != given.follow_up:
        raise BadInput("更正时不能把办理结果改成回头看（或反过来）；请先撤回这一条，再另记一条")
    return old


def _check(given: Result, today: date, *, first: bool) -> None:
    """Raises BadInput with what to do."""
    if given.day > today:
        raise BadInput(f"日期 {given.day} 在今天（{today}）之后；请填写实际的日期")
    for code in (given.satisfaction, given.attitude):
        if code and code not in SATISFACTIONS:
            raise BadInput(f"没有满意度 {code}；可用：{'、'.join(f'{k}（{v}）' for k, v in SATISFACTIONS.items())}")
    if not given.letter and not given.satisfaction and not given.attitude and given.corrects is None:
        raise BadInput("没有填写类别，也没有填写满意度；请至少填一项")
    if given.follow_up and given.letter and not first:
        raise BadInput("还没有第一次的办理结果，不能记回头看；请先记办理结果类别")


def _told(result: Result, schemes: Schemes) -> str:
    """A result in words: 回头看 A（2025-08-01，解决或基本解决），满意."""
    scheme = schemes.get(result.scheme)
    letter = scheme.find(result.letter) if scheme and result.letter else None
    words = f"（{result.day.isoformat()}{'，' + letter.words if letter and letter.words != result.letter else ''}）"
    said = [f"对{what}{SATISFACTIONS[x]}" for what, x in (("结果", result.satisfaction), ("态度", result.attitude)) if x]
    named = f"{'回头看 ' if result.follow_up else ''}{result.letter}" if result.letter else ("" if said else "撤回")
    return "，".join(x for x in (named + words, *said) if x)
