"""``docintel parse``: files as JSON lines with text, head matter, sections, blocks and tables."""

from __future__ import annotations

import sys

import click

from docintel.cli.progress import bars
from docintel.errors import UnreadableFile


@click.command("parse")
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@click.option("--format", "form", type=click.Choice(["jsonl"]), default="jsonl", show_default=True, help="Output format.")
@click.option("--jobs", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes.")
@click.option("--mask", is_flag=True, help="Hide names and telephones of contacts and proposers, for showing outside the office.")
@click.option("--no-ocr", is_flag=True, help="Leave scanned pages unread; they are named.")
def command(paths: tuple[str, ...], form: str, jobs: int, *, mask: bool, no_ocr: bool) -> None:
    """Read files, folders (recursively), archives and mails and print one JSON line for each paper.

    Exit code 2 when a file could not be read: one line on stderr says which, what and what to do; the others still come.
    """
    from docintel.workflows.files import iter_files  # noqa: PLC0415 - keeps --help light
    from docintel.workflows.reading import document_lines  # noqa: PLC0415
    from docintel.workflows.scans import scans  # noqa: PLC0415

    files = iter_files(paths)
    unreadable = 0
    with bars() as tell:
        how = scans(not no_ocr, tell if jobs == 1 else None)
        for done, (_, result) in enumerate(document_lines(files, jobs, how, mask=mask), 1):
            tell(done, len(files), "读取")
            if isinstance(result, UnreadableFile):
                unreadable += 1
                click.echo(f"docintel: {result}", err=True)
            else:
                click.echo(result)
    if not files:
        click.echo("docintel: 没有找到可读的文件：请检查文件夹", err=True)
    sys.exit(2 if unreadable or not files else 0)
