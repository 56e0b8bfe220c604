"""``docintel forms``: Word 表单 from the ledger, and the templates that an office can replace."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from docintel.cli.filters import filter_options
from docintel.domain.forms import KINDS, NUMBERED, NumberFilters
from docintel.domain.ledger import LedgerFilters
from docintel.domain.serial import dump

_KIND = click.argument("kind", type=click.Choice(list(KINDS)))
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group("forms")
def command() -> None:
    """Make Word forms (督办通知单, 催办通知单, 征询意见表, 情况通报); list, check and export their templates."""
    from docintel.workflows.session import open_home  # noqa: PLC0415 - Django loads only when it is needed

    open_home()


@command.command("list")
@click.option("--fields", "with_fields", is_flag=True, help="连同可用的占位符")
def list_(*, with_fields: bool) -> None:
    """Print the templates in force, what is wrong in them, where the office's own belong."""
    from docintel.workflows import forms  # noqa: PLC0415 - models need an opened home

    faulty = False
    for found in forms.templates():
        whose = f"本单位模板 {found.path}" if found.own else f"随程序提供；本单位的模板放到 {found.path}"
        print(f"{found.kind}　{KINDS[found.kind]}　{whose}")
        for fault in found.faults:
            faulty = True
            print(f"    有错：{fault.place}{fault.words}")
        for field in found.fields if with_fields else ():
            print(f"    {field.name}：{field.meaning}")
    sys.exit(2 if faulty else 0)


@command.command("check")
@_KIND
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
def check(kind: str, file: Path | None) -> None:
    """Say what keeps FILE (or the template in force) from being used: which placeholder, where, the known ones."""
    from docintel.workflows import forms  # noqa: PLC0415 - models need an opened home

    faults = forms.check(kind, file)
    for fault in faults:
        print(f"{fault.place}{fault.words}")
    if not faults:
        print(f"可以用作{KINDS[kind]}的模板")
    sys.exit(2 if faults else 0)


@command.command("export")
@_KIND
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--original", is_flag=True, help="随程序提供的那一份，不是现用的")
def export(kind: str, file: Path, *, original: bool) -> None:
    """Write the template in force to FILE, to be changed in Word."""
    from docintel.workflows import forms  # noqa: PLC0415 - models need an opened home

    name, data = forms.export(kind, original=original)
    forms.write(file, data)
    print(f"已写出 {file}；改好后以 {name} 为名放到数据文件夹的 forms 文件夹")


@command.command("settings")
@click.option("--by", "who", default="", help="经办人（用户名），修改时必填")
@click.option("--set", "words", multiple=True, metavar="项=话", help="如 name=云岭市人民政府督查室；可写几次")
def settings(who: str, words: tuple[str, ...]) -> None:
    """Print what the office says of itself on every form, or change it."""
    from docintel.workflows import forms  # noqa: PLC0415 - models need an opened home

    if words:
        pairs = [w.partition("=") for w in words]
        if bad := next((key for key, sign, _ in pairs if not sign), None):
            raise click.UsageError(f"--set {bad} 没有写“=”；应写成 项=话")
        forms.settle({key.strip(): value for key, _, value in pairs}, who)
    now = forms.settings().value
    for key, label in forms.SETTINGS.items():
        print(f"{key}（{label}）：{now[key] or '没有填'}")


@command.command("numbers")
@click.option("--kind", type=click.Choice(NUMBERED), help="只看一种表单")
@click.option("--year", type=click.IntRange(1900, 2200), help="只看一个年度")
@click.option("--text", default="", help="编号、单位、经办人的一部分，或事项编号")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
def numbers(kind: str | None, year: int | None, text: str, form: str) -> None:
    """Print the register of numbers (编号登记), the newest first."""
    from docintel.workflows import form_numbers  # noqa: PLC0415 - models need an opened home

    filters = NumberFilters(kind or "", year, text)
    if form == "csv":
        print(form_numbers.as_csv(filters), end="")
        return
    found = form_numbers.list_numbers(filters)[:]
    if form == "json":
        for line in found:
            print(json.dumps(dump(line), ensure_ascii=False))
        return
    table = Table("行", "表单", "编号", "发往单位", "事项", "成文日期", "经办人", "")
    for n in found:
        gone = f"{n.voided_by}作废：{n.void_reason}" if n.voided_at else ""
        table.add_row(str(n.line), KINDS[n.kind], n.number, n.unit, str(len(n.items)), n.day.isoformat(), n.who, gone)
    Console().print(table)
    for code in NUMBERED:
        print(f"{KINDS[code]}的下一个编号：{form_numbers.following(code, date.today()) or '还没有用过，第一个请写全'}")


@command.command("void")
@click.argument("line", type=click.IntRange(1))
@click.option("--why", required=True, help="作废原因")
@click.option("--by", "who", required=True, help="经办人（用户名）")
def void(line: int, why: str, who: str) -> None:
    """Declare the form of LINE of the register void; its number may be given again."""
    from docintel.workflows import form_numbers  # noqa: PLC0415 - models need an opened home

    print(f"{form_numbers.void(line, who, why).number} 已作废")


def _day(_context: click.Context, _option: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


@command.command("make")
@click.argument("form", type=click.Choice(list(KINDS)))
@click.option("--out", "file", type=click.Path(path_type=Path), help="写到哪个文件或文件夹 [默认当前文件夹]")
@click.option("--item", "ids", multiple=True, help="台账编号，可写几次；不写的按筛选（督办、催办）")
@click.option("--reply", help="答复的编号（征询意见表）")
@click.option("--unit", default="", help="发给哪个主办单位（督办、催办；事项属于几个单位时）")
@click.option("--number", default="", help="编号或发文字号；督办、催办的记入编号登记，要写 --by")
@click.option("--next", "next_number", is_flag=True, help="用编号登记的下一个编号（督办、催办）")
@click.option("--by", "who", default="", help="经办人（用户名），写编号时必填")
@click.option("--limit", type=_DAY, callback=_day, help="反馈时限")
@click.option("--date", "day", type=_DAY, callback=_day, help="成文日期 [默认今天]")
@click.option("--title", default="", help="标题（情况通报）")
@click.option("--scope", default="", help="统计范围的说法（情况通报）")
@click.option("--demand", multiple=True, help="要求，一条一次 [默认用随程序的]")
@click.option("--cc", default="", help="抄送")
@filter_options
def make(form: str, file: Path | None, ids: tuple[str, ...], reply: str | None, unit: str, **given: Any) -> None:
    """Make a Word form. Rows come from --item or from the filters of the ledger; 征询意见表 wants --reply."""
    from docintel.workflows import form_numbers, forms  # noqa: PLC0415 - models need an opened home

    who, next_number = given.pop("who"), given.pop("next_number")
    if next_number and not given["number"]:
        given["number"] = form_numbers.following(form, given["day"] or date.today())
        if not given["number"]:
            raise click.UsageError(f"{KINDS[form]}还没有用过编号；第一个请用 --number 写全，如 云督〔2026〕1号")
    names = ("number", "limit", "day", "title", "scope", "cc")
    office = forms.office_of({k: given.pop(k) for k in names} | {"demand": "\n".join(given.pop("demand"))})
    today, filters = date.today(), LedgerFilters(**given)
    if form == "opinion":
        if not reply:
            raise click.UsageError("征询意见表要写明是哪一份答复：--reply 编号（docintel outcomes list）")
        made = forms.make_opinion(reply, office, today)
    elif form == "circular":
        made = forms.make_circular(filters, office, today)
    else:
        made = forms.make_notice(form, forms.chosen(ids, filters, today), unit, office, today, who=who)
    target = file / made.name if file and file.is_dir() else file or Path(made.name)
    forms.write(target, made.data)
    print(f"已写出 {target}（{made.rows}项{f'，另有{len(made.left)}项不计在内' if made.left else ''}）")
