"""Who may open what: one line for every address. An address that has none is refused.

A key is the name of the URL (``api:`` before those of the API, ``admin:`` alone for all of Django's administration);
``POST name`` is the line for requests that change something. A value is a key of domain.people.ACTS, OPEN (no sign-in)
or SIGNED_IN (every role). A request that changes something needs a line of its own where the address is otherwise only read.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import ResolverMatch
from django.utils.functional import SimpleLazyObject

from docintel.domain.people import ACTS, ROLES, Viewer, holders
from docintel.workflows import handle, notify, people, track

OPEN, SIGNED_IN = "open", "signed_in"
OWN_PASSWORD = ("login", "logout", "password_change", "password_change_done")
"""All that is open to a user who has not yet changed the password that he was given."""
READING = ("read", "read_all", "search", "operate", "audit")
"""A line with one of these lets nobody change anything."""

TABLE: dict[str, str] = {
    "login": OPEN,
    "logout": SIGNED_IN,
    "password_change": SIGNED_IN,
    "password_change_done": SIGNED_IN,
    "home": "read",
    "upload": "upload",
    "upload_progress": "upload",
    "papers": "read",
    "paper": "read",
    "paper_explain": "read",
    "paper_pane": "read",
    "paper_picture": "read",
    "paper_original": "export",
    "ledger": "read",
    "ledger_export": "export",
    "sheet_start": "exchange",
    "sheet_look": "exchange",
    "sheet_imports": "exchange",
    "sheet_import": "exchange",
    "sheet_choose": "exchange",
    "ledger_row": "read",
    "ledger_state": "review",
    "ledger_correct": "review",
    "ledger_report": "answer",
    "tasks": "read",
    "tasks_assign": "assign",
    "handling": "read",
    "POST handling": "rules",
    "life_assign": "assign",
    "life_withdraw": "assign",
    "life_close": "decide",
    "life_reopen": "decide",
    "life_resume": "decide",
    "life_review": "decide",
    "life_decide": "decide",
    "life_period": "decide",
    "life_accept": "answer",
    "life_feedback": "answer",
    "life_ask": "answer",
    "life_sign": "answer",
    "life_evidence": "answer",
    "life_unproof": "answer",
    "life_subtask": "answer",
    "life_part": "answer",
    "life_drop": "answer",
    "evidence_file": "read",
    "statistics": "read",
    "statistics_export": "export",
    "POST ledger_remind": "remind",
    "notices": "read",
    "POST notices_seen": SIGNED_IN,
    "POST notices_feed": SIGNED_IN,
    "notice_rules": "read_all",
    "POST notice_rules": "rules",
    "calendar": OPEN,
    "review": "review",
    "review_card": "review",
    "review_act": "review",
    "review_undo": "review",
    "review_bulk": "review",
    "review_add": "review",
    "check": "check_reply",
    "lights": "read",
    "POST lights": "rules",
    "lights_file": "read",
    "outcomes": "read",
    "outcome": "read",
    "outcome_record": "decide",
    "outcome_scheme": "rules",
    "forms": "read",
    "forms_settle": "rules",
    "form_template": "read",
    "form_notice": "remind",
    "form_numbers": "read_all",
    "form_numbers_export": "read_all",
    "form_numbers_void": "remind",
    "form_opinion": "export",
    "form_circular": "export",
    "phrases": "read",
    "bodies": "read_all",
    "bodies_decide": "bodies",
    "body": "read_all",
    "body_change": "bodies",
    "search": "search",
    "compare": "search",
    "match": "match",
    "people": "people",
    "person": "people",
    "person_change": "people",
    "units": "people",
    "units_import": "people",
    "unit": "people",
    "unit_change": "people",
    "audit": "audit",
    "audit_export": "audit",
    "status": "operate",
    "admin:": "people",
    "api:api-root": OPEN,
    "api:openapi-json": OPEN,
    "api:openapi-view": OPEN,
    "api:health": OPEN,
    "api:search": "search",
    "api:compared": "search",
    "api:sheet_imports": "exchange",
    "POST api:sheet_imports": "exchange",
    "api:sheet_import": "exchange",
    "api:sheet_conflicts": "exchange",
    "POST api:sheet_conflicts": "exchange",
    "api:sheet_forms": "read",
    "api:ledger": "read",
    "api:ledger_row": "read",
    "POST api:change_state": "review",
    "POST api:report": "answer",
    "api:life": "read",
    "api:tasks": "read",
    "api:evidence_file": "read",
    "POST api:assign": "assign",
    "POST api:assign_proposed": "assign",
    "POST api:withdraw": "assign",
    "POST api:resume": "decide",
    "POST api:review": "decide",
    "POST api:decide": "decide",
    "POST api:close": "decide",
    "POST api:reopen": "decide",
    "POST api:close_instance": "decide",
    "POST api:accept": "answer",
    "POST api:feedback": "answer",
    "POST api:ask": "answer",
    "POST api:countersign": "answer",
    "POST api:evidence": "answer",
    "POST api:evidence_upload": "answer",
    "POST api:withdraw_evidence": "answer",
    "POST api:subtask": "answer",
    "POST api:end_subtask": "answer",
    "api:light_rules": "read",
    "api:list_outcomes": "read",
    "api:reply_outcome": "read",
    "POST api:record_outcome": "decide",
    "api:outcome_schemes": "read",
    "POST api:choose_outcome_scheme": "rules",
    "api:list_forms": "read",
    "api:form_template": "read",
    "POST api:form_settings": "rules",
    "api:form_numbers": "read_all",
    "POST api:void_number": "remind",
    "POST api:make_notice": "remind",
    "POST api:make_opinion": "export",
    "POST api:make_circular": "export",
    "api:papers": "read",
    "api:paper": "read",
    "api:places": "read",
    "api:explain": "read",
    "api:page_picture": "read",
    "POST api:match": "match",
    "POST api:check_draft": "check_reply",
    "api:counted": "read",
    "api:people": "people",
    "POST api:people": "people",
    "POST api:person": "people",
    "POST api:person_password": "people",
    "api:units": "people",
    "POST api:units": "people",
    "POST api:units_import": "people",
    "POST api:unit": "people",
    "api:audit": "audit",
    "api:review_listed": "review",
    "api:review_shares": "review",
    "api:review_preview": "review",
    "api:review_acts": "review",
    "api:review_card": "review",
    **{f"POST api:review_{name}": "review" for name in ("bulk", "undo", "add", "merge", "confirm", "reject", "correct", "split")},
    "api:notices": "read",
    "POST api:notices_seen": SIGNED_IN,
    "POST api:remind": "remind",
}
if settings.OIDC:
    TABLE |= {"oidc_authentication_init": OPEN, "oidc_authentication_callback": OPEN}

Sees = Callable[[Viewer, Any], bool]
SCOPED: dict[str, Sees] = {
    "item_id": track.sees,
    **{kind: partial(handle.sees_part, kind) for kind in handle.ROW_OF},
    "imported": lambda _viewer, _number: False,  # a workbook that was brought in holds rows of every unit
}
"""Part of an address → whether the viewer may see the row that it names; others get 404, as if there were none."""
EVERYBODYS = frozenset(("key", "page", "token", "name", "unit", "kind"))
"""Parts of addresses that name no row: papers, pages of papers, one's own upload, bodies, users, units, kinds of forms.

Any other part must be in SCOPED.
"""


def name_of(match: ResolverMatch) -> str:
    """The key of an address in TABLE."""
    space = ":".join(match.namespaces)
    return "admin:" if space == "admin" else f"{space}:{match.url_name}" if space else str(match.url_name)


def act_of(name: str, method: str | None) -> str | None:
    """The act that a request is, None where the table has no line for it."""
    if method in ("GET", "HEAD", "OPTIONS"):
        return TABLE.get(name)
    act = TABLE.get(f"{method} {name}") or TABLE.get(name)
    return None if act in READING and f"{method} {name}" not in TABLE else act


def allows(viewer: Viewer, act: str | None) -> bool:
    """Whether the viewer's role may do it; no act, no leave."""
    return act in (OPEN, SIGNED_IN) or (act in ACTS and viewer.may(act))


def in_scope(viewer: Viewer, parts: dict[str, Any]) -> bool:
    """Whether a unit may see what the parts of an address name; everybody else sees every row."""
    if viewer.only_units is None:
        return True
    return all(name in EVERYBODYS or (name in SCOPED and SCOPED[name](viewer, value)) for name, value in parts.items())


def viewer_of(request: HttpRequest) -> Viewer:
    """Who is looking; the middleware has found out."""
    found: Viewer = request.viewer  # type: ignore[attr-defined]
    return found


def refusal(viewer: Viewer, act: str | None) -> str:
    """Why not, for whom it is, whom to ask."""
    asked = people.administrators()
    whom = f"（{'、'.join(asked[:3])}）" if asked else ""
    if act is None:
        return f"这个地址没有登记由谁使用，一律不开放；请告诉系统管理员{whom}"
    return f"这一页由{holders(act)}使用，您的角色是“{ROLES[viewer.role]}”；确有需要的，请系统管理员{whom}调整您的角色"


def allowed(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: ``viewer``, ``may.ACT`` whether his role allows it, ``unseen`` notices of his units."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    may = {act: viewer.may(act) for act in ACTS} if viewer else {}
    return {"viewer": viewer, "may": may, "unseen": SimpleLazyObject(lambda: notify.unseen(viewer) if viewer else 0)}
