"""``docintel extract``: what papers promise, give and forbid, as JSON lines (docintel-gold/1)."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from docintel.cli.progress import bars
from docintel.errors import UnreadableFile


@click.command("extract")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["jsonl"]), default="jsonl", show_default=True, help="Output format.")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes.")
@click.option("--no-ocr", is_flag=True, help="Leave scanned pages unread; they are named.")
def command(paths: tuple[Path, ...], form: str, jobs: int, *, no_ocr: bool) -> None:
    """Print commitments, benefits and norms of files, folders, archives and mails (JSON lines)."""
    from docintel.workflows.processes import rare_gc  # noqa: PLC0415 - the rooms load only when the command runs

    failed = False
    with rare_gc(), bars() as tell:
        from docintel.workflows.extraction import extract_files  # noqa: PLC0415
        from docintel.workflows.files import iter_files  # noqa: PLC0415
        from docintel.workflows.scans import scans  # noqa: PLC0415

        files = iter_files(paths)
        how = scans(not no_ocr, tell if jobs == 1 else None)
        for done, (_, found) in enumerate(extract_files(files, jobs, how), 1):
            tell(done, len(files), "读取")
            if isinstance(found, UnreadableFile):
                print(f"docintel: {found}", file=sys.stderr)
                failed = True
                continue
            for row in found:
                print(json.dumps(row, ensure_ascii=False))
    sys.exit(2 if failed else 0)
