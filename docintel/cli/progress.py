"""Progress bars on stderr, so that stdout holds results alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn


@contextmanager
def bars() -> Iterator[Callable[[int, int, str], None]]:
    """``tell(done, total, phase)``: a bar a phase on stderr, when that is a terminal and the phase has more than one step."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(done: int, total: int, phase: str) -> None:
            if phase not in tasks and total > 1:
                tasks[phase] = bar.add_task(phase, total=total)
            if phase in tasks:
                bar.update(tasks[phase], completed=done, total=total)

        yield tell
