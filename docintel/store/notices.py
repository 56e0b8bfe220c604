"""Notices to units: found by rule, written once (their key keeps a second run from repeating them), read, delivered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from docintel.domain.life import REQUEST_KINDS
from docintel.domain.notices import Delivered, NoticeRow
from docintel.domain.people import Viewer
from docintel.errors import BadInput, NotFound
from docintel.store import choices
from docintel.store.items import get_item, signed, tell
from docintel.store.models import Assignment, Decision, Delivery, Notice, Seen, Verdict
from docintel.store.notice_rules import Rule, chosen
from docintel.store.storable import storable
from docintel.text.short import short

KEY = "notices"
"""The office's own days (store.choices)."""
OPEN = ("sent", "accepted", "reported")
AT_WORK = ("sent", "accepted")
ANSWERS = ("verdict", "decision")
"""Kinds that answer a unit, whatever the day."""
_TRIES, _KEEP_TRYING = 3, timedelta(days=3)
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Due:
    """A notice that a rule calls for."""

    key: str
    rule: Rule
    assignment: Assignment
    days: int


def rules() -> Mapping[str, Rule]:
    """The rules in force."""
    return chosen(choices.current(KEY).value)


def due(today: date) -> list[Due]:
    """What the rules call for on ``today`` and was not written yet. Suspended, passed and returned assignments call for nothing."""
    found: list[Due] = []
    live = Assignment.objects.filter(state__in=AT_WORK, obligation__gone_since=None).select_related("obligation__paper", "unit")
    asked = rules()
    for row in live.order_by("pk"):
        for rule in asked.values():
            if (rule.sent and row.state != "sent") or rule.kind in ANSWERS:
                continue
            reached = rule.reached(row.limit, row.assigned_at.astimezone().date(), today)
            if reached:
                since = "" if rule.sent else f":{row.limit}"  # a new limit calls anew
                found.append(Due(f"{rule.kind}:{row.pk}{since}:{reached[0]}", rule, row, reached[1]))
    known = set(Notice.objects.filter(key__in=[d.key for d in found]).values_list("key", flat=True))
    return [d for d in found if d.key not in known]


def said(one: Due, light: str = "") -> tuple[str, str]:
    """(title, words) of a notice that is due."""
    row, rule, item = one.assignment, one.rule, one.assignment.obligation
    given = {
        "text": short(item.text, 60),
        "unit": row.unit.name,
        "limit": row.limit or "未定",
        "days": one.days,
        "words": "；".join(item.due_words),
        "rule": light,
        "source": item.paper.title,
        "number": item.item_id,
    }
    title = rule.today if rule.today and one.days == 0 else rule.title
    return title.format_map(given), rule.words.format_map(given)


def write(found: Iterable[Due], lights: Mapping[str, str], who: str) -> list[int]:
    """Writes what is due; ``lights``: item id → what its light says. Numbers of the notices; one that another program wrote is left out."""
    numbers = []
    for one in found:
        row, rule, item = one.assignment, one.rule, one.assignment.obligation
        title, words = said(one, lights.get(item.item_id, ""))
        told = "；".join(words for words in (rule.told(), lights.get(item.item_id, "")) if words)
        made, new = Notice.objects.get_or_create(
            key=one.key,
            defaults={
                "kind": rule.kind,
                "unit": row.unit,
                "obligation": item,
                "assignment": row,
                "title": title,
                "words": words,
                "rule": told,
                "who": who,
            },
        )
        if new:
            tell(item.item_id, who, "notice", old="", new=f"{row.unit}：{made.title}", note=rule.told())
            numbers.append(made.pk)
    return numbers


def answer(who: str) -> list[int]:
    """Tells units what became of their feedback and requests (of the last days, each once). Numbers of the notices."""
    since = timezone.now() - _KEEP_TRYING
    found: list[tuple[str, Assignment, str, str]] = []
    for v in Verdict.objects.filter(when__gte=since).select_related("feedback__assignment__unit", "feedback__assignment__obligation"):
        days = f"请在{v.days}天内重报。" if v.days and not v.passed else ""
        found.append((f"verdict:{v.pk}", v.feedback.assignment, "审核通过" if v.passed else "退回重报", f"{v.words}{days}"))
    for d in Decision.objects.filter(when__gte=since).select_related("request__assignment__unit", "request__assignment__obligation"):
        asked = REQUEST_KINDS[d.request.kind]
        until = f"延至{d.until}。" if d.granted and d.until else ""
        found.append((f"decision:{d.pk}", d.request.assignment, f"{'同意' if d.granted else '不同意'}{asked}", f"{until}{d.words}"))
    known = set(Notice.objects.filter(key__in=[key for key, *_ in found]).values_list("key", flat=True))
    numbers = []
    for key, row, what, words in found:
        if key in known:
            continue
        rule, item = rules()[key.partition(":")[0]], row.obligation
        title = rule.title.format_map({"what": what, "text": short(item.text, 60)})
        told = rule.words.format_map({"said": words})
        made, new = Notice.objects.get_or_create(
            key=key,
            defaults={
                "kind": rule.kind,
                "unit": row.unit,
                "obligation": item,
                "assignment": row,
                "title": title,
                "words": told,
                "rule": rule.told(),
                "who": who,
            },
        )
        numbers += [made.pk] if new else []
    return numbers


@transaction.atomic
def remind(item_id: str, words: str, who: str, light: str = "", units: Sequence[int] = ()) -> list[int]:
    """催办 by a person: to the units that the row was given to (``units``: only these). Raises NotFound, BadInput."""
    signed(who)
    item = get_item(item_id, lock=True)
    live = Assignment.objects.filter(obligation=item, state__in=OPEN).select_related("unit")
    if units:
        live = live.filter(unit__in=units)
    rows = list(live)
    if not rows:
        raise BadInput(f"{item_id} 没有正在办理的承办单位，催办没有对象；请先交办")
    words = storable(words.strip())
    if not words:
        raise BadInput("没有写催办的话；请写明催什么、什么时候反馈")
    if len(words) > _LONGEST:
        raise BadInput(f"催办的话太长（{len(words)}字）；请不要超过{_LONGEST}字")
    numbers = []
    for row in rows:
        key = f"manual:{row.pk}:{timezone.now().isoformat()}"
        title = f"催办：{short(item.text, 60)}"
        made = Notice(key=key, kind="manual", unit=row.unit, obligation=item, assignment=row, title=title, words=words, rule=light, who=who)
        made.save()
        numbers.append(made.pk)
        tell(item_id, who, "notice", old="", new=f"{row.unit}：{title}", note=words)
    return numbers


def _visible(viewer: Viewer) -> QuerySet[Notice]:
    mine = viewer.only_units
    return Notice.objects.all() if mine is None else Notice.objects.filter(unit__in=mine)


def _seen_by(viewer: Viewer) -> Exists:
    return Exists(Seen.objects.filter(notice=OuterRef("pk"), user__username=viewer.name))


def inbox(viewer: Viewer, kind: str = "", item_id: str = "", limit: int = 50, offset: int = 0) -> list[NoticeRow]:
    """What the viewer may read, the newest first: a unit its own notices, everybody else all."""
    found = _filtered(viewer, kind, item_id).annotate(is_seen=_seen_by(viewer)).select_related("unit", "obligation")
    rows = list(found.prefetch_related("deliveries")[offset : offset + limit])
    return [_row(row) for row in rows]


def count(viewer: Viewer, kind: str = "", item_id: str = "") -> int:
    """How many the filters leave."""
    return _filtered(viewer, kind, item_id).count()


def _filtered(viewer: Viewer, kind: str, item_id: str) -> QuerySet[Notice]:
    exact = {k: v for k, v in {"kind": kind, "obligation__item_id": item_id}.items() if v}
    return _visible(viewer).filter(**exact).order_by("-pk")


def unseen(viewer: Viewer) -> int:
    """How many notices of his units a member has not opened; 0 for who only reads along."""
    return 0 if viewer.only_units is None else _visible(viewer).filter(~_seen_by(viewer)).count()


def mark_seen(viewer: Viewer, number: int | None = None) -> int:
    """Opened by the viewer: one notice, or all that he sees. How many were new to him. Raises NotFound."""
    found = _visible(viewer)
    if number is not None:
        found = found.filter(pk=number)
        if not found.exists():
            raise NotFound(f"没有序号为 {number} 的通知")
    user = get_user_model().objects.filter(username=viewer.name).first()
    if user is None:
        return 0
    new = [Seen(notice_id=pk, user=user) for pk in found.filter(~_seen_by(viewer)).values_list("pk", flat=True)]
    Seen.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _row(row: Any) -> NoticeRow:
    return NoticeRow(
        row.pk,
        row.kind,
        row.unit.name if row.unit else "",
        row.obligation.item_id if row.obligation else "",
        row.title,
        row.words,
        row.rule,
        row.who,
        row.when,
        row.is_seen,
        tuple(Delivered(d.channel, d.address, d.ok, d.problem, d.when) for d in row.deliveries.all()),
    )


@dataclass(frozen=True, slots=True)
class Mail:
    """A notice that still has to be mailed."""

    number: int
    address: str
    title: str
    words: str
    item_id: str


def to_mail() -> list[Mail]:
    """Notices of the last days to units with an address that no mail has reached, tried less than three times."""
    tried = Count("deliveries", filter=Q(deliveries__channel="email"))
    reached = Count("deliveries", filter=Q(deliveries__channel="email", deliveries__ok=True))
    found = Notice.objects.filter(when__gte=timezone.now() - _KEEP_TRYING).exclude(unit=None).exclude(unit__email="")
    rows = found.annotate(tried=tried, reached=reached).filter(reached=0, tried__lt=_TRIES).select_related("unit", "obligation")
    return [
        Mail(n.pk, n.unit.email, n.title, f"{n.words}\n\n依据：{n.rule}", n.obligation.item_id if n.obligation else "")
        for n in rows
        if n.unit
    ]


def delivered(number: int, channel: str, address: str, problem: str = "") -> None:
    """Keeps an attempt; no ``problem`` = it went out."""
    Delivery(notice_id=number, channel=channel, address=address, ok=not problem, problem=problem).save()
