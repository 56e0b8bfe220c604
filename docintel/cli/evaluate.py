"""``docintel evaluate``: the program's figures on gold data, and what a change won and lost."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from docintel.report.scores.runs import Miss, Run

GOLDEN = Path("tests/golden")
FILE = click.Path(path_type=Path, dir_okay=False)
Command = Callable[..., None]


@click.group("evaluate")
def command() -> None:
    """Score the program against gold data; figures as JSON, misses as lines behind them.

    --save keeps a run (format docintel-run/1); --against prints what was lost and won since then, row by row,
    over the papers whose gold is the same.
    """


def _options(function: Command) -> Command:
    """What every measurement can do with its figures."""
    options = (
        click.option("--misses", type=click.IntRange(0), default=0, help="Print the first N misses."),
        click.option("--save", type=FILE, metavar="RUN.json", help="Keep the run for a later --against."),
        click.option("--against", type=FILE, metavar="RUN.json", help="Print losses and gains against a kept run."),
        click.option("--fail-on-loss", is_flag=True, help="Exit 1 when anything was lost against the kept run."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def _report(run: Run, misses: int, save: Path | None, against: Path | None, *, fail_on_loss: bool) -> None:
    """Print a run, keep it, compare it; the comparison comes before the file is overwritten."""
    from docintel.workflows import evaluate  # noqa: PLC0415 - scores load only when they are needed

    _print(run.figures)
    for miss in run.misses[:misses]:
        print(_line(miss))
    lost = 0
    if against:
        found = evaluate.against(run, against)
        lost = len(found.lost)
        for name, (before, now) in found.changes.items():
            print(f"{name:<26} {before:g} → {now:g} ({now - before:+.4g})")
        for what, rows in (("lost", found.lost), ("won", found.won)):
            for miss in rows:
                print(what, _line(miss))
        print(f"lost {lost}, won {len(found.won)}" + (f"; not compared, other gold: {' '.join(found.other)}" if found.other else ""))
    if save:
        evaluate.save(run, save)
    if lost and fail_on_loss:
        sys.exit(1)


def _print(figures: dict[str, Any]) -> None:
    for name, figure in figures.items():
        print(f"{name:<26} {json.dumps(figure, ensure_ascii=False)}")


def _line(miss: Miss) -> str:
    at = f"@{miss.at} " if miss.at else ""
    got = f" (got {miss.got})" if miss.got else ""
    score = f" [{miss.score:.2f}]" if miss.score else ""
    return f"{miss.doc} {miss.what} {at}{' '.join(miss.words.split())[:80]}{got[:60]}{score}"


@command.command("extraction")
@click.argument("gold", type=FILE)
@click.argument("papers", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes.")
@click.option(
    "--by", type=click.Choice(["kind", "series"]), help="Figures of each kind of paper, or of each series of names (P, W, N), as well."
)
@_options
def extraction(gold: Path, papers: tuple[Path, ...], jobs: int, by: str | None, **rest: Any) -> None:
    """Labels, actions, owners, deadlines, targets, benefits and head matter of PAPERS against GOLD (docintel-gold/1)."""
    from docintel.workflows import evaluate  # noqa: PLC0415 - extraction loads only when it is needed

    run, groups = evaluate.evaluate_extraction(gold, papers, jobs, by)
    for name, figures in groups.items():
        print(f"== {by} {name}")
        _print(figures)
    if groups:
        print("== all")
    _report(run, **rest)


@command.command("expressions")
@click.argument("rows", type=FILE)
@_options
def expressions(rows: Path, **rest: Any) -> None:
    """Times and numbers against a list of expressions."""
    from docintel.workflows import evaluate  # noqa: PLC0415 - grammars load only when they are needed

    _report(evaluate.evaluate_expressions(rows), **rest)


@command.command("parsing")
@click.argument("kinds", nargs=-1)
@click.option("--sources", type=click.Path(path_type=Path, file_okay=False), default=GOLDEN / "sources", show_default=True)
@click.option("--files", type=click.Path(path_type=Path, file_okay=False), default=GOLDEN / "files", show_default=True)
@_options
def parsing(kinds: tuple[str, ...], sources: Path, files: Path, **rest: Any) -> None:
    """Numbers, paragraphs, cells, furniture, order and errors of files made from golden sources; KINDS are folders of --files."""
    from docintel.workflows import evaluate  # noqa: PLC0415 - parsers load only when they are needed

    _report(evaluate.evaluate_parsing(sources, files, kinds), **rest)


@command.command("sections")
@click.argument("gold", type=FILE)
@click.argument("papers", nargs=-1, required=True, type=click.Path(path_type=Path))
@_options
def sections(gold: Path, papers: tuple[Path, ...], **rest: Any) -> None:
    """Section trees of PAPERS against GOLD (corpora/sections.jsonl)."""
    from docintel.workflows import evaluate  # noqa: PLC0415 - parsers load only when they are needed

    _report(evaluate.evaluate_sections(gold, papers), **rest)


@command.command("search")
@click.argument("gold", type=FILE)
@_options
def search(gold: Path, **rest: Any) -> None:
    """Search over the open library (DOCINTEL_HOME) against judged clauses."""
    _library()
    from docintel.workflows import evaluate  # noqa: PLC0415 - models need an opened home

    _report(evaluate.evaluate_search(gold), **rest)


@command.command("match")
@click.argument("gold", type=FILE)
@_options
def match(gold: Path, **rest: Any) -> None:
    """Matching over the open library (DOCINTEL_HOME) against judged clauses."""
    _library()
    from docintel.workflows import evaluate  # noqa: PLC0415 - models need an opened home

    _report(evaluate.evaluate_match(gold), **rest)


def _library() -> None:
    from docintel.workflows.session import open_home  # noqa: PLC0415 - Django loads only when it is needed

    open_home()
