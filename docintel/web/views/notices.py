"""通知: the inbox, reminders by hand, their rules, the calendar feed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from docintel.domain.notices import CHANNELS, NOTICE_KINDS
from docintel.errors import BadInput, NotFound, StoreConflict
from docintel.web.access import viewer_of
from docintel.web.typed import whole
from docintel.web.views.paging import page_of, query_without_page
from docintel.workflows import notify
from docintel.workflows.library import Lazy

FIELDS = {"before": "时限前几天", "after": "时限后几天", "every": "以后每隔几天", "sent": "交办后几个工作日"}


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """The inbox; what is shown counts as read when the person says so."""
    viewer = viewer_of(request)
    kind = request.GET.get("kind", "") if request.GET.get("kind", "") in NOTICE_KINDS else ""
    rows = Lazy(lambda: notify.count(viewer, kind), lambda start, n: notify.inbox(viewer, kind, limit=n, offset=start))
    context = {
        "nav": "notices",
        "page": page_of(request, rows),
        "query": query_without_page(request),
        "kind": kind,
        "kinds": NOTICE_KINDS.items(),
        "channels": CHANNELS,
        "new": notify.unseen(viewer),
        "feed": _feed(request),
    }
    return render(request, "docintel/notices.html", context)


def _feed(request: HttpRequest) -> str:
    path = notify.feed_address(viewer_of(request))
    return request.build_absolute_uri(path) if path else ""


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """One notice, or all, read."""
    try:
        notify.mark_seen(viewer_of(request), whole(request.POST.get("number")))
    except NotFound as error:
        raise Http404(str(error)) from error
    return redirect("notices")


@require_POST
def renew_feed(request: HttpRequest) -> HttpResponse:
    """Another address for one's calendar."""
    notify.feed_address(viewer_of(request), renew=True)
    messages.success(request, "日历地址已更换，旧地址不再有效。")
    return redirect("notices")


@require_GET
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a secret address."""
    try:
        return HttpResponse(notify.feed(token, timezone.localdate()), content_type="text/calendar; charset=utf-8")
    except NotFound as error:
        raise Http404(str(error)) from error


@require_POST
def remind(request: HttpRequest, item_id: str) -> HttpResponse:
    """催办 by hand to the units that the row was given to."""
    try:
        sent = notify.remind(item_id, request.POST.get("words", ""), viewer_of(request).name, timezone.localdate())
        messages.success(request, f"已催办 {len(sent)} 个承办单位。")
    except BadInput as error:
        messages.error(request, str(error))
    except NotFound as error:
        raise Http404(str(error)) from error
    return redirect("ledger_row", item_id=item_id)


def rules(request: HttpRequest) -> HttpResponse:
    """The days on which notices go out; POST chooses others."""
    if request.method == "POST":
        days: dict[str, dict[str, str]] = {}
        for kind in NOTICE_KINDS:
            days[kind] = {f: request.POST[f"{kind}.{f}"] for f in FIELDS if f"{kind}.{f}" in request.POST}
        try:
            notify.choose(days, viewer_of(request).name, request.POST.get("note", ""), whole(request.POST.get("expected")))
            messages.success(request, "已保存，下一次提醒起按新的天数。")
            return redirect("notice_rules")
        except (BadInput, StoreConflict) as error:
            messages.error(request, f"没有保存：{error}")
    found, number = notify.rules()
    shown = [
        (rule, [(field, name, _value(rule, field)) for field, name in FIELDS.items() if field in fields])
        for rule, fields in ((found[kind], fields) for kind, fields in notify.adjustable().items())
    ]
    return render(request, "docintel/notice_rules.html", {"nav": "notices", "rules": shown, "number": number})


def _value(rule: Any, field: str) -> str:
    value = getattr(rule, field)
    return "、".join(map(str, value)) if isinstance(value, tuple) else str(value)
