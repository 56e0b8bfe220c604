"""``docintel match``: enterprise profiles against the library."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from docintel.domain.enterprises import Verdict
    from docintel.workflows.advise import Advice

_NAMES = {"eligible": "符合", "unknown": "待核实", "ineligible": "不符合"}
_STYLES = {"eligible": "green", "unknown": "yellow", "ineligible": "bright_black"}


def _day(_context: click.Context, _option: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


@click.command("match")
@click.argument("profiles", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), callback=_day, help="按哪一天的政策 [默认画像自带的 as_of，否则今天]")
@click.option("--limit", type=click.IntRange(1), default=60, show_default=True, help="每家企业最多几条")
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table", show_default=True)
def command(profiles: tuple[Path, ...], as_of: date | None, limit: int, form: str) -> None:
    """Match enterprise profiles (JSON files) to the library's provisions."""
    from docintel.workflows.session import open_home  # noqa: PLC0415 - Django loads only when it is needed

    open_home()
    from docintel.workflows import advise  # noqa: PLC0415 - models need an opened home

    for advice in advise.advise(advise.load_profiles(profiles), as_of, limit):
        if form == "jsonl":
            print(json.dumps(advise.row(advice), ensure_ascii=False))
        else:
            _show(advice)


def _show(advice: Advice) -> None:
    """A table for people, eligible first as ranked, with the notes below."""
    counts = "，".join(f"{label}{sum(v.verdict == k for v in advice.verdicts)}条" for k, label in _NAMES.items())
    table = Table(title=f"{advice.name}（{advice.as_of.isoformat()}）：{counts}", title_justify="left", show_lines=True)
    for name, ratio in (("结论", 0), ("条款", 4), ("金额", 2), ("理由", 4), ("出处", 2)):
        table.add_column(name, ratio=ratio or None, no_wrap=not ratio, overflow="fold")
    for v in advice.verdicts:
        cells = (v.span.text.replace("\n", ""), _money(v), v.why.replace("\n", ""), v.title or v.doc)
        table.add_row(f"[{_STYLES[v.verdict]}]{_NAMES[v.verdict]}[/]", *map(escape, cells))
    Console(width=None if sys.stdout.isatty() else 180).print(table)
    for note in advice.notes:
        print(f"· {note}")


def _money(verdict: Verdict) -> str:
    return verdict.amount.formula if verdict.amount else ""
