"""通知和催办: the reminders of a day, reminders by a person, the inbox, mail, the calendar feed."""

from __future__ import annotations

import logging
import re
import secrets
import smtplib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.mail import EmailMessage, get_connection

from docintel import settings
from docintel.domain.notices import NOTICE_KINDS, NoticeRow, Sent
from docintel.domain.people import Viewer
from docintel.errors import BadInput
from docintel.report import calendar
from docintel.store import choices, ledger, notices, people
from docintel.store.coming import coming
from docintel.store.notice_rules import Rule, read_days, shipped

WHO = "docintel"
_BACK, _AHEAD, _MOST = 90, 400, 2000
_FIELDS = ("before", "after", "sent")


def run(today: date) -> Sent:
    """Writes what the rules call for today and mails what waits. Twice on a day writes nothing twice."""
    found = notices.due(today)
    ids = {d.assignment.obligation.item_id for d in found}
    lights = {item_id: ledger.row(item_id, today).light.rule for item_id in ids}
    written = [*notices.answer(WHO), *notices.write(found, lights, WHO)]
    mails, failed, problem = _mail()
    return Sent(len(written), mails, failed, problem)


def preview(today: date) -> list[tuple[str, str]]:
    """(title, unit) of what a run would write now."""
    return [(notices.said(d)[0], d.assignment.unit.name) for d in notices.due(today)]


def _mail() -> tuple[int, int, str]:
    """(sent, failed, the first problem); nothing where no mail server is set."""
    waiting = notices.to_mail() if settings.EMAIL_HOST else []
    if not waiting:
        return 0, 0, ""
    sent, problems = 0, []
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        problem = f"邮件服务器 {settings.EMAIL_HOST} 连不上（{error}）"
        for mail in waiting:
            notices.delivered(mail.number, "email", mail.address, problem)
        return 0, len(waiting), problem
    try:
        for mail in waiting:
            problem = _one(mail, connection)
            notices.delivered(mail.number, "email", mail.address, problem)
            sent += not problem
            problems += [problem] if problem else []
    finally:
        connection.close()
    return sent, len(problems), problems[0] if problems else ""


def _one(mail: notices.Mail, connection: Any) -> str:
    link = f"\n{settings.BASE_URL}/ledger/{mail.item_id}/" if settings.BASE_URL and mail.item_id else ""
    title = " ".join(mail.title.split())  # no line may end inside a heading
    try:
        EmailMessage(title, mail.words + link, settings.DEFAULT_FROM_EMAIL, [mail.address], connection=connection).send()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return str(error) or type(error).__name__
    return ""


def remind(item_id: str, words: str, who: str, today: date, units: Sequence[int] = ()) -> list[int]:
    """催办 by a person; mailed at once where mail is set. Numbers of the notices. Raises NotFound, BadInput."""
    numbers = notices.remind(item_id, words, who, ledger.row(item_id, today).light.rule, units)
    _mail()
    return numbers


def inbox(viewer: Viewer, kind: str = "", item_id: str = "", limit: int = 50, offset: int = 0) -> list[NoticeRow]:
    """What the viewer may read, the newest first."""
    return notices.inbox(viewer, kind, item_id, limit, offset)


def count(viewer: Viewer, kind: str = "", item_id: str = "") -> int:
    """How many notices the filters leave."""
    return notices.count(viewer, kind, item_id)


def unseen(viewer: Viewer) -> int:
    """How many he has not opened."""
    return notices.unseen(viewer)


def mark_seen(viewer: Viewer, number: int | None = None) -> int:
    """Opened: one notice, or all. Raises NotFound."""
    return notices.mark_seen(viewer, number)


def rules() -> tuple[Mapping[str, Rule], int]:
    """The rules in force and the number of the choice behind them (0 = as shipped)."""
    return notices.rules(), choices.current(notices.KEY).number


def adjustable() -> dict[str, tuple[str, ...]]:
    """Kind → the days of its rule that an office may choose, whatever it chose so far."""
    found = {kind: tuple(f for f in (*_FIELDS, "every") if getattr(rule, f)) for kind, rule in shipped().items()}
    return {kind: fields for kind, fields in found.items() if fields}


def choose(days: Mapping[str, Mapping[str, str]], who: str, note: str = "", expected: int | None = None) -> None:
    """Other days: {kind: {before | after | sent: "30、15、7", every: "30"}}; empty words send none. Raises BadInput, StoreConflict."""
    value: dict[str, dict[str, Any]] = {}
    for kind in shipped():
        given = days.get(kind, {})
        value[kind] = {name: read_days(kind, name, given[name]) for name in _FIELDS if name in given}
        every = given.get("every", "").strip()
        if every and not re.fullmatch(r"\d{1,4}", every):
            raise BadInput(f"{NOTICE_KINDS[kind]}“以后每隔”要写天数，如 30；不再发就写 0")
        value[kind] |= {"every": int(every or 0)} if "every" in given else {}
    choices.settle(notices.KEY, value, who, note, expected)


def feed_address(viewer: Viewer, renew: bool = False) -> str:
    """The path of the viewer's calendar feed; made on first use; ``renew`` ends the old one. "" without a member row."""
    token = people.feed(viewer.name)
    if token is None:
        return ""
    if renew or not token:
        token = secrets.token_urlsafe(24)
        people.set_feed(viewer.name, token)
    return f"/calendar/{token}.ics"


def feed(token: str, today: date) -> bytes:
    """The calendar behind a feed: open rows that the member may see, by the day on which they fall due for him. Raises NotFound."""
    viewer = people.viewer_of_feed(token)
    first, last = today - timedelta(days=_BACK), today + timedelta(days=_AHEAD)
    rows = coming(viewer.only_units, first, last, today, states=("confirmed", "assigned", "in_progress"), most=_MOST)
    return calendar.write(rows, settings.BASE_URL)


def keep_running(stop: Any, every: float = 3600.0) -> None:
    """Runs the reminders now and each hour until ``stop`` (a threading.Event) is set; a failure is logged and the next hour tries again."""
    from django.db import connection  # noqa: PLC0415 - a thread of its own closes its own connection

    while not stop.is_set():
        try:
            run(date.today())
        except Exception:
            logging.getLogger("docintel").exception("提醒没有发出")
        finally:
            connection.close()
        stop.wait(every)
