"""``docintel statistics``: the ledger counted."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.table import Table

SHOWN = ("total", "accepted", "open", "finished", "overdue", "undated")


@click.command("statistics")
@click.option("--by", type=click.Choice(["unit", "year", "kind", "strength", "class"]), default="unit", show_default=True, help="Group by.")
@click.option("--region", help="Only papers of this region.")
@click.option("--owner", help="Only rows of this unit.")
@click.option("--limit", type=click.IntRange(1), default=30, show_default=True, help="Lines of the table.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True, help="Output format.")
def command(by: str, region: str | None, owner: str | None, limit: int, form: str) -> None:
    """Count the ledger by unit, year, kind of paper, strength of promise or class of reply."""
    from docintel.workflows import session  # noqa: PLC0415 - Django loads only when it is needed

    session.open_home()
    from datetime import date  # noqa: PLC0415

    from docintel.domain.ledger import LedgerFilters  # noqa: PLC0415
    from docintel.domain.serial import dump  # noqa: PLC0415
    from docintel.domain.statistics import FIGURES, GROUPINGS, RATES  # noqa: PLC0415
    from docintel.workflows import statistics  # noqa: PLC0415 - models need an opened home

    found = statistics.statistics(LedgerFilters(region=region, owner=owner), date.today(), by)
    if form == "json":
        print(json.dumps(dump(found), ensure_ascii=False))
        return
    if form == "csv":
        print(statistics.as_csv(found), end="")
        return
    table = Table(title=f"按{GROUPINGS[by]}统计（{found.as_of}）")
    table.add_column(GROUPINGS[by])
    for name in (*(FIGURES[c] for c in SHOWN), *(label for label, _, _ in RATES.values()), "平均用时"):
        table.add_column(name, justify="right")
    for line in (*found.lines[:limit], found.whole):
        rates = [line.rate(code) for code in RATES]
        told = ["—" if r is None else f"{r * 100:.1f}%" for r in rates]
        days = "—" if line.days is None else f"{line.days:.0f}天"
        name = statistics.name_of(by, line) if line is not found.whole else "合计"
        table.add_row(name, *(f"{line.counts[c]:,}" for c in SHOWN), *told, days)
    console = Console()
    console.print(table, width=max(console.width, 132))
    if len(found.lines) > limit:
        print(f"另有 {len(found.lines) - limit} 行；用 --limit 多看，或 --format csv 导出全部")
