"""``docintel compare``: the same measure in several places."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

SHOWN = ("place", "beneficiary", "rate", "cap", "sums", "standing", "source")


@click.command("compare")
@click.argument("topic")
@click.option("--region", help="Only this place, what lies in it and above it.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Leave out what was over on this day (default: today).")
@click.option("--per-place", type=click.IntRange(1, 20), default=3, show_default=True, help="Measures a place.")
@click.option("--export", "target", type=click.Path(path_type=Path), help="Write the table to this .xlsx file.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True, help="Output format.")
def command(topic: str, form: str, **given: Any) -> None:
    """Lay the measures on TOPIC side by side, place by place."""
    from docintel.workflows import session  # noqa: PLC0415 - Django and the encoder load only when they are needed

    session.open_home()
    from docintel.domain.comparisons import COLUMNS, cells  # noqa: PLC0415
    from docintel.domain.passages import Filters  # noqa: PLC0415
    from docintel.domain.serial import dump  # noqa: PLC0415
    from docintel.workflows import compare  # noqa: PLC0415 - models need an opened home

    day, target = given["on"].date() if given["on"] else date.today(), given["target"]
    found = compare.compare(topic, Filters(region=given["region"]), day=day, per_place=given["per_place"])
    if target is not None:
        target.write_bytes(compare.as_xlsx(found, day))
        print(f"已写入 {target}：{len(found.places)}个地区，{len(found.rows)}条")
        return
    if form == "json":
        print(json.dumps(dump(found), ensure_ascii=False))
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    console = Console()
    for note in found.notes:
        console.print(note, style="yellow")
    if not found.rows:
        print("没有找到这件事的惠企条款；可以换个说法（只写事项名称），或先读入各地的政策文件。")
        return
    table = Table(title=f"各地对比：{topic}（{day}）", show_lines=True)
    for name in SHOWN:
        table.add_column(COLUMNS[name])
    for row in found.rows:
        told = cells(row)
        table.add_row(*(told[name] for name in SHOWN))
    console.print(table, width=max(console.width, 140))
