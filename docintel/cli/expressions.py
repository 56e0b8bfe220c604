"""``docintel expressions``: every time and number of a text, as JSON lines."""

from __future__ import annotations

import json
from pathlib import Path

import click

from docintel.errors import BadInput
from docintel.workflows import expressions


@click.command("expressions")
@click.argument("text", required=False)
@click.option("--anchor", metavar="DATE", help="Date that relative times count from: YYYY-MM-DD, YYYY-MM or YYYY.")
@click.option("--batch", metavar="FILE.jsonl", type=click.Path(path_type=Path), help='Rows {"id","context","anchor"}.')
def command(text: str | None, anchor: str | None, batch: Path | None) -> None:
    """Print the times and numbers of TEXT (or of every row of --batch) as {"id","frames"} lines."""
    if (text is None) == (batch is None):
        raise BadInput("请给出一段文字，或用 --batch 给出一个 JSON Lines 文件（两者只取其一）")
    for key, found in expressions.batch(batch, anchor) if batch else (("text", expressions.frames(text or "", anchor)),):
        line = json.dumps({"id": key, "frames": found}, ensure_ascii=False)
        print(line.encode("utf-8", "backslashreplace").decode("utf-8"))  # a lone surrogate stays a JSON escape
