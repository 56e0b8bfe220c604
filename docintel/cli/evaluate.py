"""``docintel evaluate``: the program's figures on gold data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

GOLDEN = Path("tests/golden")
FILE = click.Path(path_type=Path, dir_okay=False)


@click.group("evaluate")
def command() -> None:
    """Score the program against gold data; figures as JSON, misses as lines behind them."""


def _print(figures: dict[str, Any]) -> None:
    for name, figure in figures.items():
        print(f"{name:<26} {json.dumps(figure, ensure_ascii=False)}")


@command.command("extraction")
@click.argument("gold", type=FILE)
@click.argument("papers", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes.")
@click.option("--misses", type=click.IntRange(0), default=0, help="Print the first N misses.")
def extraction(gold: Path, papers: tuple[Path, ...], jobs: int, misses: int) -> None:
    """Labels, actions, owners, deadlines, targets, benefits and head matter of PAPERS against GOLD (docintel-gold/1)."""
    from docintel.workflows import evaluate  # noqa: PLC0415 - extraction loads only when it is needed

    figures, missed = evaluate.evaluate_extraction(gold, papers, jobs)
    _print(figures)
    for doc, what, text in missed[:misses]:
        print(doc, what, text[:80])


@command.command("expressions")
@click.argument("rows", type=FILE)
@click.option("--misses", type=click.IntRange(0), default=0, help="Print the first N wrong rows.")
def expressions(rows: Path, misses: int) -> None:
    """Times and numbers against a list of expressions."""
    from docintel.workflows import evaluate  # noqa: PLC0415 - grammars load only when they are needed

    figures, wrong = evaluate.evaluate_expressions(rows)
    _print(figures)
    for key in wrong[:misses]:
        print("wrong", key)


@command.command("parsing")
@click.argument("kinds", nargs=-1)
@click.option("--sources", type=click.Path(path_type=Path, file_okay=False), default=GOLDEN / "sources", show_default=True)
@click.option("--files", type=click.Path(path_type=Path, file_okay=False), default=GOLDEN / "files", show_default=True)
@click.option("--misses", type=click.IntRange(0), default=0, help="Print the first N misses.")
def parsing(kinds: tuple[str, ...], sources: Path, files: Path, misses: int) -> None:
    """Numbers, paragraphs, cells, furniture, order and errors of files made from golden sources; KINDS are folders of --files."""
    from docintel.workflows import evaluate  # noqa: PLC0415 - parsers load only when they are needed

    figures, missed = evaluate.evaluate_parsing(sources, files, kinds)
    _print(figures)
    for file, what, words in missed[:misses]:
        print(file, what, words[:80])


@command.command("sections")
@click.argument("gold", type=FILE)
@click.argument("papers", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--misses", type=click.IntRange(0), default=0, help="Print the first N misses.")
def sections(gold: Path, papers: tuple[Path, ...], misses: int) -> None:
    """Section trees of PAPERS against GOLD (corpora/sections.jsonl)."""
    from docintel.workflows import evaluate  # noqa: PLC0415 - parsers load only when they are needed

    figures, missed = evaluate.evaluate_sections(gold, papers)
    _print(figures)
    for doc, what, text in missed[:misses]:
        print(doc, what, text[:80])


@command.command("search")
@click.argument("gold", type=FILE)
def search(gold: Path) -> None:
    """Search over the open library (DOCINTEL_HOME) against judged clauses."""
    _library()
    from docintel.workflows import evaluate  # noqa: PLC0415 - models need an opened home

    _print(evaluate.evaluate_search(gold))


@command.command("match")
@click.argument("gold", type=FILE)
def match(gold: Path) -> None:
    """Matching over the open library (DOCINTEL_HOME) against judged clauses."""
    _library()
    from docintel.workflows import evaluate  # noqa: PLC0415 - models need an opened home

    _print(evaluate.evaluate_match(gold))


def _library() -> None:
    from docintel.workflows.session import open_home  # noqa: PLC0415 - Django loads only when it is needed

    open_home()
