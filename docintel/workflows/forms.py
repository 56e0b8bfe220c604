"""Word 表单: making 督办通知单, 催办通知单, 征询意见表 and 情况通报 from the ledger; the office's own templates; what it says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from docintel.domain.forms import KINDS, NUMBERED, Fault, FormRow, Office, Template
from docintel.domain.ledger import LedgerFilters, LedgerRow
from docintel.domain.outcomes import Reply
from docintel.domain.people import PROGRAM, Viewer
from docintel.errors import BadInput, NotFound
from docintel.report.forms import template
from docintel.report.forms.circular import circular
from docintel.report.forms.fields import fields as known_fields
from docintel.report.forms.fields import file_name, shipped
from docintel.report.forms.notices import notice
from docintel.report.forms.opinion import opinion
from docintel.report.forms.words import defaults
from docintel.store import choices, form_numbers, handed, items, ledger, papers
from docintel.store.choices import Settled
from docintel.workflows import outcomes
from docintel.workflows.home import home_folder

__all__ = ["defaults"]
KEY = "forms"
SETTINGS = {
    "name": "本单位名称",
    "contact": "联系人",
    "phone": "联系电话",
    "feedback": "反馈方式",
    "back": "征询意见表交回期限",
    "cc": "抄送",
    "printer": "印发机关",
}
"""What an office says of itself on every form → label; the names are fields of domain.forms.Office."""
NOTICES = NUMBERED
MOST_ITEMS, MOST_ROWS = 200, 3000
OPEN = ("confirmed", "assigned", "in_progress")
COUNTED = (*OPEN, "done", "closed", "suspended")
"""What a 情况通报 counts: what a person has confirmed and nobody dropped."""


@dataclass(frozen=True, slots=True)
class Made:
    """A form as a Word file; ``left`` are rows that do not belong on it (other units', closed), by number and text."""

    name: str
    data: bytes
    rows: int
    left: tuple[tuple[str, str], ...] = ()


# --- what the office says of itself -----------------------------------------------------------------------------------------


def settings() -> Settled:
    """The office's words in force: ``value`` is a mapping of SETTINGS, {} before anybody wrote them."""
    found = choices.current(KEY)
    return replace(found, value={k: str((found.value or {}).get(k, "")) for k in SETTINGS})


def settle(words: Mapping[str, str], who: str, note: str = "", expected: int | None = None) -> Settled:
    """Writes the office's words (keys of SETTINGS). Raises BadInput, StoreConflict."""
    unknown = [k for k in words if k not in SETTINGS]
    if unknown:
        raise BadInput(f"没有设置 {'、'.join(unknown)}；可用：{'、'.join(f'{k}（{v}）' for k, v in SETTINGS.items())}")
    now = settings().value
    return choices.settle(KEY, now | {k: " ".join(v.split()) for k, v in words.items()}, who, note, expected)


def _office(given: Office) -> Office:
    """What was given, and where nothing was the office's words."""
    mine = settings().value
    missing = {f.name: mine[f.name] for f in fields(Office) if f.name in mine and not getattr(given, f.name)}
    return replace(given, **missing)


# --- templates --------------------------------------------------------------------------------------------------------------


def templates() -> list[Template]:
    """The template in force of every form, looked over."""
    return [_template(kind) for kind in KINDS]


def _template(kind: str) -> Template:
    own = _own(kind)
    return Template(kind, str(own), own.exists(), known_fields(_known(kind)), template.check(kind, _bytes(kind)))


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise NotFound(f"没有表单 {kind}；可用：{'、'.join(f'{k}（{v}）' for k, v in KINDS.items())}")
    return kind


def _own(kind: str) -> Path:
    return home_folder() / "forms" / file_name(_known(kind))


def _bytes(kind: str) -> bytes:
    own = _own(kind)
    try:
        return own.read_bytes() if own.exists() else shipped(kind)
    except OSError as error:
        raise BadInput(f"读不了模板 {own}（{error.strerror}）；请关闭正在打开它的 Word，或检查文件权限") from error


def check(kind: str, file: Path | None = None) -> tuple[Fault, ...]:
    """What keeps a template (``file``, else the one in force) from being used as this form. Raises NotFound, BadInput."""
    _known(kind)
    try:
        return template.check(kind, file.read_bytes() if file else _bytes(kind))
    except OSError as error:
        raise BadInput(f"读不了 {file}（{error.strerror}）；请检查路径和权限") from error


def export(kind: str, *, original: bool = False) -> tuple[str, bytes]:
    """(file name, bytes) of the template in force, to be changed in Word; ``original``: the one that came with the program."""
    return file_name(_known(kind)), shipped(kind) if original else _bytes(kind)


# --- making -----------------------------------------------------------------------------------------------------------------


def chosen(ids: Sequence[str], filters: LedgerFilters | None, today: date, viewer: Viewer = PROGRAM) -> list[FormRow]:
    """The rows named by ``ids``, else those that ``filters`` leave, of what ``viewer`` sees. Raises NotFound, BadInput (too many)."""
    if ids:
        wanted = list(dict.fromkeys(i.strip() for i in ids if i.strip()))
        unseen = [i for i in wanted if not items.sees(viewer.only_units, i)]
        if unseen:
            raise NotFound(f"台账中没有编号 {unseen[0]}；用 docintel ledger list 查看编号")
        _few(len(wanted), MOST_ITEMS)
        return handed.form_rows([ledger.row(i, today) for i in wanted])
    rows = ledger.rows(replace(filters or LedgerFilters(), units=viewer.only_units), today)
    _few(len(rows), MOST_ROWS)
    return handed.form_rows(list(rows))


def _few(count: int, most: int) -> None:
    if count > most:
        raise BadInput(f"选了{count}项，一份表单最多{most}项；请按单位、年份等缩小范围")


def by_unit(rows: Iterable[FormRow]) -> dict[str, list[FormRow]]:
    """Leading unit → its open rows, those with most first; a row of two leading units stands at both, one that names none at ""."""
    found: dict[str, list[FormRow]] = {}
    for row in rows:
        for unit in row.lead or ("",) if row.row.state in OPEN else ():
            found.setdefault(unit, []).append(row)
    return dict(sorted(found.items(), key=lambda pair: (not pair[0], -len(pair[1]), pair[0])))


def make_notice(kind: str, rows: Sequence[FormRow], unit: str, office: Office, today: date, *, who: str) -> Made:
    """A 督办通知单 or 催办通知单 to one unit: its open rows among ``rows``. ``unit`` "" needs rows of one unit alone.

    A number is written into the register (编号登记), signed by ``who``; a form without one is numbered by hand.
    Raises NotFound (no such form), BadInput (nothing open; several units, which are named; a faulty template; a number in use).
    """
    if kind not in NOTICES:
        raise NotFound(f"没有通知单 {kind}；可用：{'、'.join(f'{k}（{KINDS[k]}）' for k in NOTICES)}")
    units = by_unit(rows)
    if not units:
        raise BadInput(f"所选事项中没有在办的，不能制作{KINDS[kind]}；待审核的请先确认，已办结的不用再催")
    named = [u for u in units if u]
    if not unit and len(named) > 1:
        told = "、".join(f"{u}（{len(units[u])}项）" for u in named[:12])
        raise BadInput(f"所选事项属于{len(named)}个单位：{told}；一份只发一个单位，请指明是哪一个")
    to = unit or (named[0] if named else "")
    mine = units.get(to) if to or "" in units else None
    if not mine:
        raise BadInput(f"所选事项中没有{unit}主办的在办事项；有的是：{'、'.join(named) or '都没有写明主办单位'}")
    ids = {row.row.item_id for row in mine}
    left = tuple((row.row.item_id, row.row.text) for row in rows if row.row.item_id not in ids)
    data = template.fill(kind, _bytes(kind), notice(kind, mine, _office(office), to, today))
    if office.number.strip():
        form_numbers.issue(kind, office.number, [row.row.item_id for row in mine], unit=to, day=office.day or today, who=who)
    return Made(_name(KINDS[kind], to, today), data, len(mine), left)


def make_opinion(doc: str, office: Office, today: date, viewer: Viewer = PROGRAM) -> Made:
    """The 征询意见表 of a reply. Raises NotFound (no reply, or not the viewer's), BadInput (a faulty template)."""
    reply: Reply = outcomes.reply(doc, today, viewer).reply
    head = papers.load_paper(doc).head
    data = template.fill("opinion", _bytes("opinion"), opinion(reply, head.lead_offices, head.co_offices, _office(office), today))
    return Made(_name(KINDS["opinion"], reply.case_number or doc, today), data, 1)


def make_circular(filters: LedgerFilters, office: Office, today: date, viewer: Viewer = PROGRAM) -> Made:
    """A 情况通报 on what ``filters`` leave of the confirmed rows; rows not confirmed, dropped or gone are ``left``.

    Raises BadInput (nothing to tell, too many rows, a faulty template).
    """
    rows = chosen((), filters, today, viewer)
    counted = [row for row in rows if counts(row.row)]
    if not counted:
        raise BadInput(f"所选范围有{len(rows)}项，没有一项经过确认；请先审核确认，再制作情况通报")
    left = tuple((row.row.item_id, row.row.text) for row in rows if not counts(row.row))
    data = template.fill("circular", _bytes("circular"), circular(counted, _office(office), today))
    return Made(_name(KINDS["circular"], office.scope, today), data, len(counted), left)


def counts(row: LedgerRow) -> bool:
    """Whether a 情况通报 counts the row."""
    return row.state in COUNTED and not row.gone


def _name(form: str, about: str, today: date) -> str:
    plain = "".join(c for c in about if c not in '\\/:*?"<>|\n\r\t')[:40]
    return "-".join(x for x in (form, plain, today.isoformat()) if x) + ".docx"


def write(file: Path, data: bytes) -> None:
    """Writes a form or a template to a file. Raises BadInput."""
    try:
        file.write_bytes(data)
    except OSError as error:
        raise BadInput(f"写不了 {file}（{error.strerror}）；请检查文件夹权限，或关闭正在打开它的 Word") from error


def office_of(given: Mapping[str, Any]) -> Office:
    """What a person wrote for one form (fields of Office); None and "" stand for what the office says anyway."""
    return Office(**{k: v for k, v in given.items() if v})
