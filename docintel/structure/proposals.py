"""What a proposal (提案, 建议) says of itself in its head: number, people, title, session."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docintel.domain.papers import Paper
from docintel.structure.handling import read_proposers
from docintel.structure.replies import session_in

_HEAD = 900  # characters in which the head of a proposal stands
_NUMBER = re.compile(
    r"(?:案\s*号|编\s*号|提案号|建议号)\s*[：:]?\s*(?:第\s*)?(\d{1,10})|第\s*(\d{1,10})\s*号(?=\s*(?:提案|建议|议案|$))", re.MULTILINE
)
_TITLE = re.compile(r"^\s*(?:案\s*由|题\s*目|标\s*题|提案名称)\s*[：:]\s*(.+?)\s*$", re.MULTILINE)
_ABOUT = re.compile(r"^\s*(关于.{4,80}?的(?:提案|建议|议案))\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ProposalHead:
    """None, (): the proposal does not say."""

    number: str | None
    title: str | None
    session: str | None
    proposers: tuple[str, ...]


def read_proposal_head(paper: Paper) -> ProposalHead:
    """From the labelled lines of a proposal form, else from its title."""
    head = paper.text[:_HEAD]
    number, title = _NUMBER.search(head), _TITLE.search(head) or _ABOUT.search(head)
    lines = [line.strip() for line in head.splitlines() if line.strip()]
    return ProposalHead(
        (number.group(1) or number.group(2)) if number else None,
        title.group(1) if title else None,
        session_in(head),
        read_proposers(None, "", lines),
    )
