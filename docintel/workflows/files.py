"""Which files are read: paths, folders, archives and mails as the files in them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from docintel.parse import members

NOT_PAPERS = (".jsonl", ".json", ".yaml", ".yml", ".toml", ".sha256", ".tmp", ".part", ".crdownload")
"""Left out when a folder is walked: data beside the papers and half downloads. Named on the command line they are tried."""


def iter_files(paths: Iterable[Path | str]) -> list[Path]:
    """The files to read: each path itself, a folder as its files (recursive, sorted by path), an archive or mail as its members, each once.

    In folders and archives, hidden files, office lock files (~$…), readmes and NOT_PAPERS are left out. A path that does not exist and an
    archive that cannot be opened are kept: reading them says so (nothing is silently skipped).
    """
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        for file in _walk(path) if path.is_dir() else (path,):
            kept = [m for m in members(file) if m == file or not _left_out(m.relative_to(file))]
            found.update(dict.fromkeys(kept or [file]))
    return list(found)


def _walk(folder: Path) -> list[Path]:
    return sorted(f for f in folder.rglob("*") if f.is_file() and not _left_out(f.relative_to(folder)))


def _left_out(path: Path) -> bool:
    hidden = any(part.startswith((".", "~$")) or part == "__MACOSX" for part in path.parts)
    named = path.name in ("Thumbs.db", "desktop.ini") or path.stem.upper() == "README"
    return hidden or named or path.suffix.lower() in NOT_PAPERS
