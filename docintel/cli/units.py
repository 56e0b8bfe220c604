"""``docintel units``: the units that items are given to."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

_BY = click.option("--by", "who", default="docintel", show_default=True, help="经办人（用户名），记入审计记录")


@click.group("units")
def command() -> None:
    """List units, add them, take them in from the gazetteer or from a list."""
    from docintel.workflows.session import open_home  # noqa: PLC0415 - Django loads only when it is needed

    open_home()


@command.command("list")
def list_() -> None:
    """Print the tree of units."""
    from docintel.workflows import people  # noqa: PLC0415 - models need an opened home

    table = Table("编号", "名称", "公文中的写法", "邮箱", "人员", "")
    for u in people.list_units():
        table.add_row(str(u.number), "　" * u.depth + u.name, "、".join(u.aliases), u.email, str(u.members), "已停用" if u.stopped else "")
    Console().print(table)


@command.command("add")
@click.argument("name")
@click.option("--parent", default="", help="上级单位的名称")
@click.option("--aliases", default="", help="公文中的写法，用顿号隔开")
@click.option("--email", default="", help="邮箱")
@click.option("--phone", default="", help="电话")
@_BY
def add(name: str, parent: str, who: str, **fields: str) -> None:
    """Add the unit NAME."""
    from docintel.workflows import people  # noqa: PLC0415 - models need an opened home

    above = people.unit_number(parent) if parent else None
    number = people.add_unit(name, who, parent=above, **fields)
    print(f"已新增单位 {name}（编号 {number}）")


@command.command("import")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_BY
def import_(file: Path | None, who: str) -> None:
    """Take in the units of FILE; without FILE, the bodies that own ledger rows.

    FILE: .xlsx or .csv with the columns 名称, 上级单位, 公文中的写法, 邮箱, 电话 (all but the first may be missing).
    """
    from docintel.workflows import people, unit_lists  # noqa: PLC0415 - models need an opened home

    if file is None:
        made = people.import_bodies(who)
        print(f"已建立 {len(made)} 个单位{'：' + '、'.join(made) if made else ''}")
        return
    taken = unit_lists.take(file, who)
    print(f"新增 {len(taken.added)} 个，更新 {len(taken.changed)} 个")
    for line in taken.refused:
        print(f"没有导入 {line}", file=sys.stderr)
    if taken.refused:
        sys.exit(2)
