"""``docintel overview``: what the library holds, with a few rows of the ledger."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

COLUMNS = (("公文", "papers"), ("条款", "provisions"), ("承诺", "obligations"), ("时限", "deadlines"), ("惠企条款", "benefits"))


@click.command(name="overview")
@click.option("--rows", default=5, show_default=True, type=click.IntRange(0, 100), help="Rows of the ledger to show.")
def command(rows: int) -> None:
    """Say what the library holds."""
    from docintel.workflows import session  # noqa: PLC0415  # Django loads only when it is needed

    session.open_home()
    from docintel.workflows import library  # noqa: PLC0415  # models need an opened home

    held = library.overview()
    console = Console()
    table = Table(title="库中现有")
    for name, _ in COLUMNS:
        table.add_column(name, justify="right")
    table.add_row(*(f"{getattr(held, key):,}" for _, key in COLUMNS))
    console.print(table)
    examples = Table(title="承诺台账（示例）", show_lines=True)
    for name in ("编号", "督办事项", "承办单位", "完成时限", "来源"):
        examples.add_column(name, overflow="fold")
    for row in library.examples(rows):
        due = f"{row.due or ''}（{'；'.join(row.deadline_words)}）" if row.deadline_words else "原文未定"
        examples.add_row(row.item_id, row.text[:80], "、".join(row.lead), due, row.title)
    if held.obligations and rows:
        console.print(examples)
