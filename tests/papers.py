"""Papers built from text for tests of extraction (fictional places and bodies)."""

from __future__ import annotations

import hashlib

from docintel.domain.documents import Document
from docintel.domain.papers import Anchor, HeadMatter, Paper
from docintel.extract import extract
from docintel.structure.task_tables import find_task_tables

PLAN = "plan"
REPLY = "reply_cppcc"


def paper(text: str, kind: str = PLAN, anchor: str = "2024-03-06", **head: object) -> Paper:
    """A paper of ``kind`` whose head matter is only what is given; its task tables are read."""
    document = Document("T", text, "T.txt", "txt", hashlib.sha256(text.encode()).hexdigest())
    matter = HeadMatter(doc_kind=kind, anchor=Anchor(anchor, "day", "issue_date"), **head)  # type: ignore[arg-type]
    return Paper(document, matter, (), (), task_tables=find_task_tables(document))


def owners(text: str, kind: str = PLAN) -> list[list[tuple[str | None, str]]]:
    """(name, role) of the owners of every action in ``text``."""
    out = []
    for item in extract(paper(text, kind)).obligations:
        for action in item.actions:
            chosen = [item.owners[i] for i in action.owner_idx] if action.owner_idx else item.owners
            out.append([(o.name, o.role) for o in chosen])
    return out
