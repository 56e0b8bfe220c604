"""``docintel bodies``: the gazetteer of public bodies (机构名录)."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from docintel.domain.serial import dump

_BY = click.option("--by", "who", required=True, help="经办人（用户名）")
_NOTE = click.option("--note", default="", help="说明，记入经过")
_FORMAT = click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)


@click.group("bodies")
def command() -> None:
    """List public bodies, decide what short names mean, export and import decisions."""
    from docintel.workflows.session import open_home  # noqa: PLC0415 - Django loads only when it is needed

    open_home()


@command.command("list")
@click.option("--text", default="", help="全称的一部分，或简称（市科技局）")
@click.option("--place", default="", help="地区名称的一部分")
@click.option("--open", "unsettled", is_flag=True, help="只列尚未认定的简称和可能的机构")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@_FORMAT
def list_(text: str, place: str, limit: int, form: str, *, unsettled: bool) -> None:
    """Print bodies with their figures, or with --open the short names that nothing settles."""
    from docintel.workflows import bodies  # noqa: PLC0415 - models need an opened home

    table = Table(show_lines=False)
    if unsettled:
        names = bodies.open_names(place, limit)
        if form == "json":
            print(json.dumps(dump(names), ensure_ascii=False))
            return
        for head in ("地区", "简称", "次数", "可能是"):
            table.add_column(head)
        for n in names:
            table.add_row(n.place, n.name, str(n.count), "、".join(n.candidates))
        Console(width=None if sys.stdout.isatty() else 160).print(table)
        return
    rows = bodies.list_bodies(text, place)
    some = rows[:limit]
    if form == "json":
        print(json.dumps({"count": len(rows), "rows": dump(list(some))}, ensure_ascii=False))
        return
    for head in ("地区", "全称", "简称", "见于公文", "最早", "最近", "承诺事项", "说明"):
        table.add_column(head)
    for b in some:
        notes = [f"即 {b.same_as}" if b.same_as else "", f"现为 {b.successor}" if b.successor else "", "停用" if b.stopped else ""]
        words = (b.place, b.name, "、".join(b.aliases), str(b.seen), b.first_seen, b.last_seen, str(b.rows), "；".join(filter(None, notes)))
        table.add_row(*(escape(w) for w in words))
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    print(f"共{len(rows)}个机构，显示{len(some)}个", file=sys.stderr)


@command.command("show")
@click.argument("name")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show(name: str, form: str) -> None:
    """Print one body by its full name: papers that name it, short names, who decided what."""
    from docintel.workflows import bodies  # noqa: PLC0415 - models need an opened home

    page = bodies.body(name)
    if form == "json":
        print(json.dumps(dump(page), ensure_ascii=False))
        return
    b = page.body
    since = f"（{b.successor_since} 起）" if b.successor_since else ""
    lines = {
        "全称": b.name + ("（停用）" if b.stopped else ""),
        "地区": b.place,
        "简称": "、".join(b.aliases),
        "即": b.same_as,
        "现为": b.successor and b.successor + since,
        "旧称": "、".join(b.former),
        "承诺事项": str(b.rows),
        "见于公文": f"{b.seen}份" + (f"，{b.first_seen or '？'} 至 {b.last_seen or '？'}" if b.seen else ""),
    }
    for label, value in lines.items():
        if value:
            print(f"{label}：{value}")
    for m in page.mentions:
        print(f"  {m.doc} {m.title} {m.issue_date}（{'、'.join(m.where)}）")
    print("经过：" if page.history else "经过：没有人改过")
    for c in page.history:
        note = f"（{c.note}）" if c.note else ""
        print(f"  {c.when.astimezone():%Y-%m-%d %H:%M} {c.who} {c.field}：{c.old or '空'} → {c.new or '空'}{note}")


@command.command("alias")
@click.argument("short")
@click.argument("full", required=False)
@click.option("--place", required=True, help="在哪个地区的公文里，如 温州市")
@click.option("--none", "nobody", is_flag=True, help="这个名称不是机构")
@click.option("--undo", is_flag=True, help="撤销以前的指定")
@_NOTE
@_BY
def alias(short: str, full: str | None, place: str, who: str, note: str, *, nobody: bool, undo: bool) -> None:
    """SHORT in papers of PLACE means the body FULL."""
    from docintel.workflows import bodies  # noqa: PLC0415 - models need an opened home

    if sum((full is not None, nobody, undo)) != 1:
        raise click.UsageError("请写明全称，或用 --none（不是机构）、--undo（撤销）之一")
    if undo:
        bodies.drop_alias(short, place, who, note)
        print(f"{place}“{short}”：已撤销指定")
    else:
        print(f"{place}“{short}” → {bodies.alias(short, full, place, who, note)}")


@command.command("merge")
@click.argument("name")
@click.argument("into", required=False)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="机构改革：NAME 是旧称，自该日起为 INTO；不写则两者是同一机构的两种写法")
@click.option("--undo", is_flag=True, help="撤销归并")
@_NOTE
@_BY
def merge(name: str, into: str | None, since: datetime | None, who: str, note: str, *, undo: bool) -> None:
    """NAME is another writing of INTO, or with --since its former name."""
    from docintel.workflows import bodies  # noqa: PLC0415 - models need an opened home

    if (into is None) != undo:
        raise click.UsageError("请写明归并到的全称，或用 --undo 撤销归并")
    if into is None:
        bodies.part(name, who, note)
        print(f"{name}：已撤销归并")
    else:
        bodies.merge(name, into, who, since.date() if since else None, note)
        print(f"{name} → {into}" + (f"（{since:%Y-%m-%d} 起）" if since else ""))


@command.command("stop")
@click.argument("name")
@click.option("--undo", is_flag=True, help="恢复使用")
@_NOTE
@_BY
def stop(name: str, who: str, note: str, *, undo: bool) -> None:
    """NAME is no body: no short name means it."""
    from docintel.workflows import bodies  # noqa: PLC0415 - models need an opened home

    bodies.stop(name, who, again=undo, note=note)
    print(f"{name}：{'恢复使用' if undo else '停用'}")


@command.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export(file: Path) -> None:
    """Write what people decided as JSON lines."""
    from docintel.workflows import bodies  # noqa: PLC0415 - models need an opened home

    print(f"已导出{bodies.export(file)}条到 {file}")


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_BY
def import_(file: Path, who: str) -> None:
    """Take over exported decisions; those made here stay."""
    from docintel.workflows import bodies  # noqa: PLC0415 - models need an opened home

    print(f"采纳{bodies.import_(file, who)}条")
