"""``docintel doctor``: what is well, what is not, what to do."""

from __future__ import annotations

import json
import sys

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from docintel.cli.progress import bars
from docintel.domain.health import LEVELS, Check, worst
from docintel.domain.serial import dump

_STYLES = {"ok": "green", "notice": "yellow", "fault": "bold red"}


@click.command("doctor")
@click.option("--fix", is_flag=True, help="Do what is safe: migrate, rebuild the index, clear drawn pages, end a broken restore.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def command(*, fix: bool, form: str) -> None:
    """Examine the program, this machine and the library. Exit code 0: all well, 1: something to heed, 2: something is broken."""
    from docintel.workflows import session  # noqa: PLC0415 - Django loads only when it is needed

    session.set_up()
    from docintel.workflows import doctor  # noqa: PLC0415 - models need Django

    with bars() as tell:
        checks = doctor.examine(tell)
        if fix:
            for line in doctor.fix(checks, tell):
                print(line, file=sys.stderr)
            checks = doctor.examine(tell)
    if form == "json":
        print(json.dumps(dump(list(checks)), ensure_ascii=False))
    else:
        _show(checks)
    sys.exit(list(LEVELS).index(worst(checks)))


def _show(checks: tuple[Check, ...]) -> None:
    table = Table(show_lines=False)
    for name in ("项目", "情况", "说明", "怎么办"):
        table.add_column(name, overflow="fold")
    for c in checks:
        table.add_row(c.name, f"[{_STYLES[c.level]}]{LEVELS[c.level]}[/]", escape(c.what), escape(c.todo))
    Console().print(table)
