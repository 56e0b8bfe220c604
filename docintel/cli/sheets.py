"""``docintel ledger export|import|imports|conflicts|forms``: the ledger as a workbook, out and in."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from docintel.cli.filters import filter_options
from docintel.cli.progress import bars
from docintel.domain.ledger import LedgerFilters
from docintel.domain.serial import dump
from docintel.domain.sheets import COLUMN_FIELDS, SheetReport

FORM = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
BY = click.option("--by", "who", required=True, help="经办人（用户名）")


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--columns", "columns", default="", help="按记住的表式导出（docintel ledger forms 中的编号）[默认本程序的列]")
@filter_options
def export(file: Path, columns: str, **filters: Any) -> None:
    """Write rows as an Excel ledger (.xlsx), in docintel's columns or in a remembered form."""
    from docintel.errors import BadInput  # noqa: PLC0415
    from docintel.workflows import track  # noqa: PLC0415 - models need an opened home

    try:
        with bars() as tell:
            file.write_bytes(track.export(LedgerFilters(**filters), date.today(), columns, tell))
    except OSError as error:
        raise BadInput(f"写不了 {file}（{error.strerror}）；请检查文件夹权限，或关闭正在打开它的 Excel") from error
    print(f"已导出 {file}")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@BY
@click.option("--columns", multiple=True, metavar="列名=栏目", help="更正列的对应，可重复，自动记住；“列名=”为原样保留")
@click.option("--new", is_flag=True, help="台账中没有的行登记为新事项")
@click.option("--dry-run", is_flag=True, help="只看会怎样，不写入")
@FORM
def import_(file: Path, who: str, columns: tuple[str, ...], form: str, **how: bool) -> None:
    """Merge an Excel ledger: an edited export, or an office's own with its own columns. Conflicts are listed and change nothing."""
    from docintel.workflows import sheets  # noqa: PLC0415 - models need an opened home

    mapped = {"": _mapped(columns)} if columns else None
    if how["dry_run"] and form == "text":
        for table in sheets.look(file, mapped).book.tables:
            named = "；".join(f"{c.heading}→{f'{c.field}（{COLUMN_FIELDS[c.field]}）' if c.field else '原样保留'}" for c in table.columns)
            print(f"工作表“{table.sheet}”{len(table.rows)}行：{named}")
    with bars() as tell:
        report = sheets.bring_in(file, who, mapped, tell=tell, new=how["new"], dry_run=how["dry_run"])
    if form == "json":
        print(json.dumps(dump(report), ensure_ascii=False))
    else:
        _told(report)
    sys.exit(2 if report.conflicts or report.refused else 0)


def _mapped(columns: tuple[str, ...]) -> dict[str, str]:
    labels = {label: code for code, label in COLUMN_FIELDS.items()}
    pairs = [c.rpartition("=") for c in columns]
    if wrong := next((c for c, (heading, _, _) in zip(columns, pairs, strict=True) if not heading), None):
        raise click.UsageError(f"--columns 应写成“列名=栏目”，给出的是“{wrong}”")
    return {heading: labels.get(field, field) for heading, _, field in pairs}


def _told(report: SheetReport) -> None:
    if report.same_as:
        print(f"这份文件已经导入过（第{report.same_as}次导入），内容相同的不再采纳")
    done = "试读，没有写入：" if report.dry_run else ""
    print(
        f"{done}读到{report.rows}行，台账中有{report.matched}行：采纳{len(report.taken)}处，冲突{len(report.conflicts)}处，"
        f"未采纳{len(report.refused)}处，新登记{len(report.added)}项，没有对应{len(report.unmatched)}行"
    )
    for note in report.notes:
        print(f"  注意 {note}")
    for name, cells in (("采纳", report.taken), ("冲突", report.conflicts), ("未采纳", report.refused)):
        for c in cells:
            why = f"（{c.why}）" if c.why else ""
            print(f"  {name} 第{c.line}行 {c.item_id} {c.field}：台账“{c.here}”，工作簿“{c.there}”{why}")
    for row in report.added:
        print(f"  新登记 第{row.line}行 {row.item_id} {row.text[:40]}")
    for row in report.unmatched:
        near = f"（最像 {row.near}，{row.alike:.0%}）" if row.near else ""
        print(f"  没有对应 第{row.line}行 {row.text[:40]}{near}；要登记为新事项请加 --new")
    if report.conflicts and report.number:
        print(f"处理冲突：docintel ledger conflicts {report.number} --by 用户名 --take here|there，或打开“导入记录”页面")


@click.command("imports")
@FORM
def imports(form: str) -> None:
    """List the workbooks that were brought in, the newest first."""
    from docintel.workflows import sheets  # noqa: PLC0415 - models need an opened home

    rows = sheets.imports()
    if form == "json":
        print(json.dumps(dump(rows), ensure_ascii=False))
        return
    for r in rows:
        counts = f"{r.rows}行：采纳{r.taken}，冲突{r.conflicts}（待处理{r.open}），未采纳{r.refused}"
        head = f"{r.number}  {r.when.astimezone():%Y-%m-%d %H:%M} {r.who} {r.name}"
        print(f"{head} {counts}，新登记{r.added}，没有对应{r.unmatched}")


@click.command("conflicts")
@click.argument("number", type=int)
@click.option("--take", type=click.Choice(["here", "there"]), help="采用哪一边：here 台账现值，there Excel 值")
@click.option("--cell", "cells", multiple=True, help="只处理这些格（列表中的序号），可重复 [默认全部待处理]")
@click.option("--by", "who", default="", help="经办人（用户名），处理时必填")
@FORM
def conflicts(number: int, take: str | None, cells: tuple[str, ...], who: str, form: str) -> None:
    """Show the conflicts of an import cell by cell, or take one side of them."""
    from docintel.workflows import sheets  # noqa: PLC0415 - models need an opened home

    problems: list[str] = []
    if take:
        chosen = dict.fromkeys(cells, take)
        settled, problems = sheets.choose(number, chosen, who) if cells else sheets.choose_all(number, take, who)
        print(f"已处理{settled}处" + "".join(f"\n  {p}" for p in problems), file=sys.stderr)
    found = sheets.conflicts(number)
    if form == "json":
        print(json.dumps(dump(found), ensure_ascii=False))
    else:
        for c in found:
            done = f"已采用{'Excel 值' if c.took == 'there' else '台账值'}（{c.who}）" if c.took else c.cell.why
            then = "" if c.cell.base is None else f"，导出时“{c.cell.base}”"
            where = f"{c.cell_id}  第{c.cell.line}行 {c.cell.item_id} {c.cell.field}"
            print(f"{where}：台账现值“{c.now}”，Excel 值“{c.cell.there}”{then}；{done}")
    sys.exit(2 if problems else 0)


@click.command("forms")
def forms() -> None:
    """List the offices' forms that were remembered."""
    from docintel.workflows import sheets  # noqa: PLC0415 - models need an opened home

    for form in sheets.forms():
        print(f"{form.fingerprint}  {form.name}：{'、'.join(c.heading for c in form.columns)}")


COMMANDS = (export, import_, imports, conflicts, forms)
