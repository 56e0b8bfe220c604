"""``docintel review``: what waits for a reviewer, and a reviewer's acts."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from docintel.domain.review import ACT_KINDS, ORDERS, QueueFilters
from docintel.domain.serial import dump
from docintel.errors import BadInput

_BY = click.option("--by", "who", required=True, help="经办人（用户名）")
_NOTE = click.option("--note", default="", help="说明，记入经过")


@click.group("review")
def command() -> None:
    """List what waits for review; confirm, reject, split, merge, add, undo."""
    from docintel.workflows.session import open_home  # noqa: PLC0415 - Django loads only when it is needed

    open_home()


def _filters(function: Any) -> Any:
    """The options that narrow the queue."""
    options = (
        click.option("--doc", help="公文编号（文件名）"),
        click.option("--unit", help="责任单位名称的一部分，或简称"),
        click.option("--below", type=click.FloatRange(0, 1), help="只看把握不高于此数的"),
        click.option("--changed", is_flag=True, help="只看审核后原文有变的"),
    )
    for option in reversed(options):
        function = option(function)
    return function


@command.command("list")
@_filters
@click.option("--order", type=click.Choice(list(ORDERS)), default="paper", show_default=True, help="按公文和位置，或把握低的在前")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@click.option("--offset", type=click.IntRange(0), default=0)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def list_(limit: int, offset: int, form: str, **filters: Any) -> None:
    """Print the rows that wait, in the queue's order."""
    from docintel.workflows import review  # noqa: PLC0415 - models need an opened home

    count, rows = review.listed(QueueFilters(**filters), date.today(), limit, offset)
    if form == "json":
        print(json.dumps({"count": count, "rows": dump(rows)}, ensure_ascii=False))
        return
    table = Table(show_lines=False)
    for name in ("编号", "把握", "督办事项", "单位", "完成时限", "公文"):
        table.add_column(name, no_wrap=name == "编号")
    for row in rows:
        changed = "（原文有变）" if row.needs_review else ""
        cells = (escape(row.text) + changed, escape("、".join(row.lead)), str(row.due or ""), escape(row.doc))
        table.add_row(row.item_id, f"{row.confidence:.0%}", *cells)
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    print(f"共{count}项待审核", file=sys.stderr)


@command.command("show")
@click.argument("item_id")
def show(item_id: str) -> None:
    """Print what changed in a row's source since it was reviewed."""
    from docintel.workflows import review  # noqa: PLC0415 - models need an opened home

    found = review.difference(item_id)
    if found is None:
        print(f"{item_id}：审核以来原文没有变化")
        return
    signs = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    print(f"{item_id}：第{found.old_version}版 → 第{found.new_version}版")
    print("".join(signs[p.kind].format(p.text) for p in found.pieces))


@command.command("confirm")
@click.argument("item_ids", nargs=-1)
@click.option("--from", "threshold", type=click.FloatRange(0, 1, min_open=True), help="确认全部把握不低于此数的待审核事项")
@click.option("--yes", is_flag=True, help="批量确认时不再询问")
@_filters
@_BY
@_NOTE
def confirm(item_ids: tuple[str, ...], threshold: float | None, who: str, note: str, *, yes: bool, **filters: Any) -> None:
    """Confirm rows: proposed ones are right, changed ones were read again. With --from: all rows of that confidence at once."""
    from docintel.workflows import review  # noqa: PLC0415 - models need an opened home

    if threshold is None:
        if not item_ids:
            raise click.UsageError("请写明事项编号，或用 --from 按把握批量确认")
        for item_id in item_ids:
            review.confirm(item_id, who, note)
            print(f"已确认 {item_id}")
        return
    if item_ids:
        raise click.UsageError("编号和 --from 只能用一样")
    chosen = QueueFilters(**filters)
    found = review.preview(chosen, threshold, date.today())
    share = found.share
    print(f"将确认{share.count}项，把握都在{threshold:.0%}以上，预计{share.right_share:.1%}属实（约{share.wrong}项有误）", file=sys.stderr)
    for row in found.examples:
        print(f"  {row.item_id} {row.confidence:.0%} {row.text[:60]}", file=sys.stderr)
    if not share.count:
        raise BadInput("没有达到这一把握的待审核事项")
    if not yes:
        click.confirm("确认吗", abort=True, err=True)
    print(f"已确认{review.confirm_all(chosen, threshold, who, found.stamp)}项；docintel review undo --by {who} 可整批撤销")


@command.command("reject")
@click.argument("item_ids", nargs=-1, required=True)
@click.option("--reason", required=True, help="理由，记入经过")
@_BY
def reject(item_ids: tuple[str, ...], reason: str, who: str) -> None:
    """Rows that are not taken up (不予立项); the reason is kept."""
    from docintel.workflows import review  # noqa: PLC0415 - models need an opened home

    for item_id in item_ids:
        review.reject(item_id, who, reason)
        print(f"不予立项 {item_id}")


def _fields(function: Any) -> Any:
    """The options for a row's fields."""
    options = (
        click.option("--text", help="督办事项"),
        click.option("--owner", "lead", help="牵头单位，多个用顿号隔开"),
        click.option("--support", help="配合单位，多个用顿号隔开"),
        click.option("--due", help="完成时限：2025-12-31 或 2025年底前；空串为清除"),
        click.option("--targets", help="量化指标，多项用分号隔开：新增公办学位2000个"),
        click.option("--strength", help="承诺力度"),
    )
    for option in reversed(options):
        function = option(function)
    return function


@command.command("correct")
@click.argument("item_id")
@_fields
@_BY
@_NOTE
def correct(item_id: str, who: str, note: str, **fields: str | None) -> None:
    """Correct a row's fields; a later reading never overwrites them."""
    from docintel.workflows import review  # noqa: PLC0415 - models need an opened home

    changes = {name: value for name, value in fields.items() if value is not None}
    if not changes:
        raise click.UsageError("没有要更正的内容；可用 --text --owner --support --due --targets --strength")
    done = review.correct(item_id, changes, who, note)
    print(f"{item_id}：" + (f"更正了{len(done)}个字段" if done else "没有变化"))


@command.command("split")
@click.argument("item_id")
@click.option("--into", "texts", multiple=True, help="拆成的一项（可重复；不写即一条举措一项）")
@_BY
@_NOTE
def split(item_id: str, texts: tuple[str, ...], who: str, note: str) -> None:
    """Split a row by its actions, or into the given texts; the row leaves as rejected."""
    from docintel.workflows import review  # noqa: PLC0415 - models need an opened home

    print("\n".join(review.split(item_id, list(texts) or None, who, note)))


@command.command("merge")
@click.argument("item_ids", nargs=-1, required=True)
@click.option("--text", default="", help="合并后的督办事项 [默认接起来]")
@_BY
@_NOTE
def merge(item_ids: tuple[str, ...], text: str, who: str, note: str) -> None:
    """Merge rows of one paper into one; they leave as rejected."""
    from docintel.workflows import review  # noqa: PLC0415 - models need an opened home

    print(review.merge(item_ids, who, text, note))


@command.command("add")
@click.argument("doc")
@click.argument("at", metavar="START-END")
@_fields
@_BY
@_NOTE
def add(doc: str, at: str, who: str, note: str, **fields: str | None) -> None:
    """Add a row that the program missed, for the words at START-END (offsets as printed by docintel explain) of the paper DOC."""
    from docintel.workflows import review  # noqa: PLC0415 - models need an opened home

    start, _, end = at.partition("-")
    if not (start.isdecimal() and end.isdecimal() and len(at) < 20):
        raise BadInput(f"位置“{at}”看不懂；请写起止字序号，如 1520-1536")
    print(review.add(doc, (int(start), int(end)), who, {k: v for k, v in fields.items() if v is not None}, note))


@command.command("undo")
@click.argument("number", type=int, required=False)
@click.option("--list", "listing", is_flag=True, help="只列出最近的操作")
@_BY
def undo(number: int | None, who: str, *, listing: bool) -> None:
    """Take back the newest act of --by, or the act of that NUMBER."""
    from docintel.workflows import review  # noqa: PLC0415 - models need an opened home

    acts = review.history(who) if listing else [review.undo(who, number)]
    for act in acts:
        items = "、".join(act.items[:3]) + (f" 等{act.count}项" if act.count > 3 else "")
        made = f" → {'、'.join(act.made)}" if act.made else ""
        print(
            f"{act.number} {ACT_KINDS[act.kind]} {items}{made}"
            + ("（已撤销）" if act.undone else "")
            + (f" {act.note}" if act.note else "")
        )


@click.command("gold")
@click.option("--paper", "docs", multiple=True, help="公文编号（可重复）[默认全部审核完的公文]")
@click.option("--list", "listing", is_flag=True, help="只列出审核完的公文编号")
def gold(docs: tuple[str, ...], *, listing: bool) -> None:
    """Print papers of which every row was reviewed as docintel-gold/1 rows, with the people's corrections."""
    from docintel.workflows import review  # noqa: PLC0415 - models need an opened home

    if listing:
        print("\n".join(review.gold_papers()))
        return
    papers = set()
    for row in review.gold_rows(list(docs) or None):
        papers.add(row["doc_id"])
        print(json.dumps(row, ensure_ascii=False))
    print(f"共{len(papers)}份公文" if papers else "还没有审核完的公文", file=sys.stderr)
