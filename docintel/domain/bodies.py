"""机构名录: public bodies under their full names, how short names were resolved, what is still open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

RESOLVED = {
    "written": "原文即全称",
    "issuer": "发文机关自称",
    "paper": "本文中的全称",
    "learned": "机构名录",
    "short_form": "通用简称表",
    "person": "人工认定",
}
"""How a body's full name was found → Chinese label."""

WHERE = {
    "issuer": "发文机关",
    "signatory": "署名",
    "letterhead": "版头",
    "addressee": "主送",
    "cc": "抄送",
    "printer": "印发机关",
    "office": "主办、会办",
    "definition": "文中简称",
    "owner": "责任单位",
}
"""Where a paper names a body in full → Chinese label."""


@dataclass(frozen=True, slots=True)
class Alias:
    """A short name that a person gave a body; ``place`` as one word; ``function`` as in text.bodies; ``own``: it stands without a level."""

    place: str
    function: str
    own: bool
    body: str  # "" = no body
    who: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """A body of the gazetteer. ``seen`` counts the papers that name it in full, ``rows`` the ledger rows that it owns."""

    key: int
    name: str
    place: str  # 浙江省温州市; 全国
    function: str
    seen: int
    first_seen: str  # date of the earliest of these papers; "" unknown
    last_seen: str
    rows: int
    aliases: tuple[str, ...] = ()
    by_person: bool = False
    stopped: bool = False
    same_as: str = ""  # the body that this name is another writing of
    successor: str = ""
    successor_since: date | None = None
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A paper that names a body in full, and where (labels of WHERE)."""

    doc: str
    title: str
    issue_date: str
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenName:
    """A short name that stays open: ``name`` as a person would say it (市金融办), what it may mean, and how many owners it leaves open."""

    place: str
    path: str  # the place as the store keeps it
    function: str
    own: bool
    name: str
    count: int
    candidates: tuple[str, ...]
    example: str  # an item's id
