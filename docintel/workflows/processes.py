"""Work on many files in processes. One process is made ready and copied for each worker, so that rules are loaded and compiled once."""

from __future__ import annotations

import gc
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache
from itertools import islice
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any, TypeVar

from docintel.errors import UnreadableFile

T = TypeVar("T")
_READY = "docintel.workflows.warm"


def each(
    work: Callable[..., T], paths: Sequence[Path], jobs: int = 1, more: Callable[[Path], tuple[Any, ...]] = lambda _: ()
) -> Iterator[tuple[Path, T | UnreadableFile]]:
    """(path, work(path, *more(path)) or the UnreadableFile it raised), in order; with ``jobs`` > 1 in processes of their own.

    ``work`` must then be a module's function and what it takes and gives picklable; ``more`` runs in this process. A file that kills
    its process is named as unreadable and the rest goes on.
    """
    calls = [(path, more(path)) for path in paths]
    if jobs <= 1 or len(calls) <= 1:
        for path, args in calls:
            yield path, _guarded(work, path, args)
        return
    while calls:
        done = 0
        for path, result in _pooled(work, calls, jobs):
            done += 1
            yield path, result
        calls = calls[done:]


def make_ready() -> None:
    """Lets the process that workers are copied from load the rules while this one goes on; a second call does nothing."""
    if _context().get_start_method() == "forkserver":
        from multiprocessing import forkserver  # noqa: PLC0415 - some systems lack it

        forkserver.ensure_running()


@contextmanager
def rare_gc() -> Iterator[None]:
    """Garbage is looked for rarely, and never among what stands already: records of papers hold no cycles, and looking cost a tenth."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


_Call = tuple[Path, tuple[Any, ...]]


def _guarded(work: Callable[..., T], path: Path, args: tuple[Any, ...]) -> T | UnreadableFile:
    try:
        return work(path, *args)
    except UnreadableFile as error:
        return error
    except Exception as error:  # one paper's surprise is one line, not the end of the run (law 3)
        what = f"处理时出现意外错误（{type(error).__name__}: {' '.join(str(error).split())[:120]}）"
        return UnreadableFile(path, what, "请把该文件交给维护人员；其余文件不受影响")


def _pooled(work: Callable[..., T], calls: Sequence[_Call], jobs: int) -> Iterator[tuple[Path, T | UnreadableFile]]:
    """Results in order until all are done or a process died; the file then in turn is tried alone."""
    window = jobs * 8  # enough to keep every process busy, few enough that results do not pile up in memory
    with ProcessPoolExecutor(jobs, mp_context=_context()) as pool:
        rest = iter(calls)
        waiting = deque((call, pool.submit(_guarded, work, call[0], call[1])) for call in islice(rest, window))
        while waiting:
            (path, args), future = waiting.popleft()
            try:
                yield path, future.result()
                for call in islice(rest, 1):
                    waiting.append((call, pool.submit(_guarded, work, call[0], call[1])))
            except BrokenProcessPool:
                yield path, _alone(work, path, args)
                return


def _alone(work: Callable[..., T], path: Path, args: tuple[Any, ...]) -> T | UnreadableFile:
    """Try a file in a process of its own, so that only the file that kills it is blamed."""
    with ProcessPoolExecutor(1, mp_context=_context()) as pool:
        try:
            return pool.submit(_guarded, work, path, args).result()
        except BrokenProcessPool:
            return UnreadableFile(path, "读取进程意外终止（可能内存不足）", "请单独读取该文件，或拆分后再读")


@cache
def _context() -> BaseContext:
    """Copies of a ready process where the system can fork, else new ones. The caller, who may hold a database open, is never forked."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_READY])
    return context
