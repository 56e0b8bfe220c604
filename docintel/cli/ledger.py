"""``docintel ledger``: list, show, change, export and import obligations."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from docintel.cli import ledger_life, sheets
from docintel.cli.filters import as_day, filter_options
from docintel.cli.review import gold
from docintel.domain.bodies import RESOLVED
from docintel.domain.ledger import COLOURS, STATES, LedgerFilters, LedgerRow
from docintel.domain.progress import Course
from docintel.domain.serial import dump
from docintel.text.measures import figure

_STYLES = {"green": "green", "yellow": "yellow", "red": "red", "grey": "bright_black", "blue": "blue"}


@click.group("ledger")
def command() -> None:
    """List, show, change, export and import obligations."""
    from docintel.workflows.session import open_home  # noqa: PLC0415 - Django loads only when it is needed

    open_home()


for _command in ledger_life.COMMANDS:
    command.add_command(_command)
command.add_command(gold)


@command.command("list")
@filter_options
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@click.option("--offset", type=click.IntRange(0), default=0)
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), callback=as_day, help="按这一天亮灯 [默认今天]")
@click.option("--format", "form", type=click.Choice(["table", "json", "jsonl"]), default="table", show_default=True)
def list_rows(limit: int, offset: int, today: date | None, form: str, **filters: Any) -> None:
    """Print rows by due date, undated last."""
    from docintel.workflows import track  # noqa: PLC0415 - models need an opened home

    rows = track.list_rows(LedgerFilters(**filters), today or date.today())
    some = rows[offset : offset + limit]
    if form == "json":
        print(json.dumps({"count": len(rows), "rows": dump(list(some))}, ensure_ascii=False))
    elif form == "jsonl":
        for row in some:
            print(json.dumps(dump(row), ensure_ascii=False))
    else:
        _table(some)
        print(f"共{len(rows)}项，显示第{offset + 1}–{offset + len(some)}项" if some else f"共{len(rows)}项", file=sys.stderr)


def _table(rows: Sequence[LedgerRow]) -> None:
    table = Table(show_lines=False)
    for name, options in (
        ("编号", {"no_wrap": True}),
        ("灯", {}),
        ("督办事项", {"ratio": 4}),
        ("单位", {"ratio": 2}),
        ("完成时限", {"ratio": 1}),
        ("状态", {}),
    ):
        table.add_column(name, **options)
    for row in rows:
        due = "\n".join(x for x in (row.due.isoformat() if row.due else "", "；".join(row.deadline_words)) if x)
        light = f"[{_STYLES[row.light.colour]}]{COLOURS[row.light.colour]}[/]"
        cells = (row.item_id, light, escape(row.text), escape("、".join(row.lead)), escape(due), STATES[row.state])
        table.add_row(*cells)
    Console(width=None if sys.stdout.isatty() else 160).print(table)


@command.command("show")
@click.argument("item_id")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show(item_id: str, form: str) -> None:
    """Print one row with its source paragraph and history."""
    from docintel.workflows import page_view, track  # noqa: PLC0415 - models need an opened home

    row, source, history = track.get_row(item_id, date.today()), track.source(item_id), track.history(item_id)
    placed = None if row.gone else page_view.places(source.doc, source.evidence[0].start, source.evidence[0].end)
    paragraph = source.text[source.start : source.end]
    if form == "json":
        place = {"doc": source.doc, "start": source.start, "end": source.end, "text": paragraph, "parts": dump(source.parts)}
        place["places"] = dump(placed.places) if placed else []
        print(json.dumps({"row": dump(row), "source": place, "history": dump(history)}, ensure_ascii=False))
        return
    lines = {
        "编号": row.item_id + ("（新版公文中已不见）" if row.gone else "") + ("（原文有变，需复核）" if row.needs_review else ""),
        "督办事项": row.text,
        "来源": f"{row.title or row.doc} {row.doc_number}".strip(),
        "量化指标": "；".join(row.targets),
        "牵头单位": "、".join(row.lead),
        "配合单位": "、".join(row.support),
        "机构全称": "；".join(f"{o.name} = {o.full}（{RESOLVED.get(o.how, o.how)}）" for o in row.owners if o.full),
        "完成时限": " ".join(x for x in (row.due.isoformat() if row.due else "", "；".join((*row.deadline_words, *row.recurrence))) if x),
        "办理状态": STATES[row.state],
        "默认时限": row.default_due.isoformat() if row.default_due else "",
        "亮灯": f"{COLOURS[row.light.colour]}：{row.light.rule}",
        "序时进度": "；".join(_course(c) for c in row.courses),
        "办理结果": row.outcome_class,
        "进展情况": row.progress,
        "备注": row.note,
    }
    for name, value in lines.items():
        if value:
            print(f"{name}：{value}")
    print(f"原文（{source.doc} {placed.words if placed else ''} 第{source.start}–{source.end}字）：\n{paragraph}")
    for r in row.reports:
        marks = "".join(f"（{m}）" for m in ("起点值" if r.start else "", "质量不达标" if r.poor else "", r.note) if m)
        corrected = f"，更正第{r.corrects}条" if r.corrects else ""
        print(f"填报 第{r.number}条 {r.day} {r.goal}：{'撤回' if r.value is None else figure(r.value, r.unit)}{marks}，{r.who}{corrected}")
    print("经过：" if history else "经过：还没有人改过")
    for change in history:
        note = f"（{change.note}）" if change.note else ""
        print(f"  {change.when.astimezone():%Y-%m-%d %H:%M} {change.who} {change.field}：{change.old or '空'} → {change.new or '空'}{note}")


@command.command("update")
@click.argument("item_id")
@click.option("--by", "who", required=True, help="经办人（用户名）")
@click.option("--state", type=click.Choice(list(STATES)), help="改办理状态")
@click.option("--owner", "lead", help="牵头单位，多个用顿号隔开")
@click.option("--support", help="配合单位，多个用顿号隔开")
@click.option("--due", help="完成时限，如 2025-12-31；空串为清除")
@click.option("--text", help="督办事项")
@click.option("--progress", help="进展情况")
@click.option("--outcome", "outcome_class", help="办理结果，如 A")
@click.option("--note", help="备注；改状态时同时记为说明")
def update(item_id: str, who: str, state: str | None, **given: str | None) -> None:
    """Change a row; every change is kept in its history."""
    from docintel.workflows import track  # noqa: PLC0415 - models need an opened home

    changes = {name: value for name, value in given.items() if value is not None}
    if not changes and state is None:
        raise click.UsageError("没有要修改的内容；可用 --state --owner --support --due --text --progress --outcome --note")
    done = track.correct(item_id, changes, who, note=changes.get("note", "")) if changes else []
    if state is not None:
        track.change_state(item_id, state, who, note=changes.get("note", ""))
    row = track.get_row(item_id, date.today())
    print(
        f"{row.item_id}：{STATES[row.state]}，{'、'.join(row.lead) or '未写明单位'}，{row.due or '未定时限'}"
        + ("" if done or state else "（没有变化）")
    )


def _course(course: Course) -> str:
    """“…”应达60%，实际40%，落后20个百分点; or why it cannot be computed."""
    if course.expected is None or course.done is None or course.behind is None:
        return f"“{course.goal}”{course.why}"
    apart = f"{'落后' if course.behind > 0 else '超前'}{abs(course.behind):.1f}个百分点"
    return f"“{course.goal}”应达{course.expected:.1%}，实际{course.done:.1%}（截至{course.as_of}），{apart}"


@command.command("progress")
@click.argument("item_id")
@click.argument("value", default="")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), callback=as_day, help="截至哪一天 [默认今天]")
@click.option("--by", "who", required=True, help="经办人（用户名）")
@click.option("--note", default="", help="佐证说明")
@click.option("--target", "goal", help="哪一项指标（有几项时）：原文的一部分")
@click.option("--start", is_flag=True, help="这是计划开始时的起点值")
@click.option("--poor", is_flag=True, help="质量不达标")
@click.option("--corrects", type=int, help="更正哪一条（show 中的序号）；不写数值为撤回")
def progress(item_id: str, value: str, day: date | None, **how: Any) -> None:
    """Report what a target has reached; kept for good. VALUE has its unit (1500个); a correction is a new row."""
    from docintel.workflows import track  # noqa: PLC0415 - models need an opened home

    today = date.today()
    written = track.report(item_id, value, day or today, today=today, **how)
    row = track.get_row(item_id, today)
    print(f"{row.item_id} 第{written.number}条：{'；'.join(_course(c) for c in row.courses if c.goal == written.goal)}")
    print(f"亮灯：{COLOURS[row.light.colour]}，{row.light.rule}")


for _sheet_command in sheets.COMMANDS:
    command.add_command(_sheet_command)
