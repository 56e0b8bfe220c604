"""``docintel ingest``: files and folders into the library."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from docintel.cli.progress import bars
from docintel.domain.intake import OUTCOMES, IngestReport


@click.command("ingest")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--jobs", type=click.IntRange(1), default=None, help="Processes [default: one a core].")
@click.option(
    "--catalogue", type=click.Path(path_type=Path, dir_okay=False), help="JSON lines that fill what papers do not say themselves."
)
@click.option("--no-index", is_flag=True, help="Store only; the index catches up with the next ingest or search.")
@click.option("--again", is_flag=True, help="Read files even if the same bytes were read before.")
@click.option("--no-originals", is_flag=True, help="Keep no copy of the files; their pages cannot be shown then.")
@click.option("--no-ocr", is_flag=True, help="Leave scanned pages unread; they are named.")
@click.option("--verbose", "-v", is_flag=True, help="One line for every file, not only for those that could not be read.")
def command(
    paths: tuple[Path, ...],
    jobs: int | None,
    catalogue: Path | None,
    *,
    no_index: bool,
    again: bool,
    no_originals: bool,
    no_ocr: bool,
    verbose: bool,
) -> None:
    """Read files, folders, archives and mails into the library."""
    from docintel.workflows.processes import make_ready  # noqa: PLC0415 - loads when it is needed
    from docintel.workflows.session import open_home  # noqa: PLC0415 - Django loads only when it is needed

    if jobs != 1 and (len(paths) > 1 or paths[0].is_dir()):
        make_ready()  # while the library opens
    open_home()
    from docintel.workflows.ingest import ingest  # noqa: PLC0415 - models need an opened home

    keep = False if no_originals else None
    with bars() as tell:
        report = ingest(paths, jobs, catalogue, tell, index=not no_index, again=again, keep=keep, use_ocr=not no_ocr)
    if not report.lines:
        print(f"docintel: {'、'.join(map(str, paths))}：没有找到可读的文件；请检查路径", file=sys.stderr)
        sys.exit(2)
    for line in report.lines:
        if line.outcome == "failed":
            print(f"docintel: {line.line}", file=sys.stderr)
        elif verbose or line.outcome == "duplicate":
            print(line.line, file=sys.stderr)
    for note in report.notes:
        print(f"docintel: {note}", file=sys.stderr)
    print(summary(report))
    sys.exit(2 if report.of("failed") or report.notes else 0)


def summary(report: IngestReport) -> str:
    """One line: what became of the files and what they hold."""
    files = "、".join(f"{label}{len(report.of(outcome))}" for outcome, label in OUTCOMES.items() if report.of(outcome))
    held = f"条款{report.provisions}、承诺{report.obligations}、时限{report.deadlines}、惠企{report.benefits}"
    return f"文件{len(report.lines)}：{files or '没有可读的文件'}；其中{held}" + (f"；索引更新{report.indexed}条" if report.indexed else "")
