"""``docintel explain``: why a place of a paper is read as it is."""

from __future__ import annotations

import json
from pathlib import Path

import click

from docintel.errors import BadInput


@click.command("explain")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--at", metavar="OFFSET", help="The place: an offset in characters, or START-END (as in the rows of docintel extract).")
@click.option("--find", "words", metavar="词语", help="The place: words of the paper.")
@click.option("--nth", type=click.IntRange(1), default=1, show_default=True, help="Which of several places of the words.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output format.")
@click.option("--all", "everything", is_flag=True, help="Give the reasons of the whole sentence, not only of the place.")
def command(path: Path, at: str | None, words: str | None, nth: int, form: str, *, everything: bool) -> None:
    """Say in plain Chinese why the sentence at a place of PATH is (or is not) a promise, and where its parts come from."""
    from docintel.domain.serial import dump  # noqa: PLC0415 - the rooms load only when the command runs
    from docintel.workflows.explain import explain_file, in_words  # noqa: PLC0415

    if (at is None) == (words is None):
        raise BadInput("请用 --find 写出原文词语，或用 --at 写出位置（两者只取其一）")
    found = explain_file(path, at, words, nth)
    if form == "json":
        print(json.dumps(dump(found), ensure_ascii=False))
    else:
        print("\n".join(in_words(found, everything=everything)))
