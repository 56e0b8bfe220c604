"""``docintel check``: a draft reply looked over before it goes out (答复体检)."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click


@click.command("check")
@click.argument("draft", type=click.Path(path_type=Path))
@click.option(
    "--proposal", type=click.Path(path_type=Path), help="The proposal that the draft answers; its suggestions are then checked one by one."
)
@click.option("--library", is_flag=True, help="Compare the session with other replies of the library of the same place and year.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output format.")
@click.option("--fail-on", type=click.Choice(["must", "should"]), help="Exit 1 when there is a fault of this weight or a graver one.")
def command(draft: Path, proposal: Path | None, form: str, fail_on: str | None, *, library: bool) -> None:
    """Say what DRAFT, a reply to a proposal, still wants: answers, promises without date or owner, elements of its form, numbers."""
    from docintel.domain.checks import GRAVITY  # noqa: PLC0415 - the rooms load only when the command runs
    from docintel.domain.serial import dump  # noqa: PLC0415

    if library:
        from docintel.workflows import session  # noqa: PLC0415

        session.open_home()
    from docintel.workflows.check_reply import check_files, in_words  # noqa: PLC0415

    _, found = check_files(draft, proposal, library=library)
    print(json.dumps(dump(found), ensure_ascii=False) if form == "json" else "\n".join(in_words(found)))
    weights = list(GRAVITY)
    if fail_on and any(weights.index(f.gravity) <= weights.index(fail_on) for f in found.faults):
        sys.exit(1)
