"""Head matter of invented papers: every element of GB/T 9704-2012 and of replies, in the spellings that offices use (heads.jsonl).

Each row: ``why``, ``text``, ``head`` (the fields that must hold; citations as [relation, title, number], parts as [kind, title]).
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from docintel.domain.documents import Document
from docintel.domain.serial import dump
from docintel.structure import structure

ROWS = [json.loads(line) for line in Path(__file__).with_name("heads.jsonl").read_text(encoding="utf-8").splitlines()]


def read(text: str) -> tuple[dict[str, Any], Any]:
    paper = structure(Document("T", text, "T.txt", "txt", hashlib.sha256(text.encode()).hexdigest()))
    head = dump(paper.head)
    head["citations"] = [[c.relation, c.title, c.number] for c in paper.head.citations]
    head["parts"] = [[p.kind, p.title] for p in paper.head.parts]
    if head["validity"]:
        head["validity"] = {k: head["validity"][k] for k in ("start", "end")}
    return head, paper


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["why"])
def test_head(row):
    head, _ = read(row["text"])
    assert {k: head[k] for k in row["head"]} == row["head"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["why"])
def test_every_field_is_quoted_where_it_stands(row):
    _, paper = read(row["text"])
    spans = [*paper.head.spans.values(), *(c.span for c in paper.head.citations)]
    assert all(row["text"][s.start : s.end] == s.text for s in spans)
    ends = [p.end for p in paper.head.parts]
    assert ends == sorted(ends)
    assert all(0 <= p.start < p.end <= len(row["text"]) for p in paper.head.parts)


def test_every_element_is_in_the_set():
    fields = {k for row in ROWS for k, v in row["head"].items() if v}
    assert len(ROWS) >= 30
    assert fields >= {
        "copy_number", "secrecy", "urgency", "letterhead", "doc_number", "signer", "title", "addressee", "annexes", "signatories",
        "issue_date", "seal", "notes", "parts", "cc", "printer", "print_date", "page_numbers", "session", "case_number", "case_numbers",
        "proposal_title", "proposers", "reply_class", "reply_words", "reply_scheme", "reply_outcome", "lead_offices", "co_offices",
        "contacts", "publicity", "validity", "citations", "doc_kind", "kind_name",
    }  # fmt: skip
