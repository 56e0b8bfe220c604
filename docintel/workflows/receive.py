"""An uploaded file: kept as it came, read into the library, answered with one line."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from docintel import settings
from docintel.domain.intake import OUTCOMES, IngestLine
from docintel.store import papers
from docintel.workflows.ingest import ingest
from docintel.workflows.upload_names import kept_name


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one upload; ``error`` is a line that says what to do, ``key`` the paper's id."""

    name: str
    outcome: str = ""
    error: str = ""
    key: str | None = None
    title: str = ""
    warnings: tuple[str, ...] = ()
    provisions: int = 0
    obligations: int = 0
    deadlines: int = 0
    benefits: int = 0


def receive(name: str, chunks: Iterable[bytes], on_progress: Callable[[int, int, str], None] | None = None) -> list[Received]:
    """Keep the upload under its own name in the data folder and ingest it: one answer, or one for each file of an archive or mail.

    ``on_progress(done, total, phase)`` follows files, pages of scans and what is indexed. Never raises for a bad file.
    """
    name = kept_name(name)
    path = keep_upload(name, chunks)
    return [_answer(line, path) for line in ingest([path], jobs=1, on_progress=on_progress).lines]


def _answer(line: IngestLine, path: Path) -> Received:
    name = str(Path(line.source).relative_to(path.parent))
    words = line.line.removeprefix(f"{line.source}：")
    if line.outcome == "failed":
        return Received(name, error=words)
    if line.doc_id is None:
        return Received(name, outcome=words)
    head, held = papers.load_paper(line.doc_id), papers.tally([line.doc_id])
    return Received(
        name=name,
        outcome=OUTCOMES[line.outcome],
        key=line.doc_id,
        title=head.head.title or "",
        warnings=head.warnings,
        provisions=held["provisions"],
        obligations=held["obligations"],
        deadlines=held["deadlines"],
        benefits=held["benefits"],
    )


def keep_upload(name: str, chunks: Iterable[bytes]) -> Path:
    """The file under uploads/<digest>/<name>: the same bytes twice lie there once, another file of that name beside it."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    data = b"".join(chunks)
    target = folder / hashlib.sha256(data).hexdigest()[:16] / name
    if not target.is_file() or target.read_bytes() != data:
        target.parent.mkdir(exist_ok=True)
        fresh = target.with_name(f".new-{os.getpid()}-{threading.get_ident()}")  # the original may be the same file: never written over
        fresh.write_bytes(data)
        fresh.replace(target)
    return target
