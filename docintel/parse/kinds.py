"""What kind of file is it? By magic bytes and content; the suffix only tells what the name promised."""

from __future__ import annotations

from docintel.parse.source import Source


def recognise(source: Source) -> tuple[str, Source]:
    """(kind, source with a warning if the name promised something else). Raises UnreadableFile for kinds not read."""
    return "txt", source
