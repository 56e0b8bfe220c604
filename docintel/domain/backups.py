"""What a backup holds, written into it as manifest.json."""

from __future__ import annotations

from dataclasses import dataclass

FORMAT = 1
"""Of backups; a program reads its own and older ones."""
DERIVED = ("index", "pages", "ocr")
"""Folders of the data folder that are made again from the rest: the search index, drawn pages, what was read off scans."""
COUNTED = {
    "papers": "公文",
    "versions": "公文版本",
    "provisions": "条款",
    "obligations": "承诺",
    "benefits": "惠企条款",
    "norms": "鼓励与约束条款",
    "reviews": "人工更正",
    "history": "修改记录",
    "users": "用户",
}
"""What is counted in the records of a backup, with its name."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One file: its path in the data folder, the sha256 under which its bytes lie in the backup (the same bytes once), bytes, mode."""

    path: str
    sha256: str
    size: int
    mode: int = 0o644


@dataclass(frozen=True, slots=True)
class Records:
    """The database of a backup: ``kind`` sqlite | postgresql, the ``file`` that holds it, ``tables``: app → applied migrations."""

    kind: str
    version: str
    file: str
    sha256: str
    size: int
    tables: dict[str, tuple[str, ...]]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Manifest:
    """``made`` is an ISO time with its zone, ``settings`` the DOCINTEL_* that were set (no addresses or passwords of servers).

    ``warnings``: files that could not be taken in, one line each.
    """

    docintel: str
    made: str
    by: str
    records: Records
    files: tuple[Kept, ...]
    settings: dict[str, str]
    left_out: tuple[str, ...] = DERIVED
    warnings: tuple[str, ...] = ()
    format: int = FORMAT

    @property
    def summary(self) -> str:
        """When, by whom, and how much, in one line."""
        held = "、".join(f"{name}{self.records.counts[key]}" for key, name in COUNTED.items() if self.records.counts.get(key))
        return (
            f"{self.made[:16].replace('T', ' ')} 由 {self.by} 备份（docintel {self.docintel}）：{held or '空库'}；文件{len(self.files)}个"
        )
