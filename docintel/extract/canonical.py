"""Full names of the bodies that a paper names, where they are certain: by its own words first, then by the list of short forms.

A paper's own words are the full names in its head and foot (发文机关, 署名, 主送, 抄送, 印发机关, 主办, 会办) and what it says
it calls a body by (温州市科学技术局（以下简称市科技局）). A name that fits two bodies stays open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from docintel.domain.findings import Item, Owner, SeenBody
from docintel.domain.papers import HeadMatter, Paper
from docintel.text.abbreviations import is_full, is_listed, list_name, looks_public, possible
from docintel.text.bodies import WRITTEN, BodyName, full_name, read_name
from docintel.text.gazetteer import Gazetteer
from docintel.text.places import NATION, Path, find_places, place_path

_HOUSE = re.compile(r"^(?:我|本)[局委厅部办院会]$|^我们$")
_BRACKET = re.compile("[（()）]")
_BETWEEN = re.compile(r"[、，,；;。\s]+")
_CALLED = re.compile(r"(?P<full>[一-龥]{5,40})[（(](?:以下)?(?:统一)?简称(?:为)?[：:]?[“\"‘]?(?P<short>[一-龥]{2,12})[”\"’]?[)）]")

Name = tuple[str | None, str | None]
"""(canonical, how it was resolved: written | issuer | paper | short_form), (None, None) where it is not certain."""


class Bodies:
    """The bodies of one paper. ``seen`` are the full names that its head and foot or its own 简称 give, each place of finding once."""

    def __init__(self, text: str, region: str | None, issuer: str | None, named: tuple[tuple[str, str], ...]) -> None:
        self._region: Path = place_path(region) if region else ()
        self._known = Gazetteer()
        self._called: dict[str, str] = {}
        self._names: dict[str, Name] = {}
        found: dict[tuple[Path, str, str], SeenBody] = {}
        for where, words in (*named, *self._definitions(text)):
            seen = seen_body(words, self._region, where)
            if seen:
                found.setdefault((seen.place, seen.function, where), seen)
                self._known.add(seen.place, (seen.function,))
        self.seen = tuple(found.values())
        several = bool(issuer and "、" in issuer)
        self.issuer = "、".join(self.name(part)[0] or part for part in issuer.split("、")) if issuer else None
        self._house = None if several else self.issuer

    def name(self, words: str) -> Name:
        """市科技局 in a paper of 澜州市 → 澜州市科学技术局, how; (None, None) where place or short form is not certain (guide §8a-8)."""
        known = self._names.get(words)
        if known is None:
            known = self._names[words] = self._resolve(re.sub(r"\s", "", words))
        return known

    def owner(self, owner: Owner, meant: str | None = None) -> Owner:
        """``owner`` with its full name, if that is certain; ``meant``: the name for which its words stand (该局)."""
        if owner.name is None:
            return replace(owner, canonical=self.issuer, resolved="issuer" if self.issuer else None)
        canonical, resolved = self.name(meant or owner.name)
        return replace(owner, canonical=canonical, resolved=resolved) if canonical else owner

    def _resolve(self, name: str) -> Name:
        if _HOUSE.match(name):
            return (_house(name, self._house), "issuer") if self._house and len(name) <= 2 else (None, None)
        if name in self._called:
            return self._called[name], "paper"
        body = read_name(name, self._region)
        if body is None:
            return None, None
        meaning = self._known.find(body, own=True)
        if meaning.function is None:
            return None, None
        return full_name(body.place, meaning.function), "paper" if meaning.how == "known" else meaning.how

    def open_because(self, words: str) -> str:
        """Why a name has no full one: no-house, no-body, no-place, several, no-form."""
        name = re.sub(r"\s", "", words)
        if _HOUSE.match(name):
            return "no-house"
        body = read_name(name, self._region)
        if body is None:
            return "no-place" if is_listed(name[1:]) else "no-body"
        return "several" if len(self._known.find(body, own=True).candidates) > 1 or len(possible(body.function)) > 1 else "no-form"

    def _definitions(self, text: str) -> Iterator[tuple[str, str]]:
        """Full names that the paper gives a short one, which is noted."""
        if "简称" not in text:
            return
        for match in _CALLED.finditer(text):
            run = match["full"]
            full = next((run[i:] for i in range(len(run) - 3) if _full(run[i:], self._region)), None)
            if full:
                self._called[match["short"]] = full
                yield "definition", full


def _house(words: str, issuer: str) -> str:
    """我局 of a paper that the bureau's office signs is the bureau."""
    office = re.fullmatch(rf"(?P<body>.+{words[-1]})办公[厅室]", issuer) if words != "我们" else None
    return office["body"] if office else issuer


def _full(words: str, region: Path) -> BodyName | None:
    """``words`` as a body whose place and function are written out below the nation."""
    body = read_name(words, region)
    if body is None or body.by != WRITTEN or body.place == (NATION,) or not looks_public(body.function):
        return None
    inside = any(start for start, _, _ in find_places(body.function))  # 吉林省水利厅吉林省农业农村厅: two names run together
    together = inside or body.place[-1] in body.function
    certain = is_full(body.function) and list_name(body.function) in (None, body.function) and not _BRACKET.search(body.function)
    return body if certain and not together else None


def seen_body(words: str, region: Path, where: str) -> SeenBody | None:
    """``words`` as a body to learn: only a full name with its place."""
    body = _full(words, region)
    return SeenBody(body.name, body.place, body.function, where) if body else None


def _named(head: HeadMatter) -> Iterator[tuple[str, str]]:
    """(where, name) of the bodies that head and foot name."""
    lists: tuple[tuple[str, str | None], ...] = (
        ("issuer", head.issuer),
        ("letterhead", (head.letterhead or "").removesuffix("文件")),
        ("addressee", head.addressee),
        ("cc", head.cc),
        ("printer", head.printer),
    )
    for where, words in lists:
        yield from ((where, part) for part in _BETWEEN.split(words or "") if len(part) > 3)
    for where, names in (("signatory", head.signatories), ("office", (*head.lead_offices, *head.co_offices))):
        yield from ((where, name) for name in names)


def bodies_of(paper: Paper) -> Bodies:
    """The bodies of ``paper``; the last few papers are kept."""
    head = paper.head
    return _bodies(paper.text, head.region, head.issuer, tuple(_named(head)))


_bodies = lru_cache(maxsize=4)(Bodies)


def all_seen(paper: Paper, items: Iterable[Item]) -> tuple[SeenBody, ...]:
    """Every full name that the paper gives: in head and foot, by its 简称, and as owner."""
    bodies = bodies_of(paper)
    region = place_path(paper.head.region) if paper.head.region else ()
    found = {(s.place, s.function, s.where): s for s in bodies.seen}
    for name in dict.fromkeys(o.name for item in items for o in item.owners if o.name and o.resolved == "written"):
        seen = seen_body(name, region, "owner")
        if seen:
            found.setdefault((seen.place, seen.function, seen.where), seen)
    return tuple(found.values())
