"""The names in the owner cells of task tables: role by the column, or by the cell's own words (牵头单位：…；市财政局配合)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docintel.domain.findings import Owner
from docintel.domain.papers import TaskOwners
from docintel.extract.canonical import Bodies
from docintel.extract.names import split_names
from docintel.extract.owner_lines import ROLES
from docintel.extract.task_cells import flow_of_cell, span_in

_WORD = r"(?P<word>牵头|主办|责任|落实|实施|承办|主管|负责|配合|协办|协同|参与|会同)"
_LABEL = re.compile(rf"(?:[省市县区]级|主要|共同|具体|总)?{_WORD}(?:单位|部门|科室|处室)?[：:]")
_TOLD = re.compile(rf"(?:按(?:照)?(?:各自)?职责(?:分工)?|分别|共同|具体)?[（(]?{_WORD}(?:负责|落实|实施|单位|部门)?[)）]?$")
_ROLES = {**ROLES, "会同": "co"}
_NO_NAME = re.compile(r"\d{3}|\*|^(?:无|其他|全体|相关|有关)$|[。：:]|^[\d.、（）()/—-]+$")
_NUMBER = re.compile(r"(?:\d{1,2}[.．、]|[（(]\d{1,2}[)）]|[①-⑳])\s*")
_LONGEST = 40


def owners_of(source: str, cells: Sequence[TaskOwners], bodies: Bodies) -> tuple[Owner, ...]:
    """The owners that a row's cells name, in the order of its columns, each once; () where they name nobody."""
    found: list[Owner] = []
    for cell in cells:
        flow = flow_of_cell(source, cell.spans, names=True)
        for role, a, b in _names(flow.text, cell.role):
            name = flow.text[a:b]
            if not any(o.name == name and o.role == role for o in found):
                owner = Owner(name, None, role, "responsibility_list", span_in(flow, a, b), len(found) + 1)
                found.append(owner if cell.inside else bodies.owner(owner))
    return tuple(found)


def _names(text: str, role: str) -> Iterator[tuple[str, int, int]]:
    """(role, start, end) of each name of a cell."""
    stop = len(text) - 1 if text.endswith("。") else len(text)
    labels = list(_LABEL.finditer(text, 0, stop))
    stops = [*(label.start() for label in labels[1:]), stop]
    bounds = [(label.end(), end, _ROLES[label["word"]]) for label, end in zip(labels, stops[: len(labels)], strict=True)]
    if not labels or labels[0].start():
        bounds.insert(0, (0, labels[0].start() if labels else stop, role))
    for begin, end, own in bounds:
        for part in re.finditer(r"[^；;，,/／]+", text[begin:end]):
            yield from _part(text, begin + part.start(), begin + part.end(), own)


def _part(text: str, begin: int, end: int, role: str) -> Iterator[tuple[str, int, int]]:
    """The names between two commas; a role word behind the last of them holds for all (市教育局、市财政局配合)."""
    told = _TOLD.search(text[begin:end])
    shared = _ROLES.get(told["word"], role) if told and told.start() and text[begin + told.start()] not in "（(" else role
    for start, b in split_names(text, begin, end):
        number = _NUMBER.match(text, start, b)
        a = number.end() if number else start
        own = _TOLD.search(text[a:b])
        told_itself = own is not None and own.start() > 0
        stop = a + own.start() if own and told_itself else b
        if 2 <= stop - a <= _LONGEST and not _NO_NAME.search(text[a:stop]):
            yield _ROLES.get(own["word"], role) if own and told_itself else shared, a, stop
