"""``docintel outcomes``: the results of replies (办理结果), second looks (回头看), the office's set of classes."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from docintel.domain.outcomes import OUTCOMES, SATISFACTIONS, OutcomeFilters, Reply, Result
from docintel.domain.serial import dump

_FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
_BY = click.option("--by", "who", required=True, help="经办人（用户名）")


@click.group("outcomes")
def command() -> None:
    """List and record the results of replies, second looks and satisfaction; choose the set of classes."""
    from docintel.workflows.session import open_home  # noqa: PLC0415 - Django loads only when it is needed

    open_home()


def _day(_context: click.Context, _option: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


_DAY = click.DateTime(["%Y-%m-%d"])


@command.command("list")
@click.option("--outcome", type=click.Choice([*OUTCOMES, "unknown"]), help="办理结果的含义")
@click.option("--satisfaction", type=click.Choice(list(SATISFACTIONS)), help="满意度")
@click.option("--kind", type=click.Choice(["reply_cppcc", "reply_npc"]), help="提案或建议")
@click.option("--year", help="答复年份")
@click.option("--issuer", help="答复单位名称的一部分")
@click.option("--text", help="标题、文号、案号的一部分，或编号")
@click.option("--look-again", is_flag=True, help="只列该回头看的：正在解决或列入计划，承诺已经到期")
@click.option("--redo", is_flag=True, help="只列不满意、应重办的")
@click.option("--today", type=_DAY, callback=_day, help="按这一天算 [默认今天]")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@_FORMAT
def list_(today: date | None, limit: int, form: str, **filters: Any) -> None:
    """Print replies, the newest first, with counts by what their classes mean."""
    from docintel.workflows import outcomes  # noqa: PLC0415 - models need an opened home

    rows = outcomes.list_replies(OutcomeFilters(**filters), today or date.today())
    solved = outcomes.solved(rows)
    if form == "json":
        print(json.dumps({"count": len(rows), "solved": dump(solved), "rows": dump(list(rows[:limit]))}, ensure_ascii=False))
        return
    table = Table(show_lines=False)
    for head in ("编号", "答复", "案号", "类别", "含义", "满意度", "未结", "办结", "回头看"):
        table.add_column(head)
    for r in rows[:limit]:
        again = "该回头看" if r.look_again else str(r.follow_up.day) if r.follow_up else ""
        said = SATISFACTIONS.get(r.satisfaction, "")
        words = (r.doc, r.title, r.case_number, r.classes, _meaning(r), said, str(r.open), str(r.closed), again)
        table.add_row(*(escape(w) for w in words))
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    figures = "、".join(f"{OUTCOMES.get(code, '含义未明')}{n}" for code, n in solved.outcomes.items() if n)
    print(f"共{len(rows)}份答复{'：' + figures if figures else ''}", file=sys.stderr)


def _meaning(found: Reply) -> str:
    return OUTCOMES.get(found.outcome, "未明")


@command.command("show")
@click.argument("doc")
@_FORMAT
def show(doc: str, form: str) -> None:
    """Print one reply's class, what was recorded, and the class against the words."""
    from docintel.workflows import outcomes  # noqa: PLC0415 - models need an opened home

    page = outcomes.reply(doc, date.today())
    faults = outcomes.class_check(page.reply)
    if form == "json":
        shown = {"reply": dump(page.reply), "results": dump(list(page.results)), "rows": dump(page.rows), "faults": dump(list(faults))}
        print(json.dumps(shown, ensure_ascii=False))
        return
    r = page.reply
    print(f"{r.title or r.doc} {r.doc_number}".rstrip())
    source = "　答复所写" if r.printed and r.letter else ""
    print(f"类别：{r.classes or '未注明'}（{_meaning(r)}）　{r.scheme_name or '没有选定分类办法'}{source}")
    print(f"满意度：结果{SATISFACTIONS.get(r.satisfaction, '没有记')}，态度{SATISFACTIONS.get(r.attitude, '没有记')}")
    print(f"承诺：未结{r.open}项（已到期{r.fallen}项），办结{r.closed}项")
    if r.look_again:
        print(f"该回头看：承诺已于{r.last_due}到期")
    if r.redo:
        print("不满意，应重新办理")
    for x in page.results:
        said = "，".join(f"{what}{SATISFACTIONS[v]}" for what, v in (("结果", x.satisfaction), ("态度", x.attitude)) if v)
        marks = "；".join(
            w for w in ("回头看" if x.follow_up else "", x.item_id, f"更正第{x.corrects}条" if x.corrects else "", x.note) if w
        )
        print(f"  第{x.number}条 {x.day} {x.letter} {OUTCOMES.get(x.outcome, '')} {said} {x.who}{f'（{marks}）' if marks else ''}")
    for f in faults:
        print(f"  类别与内容：{f.words}；{f.todo}")


@command.command("record")
@click.argument("doc")
@click.argument("letter", default="")
@click.option("--scheme", default="", help="分类办法的代号 [默认答复自己的，再是本单位的]")
@click.option("--item", "item_id", default="", help="只记这一项（台账编号）")
@click.option("--follow-up", is_flag=True, help="这是回头看的结果")
@click.option("--satisfaction", type=click.Choice(list(SATISFACTIONS)), default=None, help="对办理结果")
@click.option("--attitude", type=click.Choice(list(SATISFACTIONS)), default=None, help="对办理态度")
@click.option("--date", "day", type=_DAY, callback=_day, help="日期 [默认今天]")
@click.option("--note", default="", help="说明")
@click.option("--corrects", type=int, help="更正哪一条（show 中的序号）；不写类别和满意度为撤回")
@_BY
def record(doc: str, day: date | None, satisfaction: str | None, attitude: str | None, **given: Any) -> None:
    """Record the class LETTER of the reply DOC (or of one row of it); kept for good, a correction is a new row."""
    from docintel.workflows import outcomes  # noqa: PLC0415 - models need an opened home

    today = date.today()
    said: dict[str, Any] = {"satisfaction": satisfaction or "", "attitude": attitude or "", "day": day or today}
    written = outcomes.record(doc, Result(0, when=datetime.now(UTC), **said, **given), today=today)
    found = outcomes.reply(doc, today).reply
    print(f"{doc} 第{written.number}条：{found.classes or '未注明'}（{_meaning(found)}）{'，应重新办理' if found.redo else ''}")


@command.command("scheme")
@click.argument("key", required=False)
@click.option("--by", "who", default="", help="经办人（用户名），选定时必填")
@click.option("--note", default="", help="说明")
def scheme(key: str | None, who: str, note: str) -> None:
    """Print the known sets of classes, or choose KEY for the office."""
    from docintel.workflows import outcomes  # noqa: PLC0415 - models need an opened home

    if key:
        print(f"已选定“{outcomes.choose_scheme(key, who, note).name}”")
        return
    chosen = outcomes.office_scheme()
    for found in outcomes.schemes().values():
        print(f"{'* ' if chosen == found else '  '}{found.key}　{found.name}（{found.source}）")
        for letter in found.letters:
            print(f"      {letter.letter}：{letter.words} → {OUTCOMES[letter.outcome]}")
    if not chosen:
        print("本单位还没有选定；用 docintel outcomes scheme 代号 --by 用户名", file=sys.stderr)
