"""``docintel ledger assign`` … ``instances``: the life of a row on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from docintel.domain.ledger import STATES
from docintel.domain.life import ASSIGNMENT_STATES, EVIDENCE_KINDS, FEEDBACK_KINDS, REQUEST_KINDS, UNIT_ROLES, Life
from docintel.domain.people import PROGRAM, Viewer
from docintel.domain.serial import dump

_BY = click.option("--by", "who", required=True, help="经办人（用户名）")
_WHY = click.option("--why", required=True, help="理由")


def _day(_context: click.Context, _option: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


def _date(name: str, variable: str, words: str) -> Callable[[Any], Any]:
    return click.option(name, variable, type=click.DateTime(["%Y-%m-%d"]), callback=_day, help=words)


_LIMIT = _date("--limit", "limit", "办理时限，如 2026-12-31")


def _as(who: str) -> Viewer:
    """Whoever can read the data folder may do all; the history says by whom."""
    return replace(PROGRAM, name=who)


def _read(path: Path) -> bytes:
    from docintel.errors import BadInput  # noqa: PLC0415

    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"读不了 {path}（{error.strerror}）；请检查路径和权限") from error


def _files(paths: tuple[Path, ...]) -> list[Any]:
    from docintel.workflows import handle  # noqa: PLC0415 - models need an opened home

    return [handle.Proof(file=handle.keep_file(path.name, _read(path))) for path in paths]


def _told(item_id: str) -> None:
    from docintel.workflows import handle  # noqa: PLC0415 - models need an opened home

    found = handle.life(PROGRAM, item_id, date.today())
    stands = handle.standing(found)
    print(f"{found.item_id}：{STATES[found.state]}" + "".join(f"；{who}{what}" for who, what in stands.turns))


@click.command("life")
@click.argument("item_id")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def life(item_id: str, form: str) -> None:
    """Print the life of a row: assignments, feedback, requests, evidence, sub-tasks, periods, with their numbers."""
    from docintel.workflows import handle  # noqa: PLC0415 - models need an opened home

    found = handle.life(PROGRAM, item_id, date.today())
    if form == "json":
        print(json.dumps(dump(found), ensure_ascii=False))
        return
    _told(item_id)
    _print(found)


def _print(found: Life) -> None:
    for a in found.assignments:
        limit = f"，{a.limit}前" if a.limit else ""
        print(f"交办 {a.number} {a.name}（{UNIT_ROLES[a.role]}）：{ASSIGNMENT_STATES[a.state]}{limit}")
        for f in a.feedbacks:
            verdict = {None: "待审核" if f.waits else "", True: "通过", False: f"退回重报：{f.verdict}"}[f.passed]
            print(f"  反馈 {f.number} {f.when.astimezone():%Y-%m-%d} {FEEDBACK_KINDS[f.kind]}{f.period} {f.text} {verdict}".rstrip())
            for c in f.countersigns:
                print(f"    会签 {c.unit}：{'同意' if c.agrees else '不同意'} {c.words}".rstrip())
        for r in a.requests:
            answer = {None: "待批复", True: f"同意{r.given or ''}", False: f"不同意：{r.words}"}[r.granted]
            print(f"  申请 {r.number} {REQUEST_KINDS[r.kind]}{r.until or ''} {r.reason}：{answer}")
    for s in found.subtasks:
        print(f"分解任务 {s.number} {s.text} {s.name} {s.due or ''}：{f'{s.done}完成' if s.done else '取消' if s.dropped else '未完成'}")
    for i in found.instances:
        print(f"本期任务 {i.number} {i.name}（{i.start}至{i.end}）：{f'{i.closed}销号' if i.closed else '未销号'}")
    for e in found.evidence:
        print(f"佐证 {e.number} {EVIDENCE_KINDS[e.kind]} {e.title}{'' if e.counts else '（已撤回）'}")
    for p in found.announced:
        print(f"馆内已有承诺出台的《{p.announced}》：{p.doc} {p.title} {p.issue_date}")


@click.command("assign")
@click.argument("item_ids", nargs=-1, required=True)
@click.option("--lead", default="", help="主办单位")
@click.option("--support", default="", help="协办单位，多个用顿号隔开")
@click.option("--proposed", is_flag=True, help="按原文写明的单位批量交办；认不准的列出来，不交办")
@click.option("--by-order", is_flag=True, help="责任单位没有写明牵头的，按排序推定：第一个主办，其余协办（与 --proposed 同用）")
@_LIMIT
@click.option("--words", default="", help="交办意见")
@_BY
def assign(item_ids: tuple[str, ...], lead: str, support: str, limit: date | None, *, words: str, who: str, **how: bool) -> None:
    """Give rows to units (交办)."""
    from docintel.workflows import handle  # noqa: PLC0415 - models need an opened home

    if how["proposed"] == bool(lead or support) or (how["by_order"] and not how["proposed"]):
        raise click.UsageError("请用 --lead/--support 写明单位，或用 --proposed 按原文的单位交办")
    if how["proposed"]:
        done = handle.assign_proposed(_as(who), item_ids, words, date.today(), by_order=how["by_order"])
        print(f"已交办{len(done.done)}项，{len(done.left)}项要逐项交办")
        for item_id, _, why in done.left:
            print(f"  {item_id} {why}")
        return
    both = (("lead", handle.named_units(lead)), ("support", handle.named_units(support)))
    for item_id in item_ids:
        day = limit or handle.life(PROGRAM, item_id, date.today()).limit
        given = [handle.Given(unit, role, day) for role, units in both for unit in units]
        handle.assign(_as(who), item_id, given, words, today=date.today())
        _told(item_id)


@click.command("accept")
@click.argument("assignment", type=int)
@_BY
def accept(assignment: int, who: str) -> None:
    """Accept an assignment (签收); its number is in ``docintel ledger life``."""
    from docintel.workflows import handle  # noqa: PLC0415 - models need an opened home

    _told(handle.accept(_as(who), assignment))


@click.command("return")
@click.argument("assignment", type=int)
@_WHY
@_BY
def return_(assignment: int, why: str, who: str) -> None:
    """Ask to return an assignment (申请退回), within the office's term."""
    from docintel.workflows import handle  # noqa: PLC0415 - models need an opened home

    _told(handle.ask(_as(who), assignment, "return", why, today=date.today()))


@click.command("ask")
@click.argument("assignment", type=int)
@click.argument("kind", type=click.Choice(list(REQUEST_KINDS)))
@_date("--until", "until", "申请延至")
@_WHY
@_BY
def ask(assignment: int, kind: str, until: date | None, why: str, who: str) -> None:
    """Ask for a return, an extension or a suspension (申请)."""
    from docintel.workflows import handle  # noqa: PLC0415 - models need an opened home

    _told(handle.ask(_as(who), assignment, kind, why, today=date.today(), until=until))


@click.command("decide")
@click.argument("request", type=int)
@click.argument("answer", type=click.Choice(["grant", "refuse"]))
@_date("--until", "until", "同意延至；不写为所申请的那一天")
@click.option("--words", default="", help="批复意见")
@_BY
def decide(request: int, answer: str, until: date | None, words: str, who: str) -> None:
    """Decide a request (批复)."""
    from docintel.workflows import handle  # noqa: PLC0415 - models need an opened home

    _told(handle.decide(_as(who), request, granted=answer == "grant", words=words, until=until, today=date.today()))


@click.command("feedback")
@click.argument("assignment", type=int)
@click.argument("text")
@click.option("--final", "kind", flag_value="final", help="办结反馈")
@click.option("--progress", "kind", flag_value="progress", default="progress", help="进展反馈 [默认]")
@click.option("--problems", default="", help="存在问题")
@click.option("--plans", default="", help="下步打算")
@click.option("--figure", "figures", multiple=True, nargs=2, help="指标和实际值，如 2000个 1500个；可以写几次")
@click.option("--file", "paths", multiple=True, type=click.Path(path_type=Path, dir_okay=False), help="佐证文件，可以写几次")
@click.option("--instance", type=int, help="哪一期（周期性事项）")
@_BY
def feedback(assignment: int, text: str, kind: str, who: str, instance: int | None, **more: Any) -> None:
    """Say how an assignment goes (反馈), or with --final that it is done."""
    from docintel.workflows import handle  # noqa: PLC0415 - models need an opened home

    today = date.today()
    said = handle.Words(text, more["problems"], more["plans"], [(goal, value, today) for goal, value in more["figures"]])
    _told(handle.give_feedback(_as(who), assignment, kind, said, today=today, proofs=_files(more["paths"]), instance=instance))


@click.command("countersign")
@click.argument("feedback", type=int)
@click.argument("assignment", type=int)
@click.argument("answer", type=click.Choice(["agree", "disagree"]))
@click.option("--words", default="", help="会签意见")
@_BY
def countersign(feedback: int, assignment: int, answer: str, words: str, who: str) -> None:
    """Countersign a lead's final feedback (会签) for the supporting ASSIGNMENT."""
    from docintel.workflows import handle  # noqa: PLC0415 - models need an opened home

    _told(handle.countersign(_as(who), feedback, assignment, agrees=answer == "agree", words=words))


@click.command("review")
@click.argument("feedback", type=int)
@click.argument("answer", type=click.Choice(["pass", "back"]))
@click.option("--words", default="", help="审核意见；退回、不等会签时必须写")
@click.option("--days", type=int, help="退回后几天内重报")
@_BY
def review(feedback: int, answer: str, words: str, days: int | None, who: str) -> None:
    """Pass a final feedback or send it back (审核)."""
    from docintel.workflows import handle  # noqa: PLC0415 - models need an opened home

    _told(handle.review(_as(who), feedback, passed=answer == "pass", words=words, days=days, today=date.today()))


@click.command("evidence")
@click.argument("item_id")
@click.option("--file", "paths", multiple=True, type=click.Path(path_type=Path, dir_okay=False), help="文件，可以写几次")
@click.option("--doc", default="", help="馆内公文的编号")
@click.option("--figure", type=int, help="填报的序号（见 docintel ledger show）")
@click.option("--withdraw", type=int, help="撤回哪一件（编号）")
@click.option("--note", default="", help="说明；撤回时为理由")
@_BY
def evidence(item_id: str, doc: str, figure: int | None, withdraw: int | None, *, note: str, who: str, **more: Any) -> None:
    """Give a row evidence (佐证), or take it back; without evidence no row is closed."""
    from docintel.workflows import handle  # noqa: PLC0415 - models need an opened home

    if withdraw is not None:
        handle.withdraw_evidence(_as(who), withdraw, note)
    else:
        proofs = [replace(proof, note=note) for proof in _files(more["paths"])]
        if doc or figure or not proofs:
            proofs.append(handle.Proof(doc=doc, figure=figure, note=note))
        handle.add_all_evidence(_as(who), item_id, proofs)
    _told(item_id)


@click.command("close")
@click.argument("item_id")
@click.option("--words", default="", help="说明")
@_BY
def close(item_id: str, words: str, who: str) -> None:
    """Close a done row that has evidence (销号)."""
    from docintel.workflows import handle  # noqa: PLC0415 - models need an opened home

    handle.close(_as(who), item_id, words)
    _told(item_id)


@click.command("reopen")
@click.argument("item_id")
@_LIMIT
@_WHY
@_BY
def reopen(item_id: str, limit: date | None, why: str, who: str) -> None:
    """Reopen a done or closed row (重新办理)."""
    from docintel.workflows import handle  # noqa: PLC0415 - models need an opened home

    handle.reopen(_as(who), item_id, why, limit)
    _told(item_id)


@click.command("withdraw")
@click.argument("assignment", type=int)
@_WHY
@_BY
def withdraw(assignment: int, why: str, who: str) -> None:
    """Withdraw an assignment (撤回交办)."""
    from docintel.workflows import handle  # noqa: PLC0415 - models need an opened home

    _told(handle.withdraw(_as(who), assignment, why))


@click.command("resume")
@click.argument("assignment", type=int)
@_LIMIT
@_WHY
@_BY
def resume(assignment: int, limit: date | None, why: str, who: str) -> None:
    """Resume a suspended assignment (恢复办理)."""
    from docintel.workflows import handle  # noqa: PLC0415 - models need an opened home

    _told(handle.resume(_as(who), assignment, why, limit))


@click.command("subtask")
@click.argument("item_id")
@click.argument("text", default="")
@click.option("--unit", default="", help="承办单位")
@_date("--due", "due", "时限")
@click.option("--done", type=int, help="完成哪一项（编号）")
@click.option("--drop", type=int, help="取消哪一项（编号）")
@click.option("--why", default="", help="取消的理由")
@_BY
def subtask(item_id: str, text: str, unit: str, due: date | None, *, why: str, who: str, **ends: int | None) -> None:
    """Add a sub-task (分解任务), or end one."""
    from docintel.workflows import handle  # noqa: PLC0415 - models need an opened home

    number = ends["done"] or ends["drop"]
    if number:
        handle.end_subtask(_as(who), number, done=date.today() if ends["done"] else None, note=why)
    else:
        units = handle.named_units(unit)
        handle.add_subtask(_as(who), item_id, text, unit=units[0] if units else None, due=due)
    _told(item_id)


@click.command("instances")
@click.option("--close", "number", type=int, help="销号哪一期（编号）")
@click.option("--words", default="", help="说明")
@click.option("--by", "who", default="", help="经办人（用户名），销号时必须写")
def instances(number: int | None, words: str, who: str) -> None:
    """Make the periods of recurring rows that are missing up to today (本期任务), or close one."""
    from docintel.workflows import handle  # noqa: PLC0415 - models need an opened home

    if number is None:
        print(f"补建{handle.make_instances(date.today())}期")
    else:
        _told(handle.close_instance(_as(who), number, words))


COMMANDS: tuple[click.Command, ...] = (
    life,
    assign,
    accept,
    return_,
    ask,
    decide,
    feedback,
    countersign,
    review,
    evidence,
    close,
    reopen,
    withdraw,
    resume,
    subtask,
    instances,
)
"""What ``docintel ledger`` gains."""
