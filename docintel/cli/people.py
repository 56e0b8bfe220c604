"""``docintel people``: users, roles, first passwords."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from docintel.domain.people import ROLES

_BY = click.option("--by", "who", default="docintel", show_default=True, help="经办人（用户名），记入审计记录")
_ROLE = click.Choice(list(ROLES))
_UNIT = click.option("--unit", default="", help="所在单位的名称（承办单位的人员必填）")


@click.group("people")
def command() -> None:
    """List people, add them, give roles and passwords, stop them. Nobody is ever deleted."""
    from docintel.workflows.session import open_home  # noqa: PLC0415 - Django loads only when it is needed

    open_home()


def _unit(name: str) -> int | None:
    from docintel.workflows import people  # noqa: PLC0415 - models need an opened home

    return people.unit_number(name) if name else None


@command.command("list")
@click.option("--text", default="", help="用户名、姓名或单位的一部分")
def list_(text: str) -> None:
    """Print users with role and unit."""
    from docintel.workflows import people  # noqa: PLC0415 - models need an opened home

    table = Table("用户名", "姓名", "角色", "单位", "最近登录", "")
    for m in people.list_members(text):
        last = f"{m.last.astimezone():%Y-%m-%d %H:%M}" if m.last else "从未"
        table.add_row(
            m.name, m.full_name, ROLES[m.role], m.unit, last, "已停用" if not m.active else "密码未改" if m.first_password else ""
        )
    Console().print(table)


@command.command("add")
@click.argument("name")
@click.option("--role", type=_ROLE, required=True, help="角色")
@_UNIT
@click.option("--full-name", default="", help="姓名")
@click.option("--outside", is_flag=True, help="只用统一登录，不设密码")
@_BY
def add(name: str, role: str, unit: str, full_name: str, who: str, *, outside: bool) -> None:
    """Add the user NAME and print the first password, once."""
    from docintel.workflows import people  # noqa: PLC0415 - models need an opened home

    password = people.add_member(name, role, who, unit=_unit(unit), full_name=full_name, outside=outside)
    print(f"已新增 {name}（{ROLES[role]}）" + (f"，密码 {password}（只显示这一次，首次登录须修改）" if password else "，用统一登录"))


@command.command("role")
@click.argument("name")
@click.argument("role", type=_ROLE)
@_UNIT
@_BY
def role(name: str, role: str, unit: str, who: str) -> None:
    """Give the user NAME another ROLE (and unit)."""
    from docintel.workflows import people  # noqa: PLC0415 - models need an opened home

    people.change_member(name, role, who, unit=_unit(unit))
    print(f"{name} 现在是{ROLES[role]}{f'（{unit}）' if unit else ''}")


@command.command("password")
@click.argument("name")
@_BY
def password(name: str, who: str) -> None:
    """Give the user NAME a new password and print it, once; ends his sessions and any pause after wrong passwords."""
    from docintel.workflows import people  # noqa: PLC0415 - models need an opened home

    print(f"{name} 的新密码：{people.reset_password(name, who)}（只显示这一次，登录后须修改）")


@command.command("stop")
@click.argument("name")
@click.option("--again", is_flag=True, help="恢复使用")
@_BY
def stop(name: str, who: str, *, again: bool) -> None:
    """Stop the user NAME (he is signed out at once), or let him in again."""
    from docintel.workflows import people  # noqa: PLC0415 - models need an opened home

    people.set_active(name, who, active=again)
    print(f"{name} 已{'恢复使用' if again else '停用'}")
