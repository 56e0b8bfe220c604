"""Progress bars on stderr, so that stdout holds results alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

T = TypeVar("T")


def track(steps: Iterable[T], total: int, label: str) -> Iterator[T]:
    """``steps`` unchanged, with a bar of ``total`` on stderr when that is a terminal and there is more than one step."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal or total < 2, transient=True) as progress:
        task = progress.add_task(label, total=total)
        for step in steps:
            yield step
            progress.advance(task)
