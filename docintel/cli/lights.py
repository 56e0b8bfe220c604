"""``docintel lights``: the rules of the ledger's lights, what another choice would change, choosing it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from docintel.domain.ledger import COLOURS


@click.group("lights")
def command() -> None:
    """Show and choose the rules of the ledger's lights."""
    from docintel.workflows.session import open_home  # noqa: PLC0415 - Django loads only when it is needed

    open_home()


def _choice(rules: str, limit: str) -> Any:
    """A shipped set by its name, or the office's own file by its path."""
    from docintel.workflows import lights  # noqa: PLC0415 - models need an opened home

    own = lights.text_of(Path(rules)) if rules.endswith(".toml") else ""
    return lights.choice_of(rules, own, limit)


@command.command("show")
@click.argument("rules", required=False)
@click.option("--limit", default="", help="默认时限的代号")
def show(rules: str | None, limit: str) -> None:
    """Print the rules in force (or those of RULES: a name or a .toml file) in plain Chinese."""
    from docintel.workflows import lights  # noqa: PLC0415 - models need an opened home

    found = lights.rules_of(_choice(rules, limit)) if rules else lights.in_force()
    print(f"{found.name}（{found.key}）　临近：{found.near}以内　序时进度从{lights.STARTS[found.pace.start]}起算")
    print(f"默认时限：{found.limit.name if found.limit else '不设'}")
    for when, case in lights.explained(found):
        print(f"  {COLOURS[case.colour]}　{case.short}：{when}")
    print(f"可选的规则：{'、'.join(f'{s.key}（{s.name}）' for s in lights.sets())}")
    print(f"可选的默认时限：{'、'.join(f'{x.key}（{x.name}）' for x in lights.limits())}")


@command.command("preview")
@click.argument("rules")
@click.option("--limit", default="", help="默认时限的代号；不写为不设")
def preview(rules: str, limit: str) -> None:
    """Say how many rows would change colour under RULES (a name or a .toml file). Changes nothing."""
    from docintel.workflows import lights  # noqa: PLC0415 - models need an opened home

    found = lights.preview(_choice(rules, limit), date.today())
    print(f"改用“{found.rules.name}”：共{found.rows}项，{found.changed}项变色")
    for shift in found.shifts:
        print(f"  {COLOURS[shift.old]} → {COLOURS[shift.new]}：{shift.count}项，如 {shift.examples[0][0]} {shift.examples[0][1][:40]}")


@command.command("choose")
@click.argument("rules")
@click.option("--by", "who", required=True, help="经办人（用户名）")
@click.option("--limit", default="", help="默认时限的代号；不写为不设")
@click.option("--note", default="", help="说明")
def choose(rules: str, who: str, limit: str, note: str) -> None:
    """Put RULES (a name or a .toml file) in force for the whole office; the history of choices is kept."""
    from docintel.workflows import lights  # noqa: PLC0415 - models need an opened home

    written = lights.choose(_choice(rules, limit), who, note)
    print(f"已改用“{lights.rules_of(written).name}”")


@command.command("history")
def history() -> None:
    """Print who chose which rules when, the newest first."""
    from docintel.workflows import lights  # noqa: PLC0415 - models need an opened home

    for choice in lights.history():
        own = "（自定文件）" if choice.text else ""
        print(f"{choice.when:%Y-%m-%d %H:%M} {choice.who}：{choice.rules}{own} 默认时限：{choice.limit or '不设'} {choice.note}".rstrip())
