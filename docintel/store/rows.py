"""A reading as rows, ready to be written. Pure (no database), so that worker processes can do it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from docintel.domain.expressions import NumberFrame, TimeFrame
from docintel.domain.findings import Benefit, Item, Norm, Obligation, Owner, Reading, SeenBody, Target, Unit
from docintel.domain.papers import HeadMatter, Provision
from docintel.domain.serial import pack
from docintel.domain.spans import Evidence, Span
from docintel.store.layout import pack_blocks, pack_lines, pack_pages
from docintel.store.storable import JsonText, json_text, storable, storable_json
from docintel.text.bodies import OWN, read_name
from docintel.text.citing import number_key, title_key
from docintel.text.places import place_path

Columns = dict[str, Any]
GAP = "……"
UNNAMED = "发文单位"
"""An owner that is the issuer of a paper which does not name it."""
STRONGEST = ("firm", "aspirational", "exploratory", "enabling")


@dataclass(slots=True)
class ItemRows:
    """One item's columns (``data`` is frozen JSON once prepared) and, for an obligation, the rows below it."""

    columns: Columns
    parts: dict[str, list[Columns]] = field(default_factory=dict)  # actions, owners, deadlines, targets


@dataclass(slots=True)
class Prepared:
    """Everything that saving one reading writes. ``stamp`` is the digest of all of it: equal stamps mean nothing to do.

    ``sheet``: the paper stands for a 台账 that is brought in (models.Paper.sheet).
    """

    doc_id: str
    sha256: str
    paper: Columns
    version: Columns
    provisions: list[Columns]
    obligations: list[ItemRows]
    benefits: list[ItemRows]
    norms: list[ItemRows]
    bodies: list[Columns]
    stamp: str
    sheet: bool = False


def prepare(reading: Reading, catalogue: dict[str, Any] | None = None, reader: str = "") -> Prepared:
    """The rows of ``reading``.

    ``catalogue`` is the row that filled gaps of its head matter, kept for the next reading; ``reader`` names the program that read it.
    """
    paper, document = reading.paper, reading.paper.document
    care = any(storable(words) != words for words in (document.text, document.title_hint or ""))
    freeze = _frozen_with_care if care else json_text
    head = paper.head
    columns = head_columns(head) | {
        "head": freeze(pack(head)),
        "from_catalogue": list(head.from_catalogue),
        "catalogue": storable_json(catalogue),
    }
    version = {
        "source": storable(document.source),
        "media_type": document.media_type,
        "reader": reader[:40],
        "title_hint": None if document.title_hint is None else storable(document.title_hint),
        "text": storable(document.text),
        "member": None if document.member is None else storable(document.member),
        "blocks": freeze(pack_blocks(document.blocks)),
        "lines": json_text(pack_lines(document.lines)) if document.lines else None,
        "pages": json_text(pack_pages(document.pages)) if document.pages else None,
        "doubts": json_text(document.doubts) if document.doubts else None,
        "tables": _frozen_with_care(pack(document.tables)),
        "sections": freeze(pack(paper.sections)),
        "units": freeze([_unit_row(u) for u in reading.units]),
        "warnings": list(dict.fromkeys((*document.warnings, *paper.warnings))),
    }
    provisions = [_provision_columns(p, i) for i, p in enumerate(paper.provisions)]
    found = [
        [obligation_rows(o, head) for o in reading.obligations],
        [_benefit(b) for b in reading.benefits],
        [_norm(n) for n in reading.norms],
    ]
    if care:
        columns, provisions = _careful(columns), [_careful(p) for p in provisions]
        found = [[ItemRows(_careful(r.columns), {k: storable_json(v) for k, v in r.parts.items()}) for r in rows] for rows in found]
    seen = [_seen(b) for b in reading.bodies]
    meant = [[(o["scope"], o["function"]) for o in r.parts["owners"]] for r in found[0]]
    for rows in found:
        for row in rows:
            row.columns["data"] = freeze(row.columns["data"])
    digest = hashlib.sha256(_shape())
    shown = [v for k, v in version.items() if k not in ("source", "reader")]
    for part in (columns["head"], *shown, provisions, seen, meant, [[r.columns["data"] for r in rows] for rows in found]):
        digest.update((part if isinstance(part, str) else json_text(part)).encode() + b"\0")
    return Prepared(
        doc_id=storable(document.doc_id),
        sha256=document.sha256,
        paper=columns,
        version=version,
        provisions=provisions,
        obligations=found[0],
        benefits=found[1],
        norms=found[2],
        bodies=seen,
        stamp=digest.hexdigest(),
    )


@cache
def _shape() -> bytes:
    """This module's own digest: when it makes other columns of the same findings, stored rows are made again."""
    return hashlib.sha256(Path(__file__).read_bytes()).digest()


def _frozen_with_care(data: Any) -> JsonText:
    return json_text(storable_json(data))


def _careful(columns: Columns) -> Columns:
    return {k: v if isinstance(v, JsonText) else storable_json(v) for k, v in columns.items()}


def thawed(columns: Columns) -> Columns:
    """``columns`` with every frozen JSON value read again, as the ORM wants it."""
    return {k: json.loads(v) if isinstance(v, JsonText) else v for k, v in columns.items()}


def head_columns(head: HeadMatter) -> Columns:
    """The head matter that people filter and read, as columns."""
    validity = head.validity
    return {
        "title": head.title or "",
        "doc_kind": head.doc_kind[:40],
        "kind_name": head.kind_name or "",
        "doc_number": head.doc_number or "",
        "issuer": head.issuer or "",
        "issue_date": (head.issue_date or "")[:20],
        "region": head.region or "",
        "region_path": region_path(head.region, head.issuer),
        "status": (head.status or "")[:40],
        "session": head.session or "",
        "case_number": head.case_number or "",
        "proposal_title": head.proposal_title or "",
        "reply_class": head.reply_class or "",
        "valid_from": ((validity and validity.start) or "")[:20],
        "valid_until": ((validity and validity.end) or "")[:20],
        "title_key": title_key(head.title),
        "number_key": number_key(head.doc_number),
    }


def region_path(region: str | None, issuer: str | None) -> str:
    """The place a paper speaks for as the store keeps it: 浙江省/温州市."""
    return "/".join(place_path(region or issuer or ""))


def text_hash(text: str) -> str:
    """16 hex digits of the words without blanks: a reflowed paragraph is the same text."""
    return hashlib.sha256("".join(text.split()).encode("utf-8", "replace")).hexdigest()[:16]


def _unit_row(unit: Unit) -> list[Any]:
    e = unit.evidence
    return [unit.start, unit.end, list(unit.labels), e.found_by, e.version, e.confidence, e.cue]


def unit_of(row: list[Any]) -> Unit:
    """The unit that :func:`prepare` wrote as ``row``."""
    return Unit(row[0], row[1], tuple(row[2]), Evidence(*row[3:]))


def _provision_columns(p: Provision, order: int) -> Columns:
    return {
        "provision_id": p.provision_id,
        "order": order,
        "start": p.start,
        "end": p.end,
        "number": p.number,
        "heading": p.heading,
        "path": list(p.path),
        "page": p.page,
        "text_hash": text_hash(p.text),
    }


def _shared(item: Item) -> Columns:
    pieces = [item.evidence[0].text]
    for before, span in zip(item.evidence, item.evidence[1:], strict=False):
        pieces.append(span.text if span.start - before.end <= 1 else GAP + span.text)
    text, part = "".join(pieces).strip(), _own_part(item)
    return {
        "found_id": item.item_id,
        "label": item.label,
        "start": item.start,
        "end": item.end,
        "text": flowing(_row_words(item, part) or part or text),
        "source_text": text,
        "text_hash": text_hash(text),
        "data": pack(item),
        "found_by": item.found.found_by[:100],
        "confidence": item.found.confidence,
    }


_CELL = re.compile(r"[^\t\n]+")
_BETWEEN_NAMES = re.compile(r"(?:牵头|主办|负责|配合|协办|会同|单位|[、，,；;：:和及与（）()\s])*")  # 市数据局（牵头），市财政局配合


def _row_words(item: Item, part: str | None) -> str | None:
    """What a row of a table asks for: its cells but those of offices or times alone, which have columns of their own. None: no row."""
    if len(item.evidence) == 1 and "\t" not in (part or item.evidence[0].text):
        return None
    named = [o.span for o in item.owners if o.span] + [d.span for d in item.deadlines]
    cells = [(span.start + c.start(), c[0]) for span in item.evidence for c in _CELL.finditer(span.text)]
    kept = [words.strip() for start, words in cells if not _only_names(start, words, named)]
    row = len(kept) < len(cells) or any("\t" in span.text for span in item.evidence)
    return " ".join(kept) if row and kept else None


def _only_names(start: int, words: str, named: Sequence[Span]) -> bool:
    """Whether the cell ``words`` at ``start`` holds nothing outside ``named`` but what joins names."""
    left = list(words)
    for name in named:
        for at in range(max(name.start - start, 0), min(name.end - start, len(words))):
            left[at] = ""
    return bool(_BETWEEN_NAMES.fullmatch("".join(left)))


_PART_BEGINS = re.compile(r".*[。；;！？!?：:\n]", re.DOTALL)
_PART_ENDS = re.compile(r"[。；;！？!?\n]")


def _own_part(item: Item) -> str | None:
    """The stretch of a shared sentence that is this item's: 一是…；二是…。 is one sentence and several promises."""
    if len(item.evidence) != 1 or not item.actions:
        return None
    words, at = item.evidence[0].text, item.evidence[0].start
    first, last = (min(a.span.start for a in item.actions) - at, max(a.span.end for a in item.actions) - at)
    begins = _PART_BEGINS.match(words[: max(first, 0)])
    ends = _PART_ENDS.search(words, last)
    return words[begins.end() if begins else 0 : ends.end() if ends else len(words)].strip().rstrip("；;")


_BREAK = re.compile(r"[ \t\u3000]*\n\s*")
_LINE_ENDS = "。；：！？.;:!?"
_SHORT_LINE = 12  # a line shorter than this is a heading, not one cut by the page's edge


def flowing(text: str) -> str:
    """``text`` as people read it: breaks inside a sentence (hard-wrapped PDF lines) are closed, others stay."""
    if "\n" not in text:
        return text.strip()
    lines = _BREAK.split(text.strip())
    out = lines[0]
    for before, line in pairwise(lines):
        if before[-1:] in _LINE_ENDS or len(before) < _SHORT_LINE < len(line):
            out += "\n" + line
        else:
            out += line if ord(before[-1:] or "一") > 0x2E7F or ord(line[:1] or "一") > 0x2E7F else " " + line
    return out


def iso(value: str | None) -> date | None:
    """A full ISO date, or None for anything else."""
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


def _is_due(frame: TimeFrame) -> bool:
    return (frame.is_deadline or frame.role in ("deadline", "period")) and iso(frame.end) is not None


def due_columns(deadlines: tuple[TimeFrame, ...]) -> Columns:
    """The first day on which something of the item falls due, the words that say so, and what is doubtful about it."""
    dated = sorted((d for d in deadlines if _is_due(d)), key=lambda d: d.end or "")
    words = [flowing(d.span.text) for d in deadlines if _is_due(d) or d.role in ("deadline", "period") or "vague" in d.flags]
    return {
        "due": iso(dated[0].end) if dated else None,
        "due_words": list(dict.fromkeys(words)),
        "due_flags": list(dated[0].flags) if dated else sorted({f for d in deadlines for f in d.flags}),
        "due_by_person": False,
    }


def obligation_rows(item: Obligation, head: HeadMatter, region: str | None = None) -> ItemRows:
    """An obligation as the program found it, with its actions, owners, deadlines and targets.

    ``region``: the region path that a person gave the paper (None = the paper's own).
    """
    place = _path(region_path(head.region, head.issuer) if region is None else region)
    strengths = [a.strength for a in item.actions if a.strength]
    specific = [a.specificity for a in item.actions]
    recurrences = [r for r in (*(a.recurrence for a in item.actions), *(d.recurrence for d in item.deadlines)) if r]
    columns = _shared(item) | due_columns(item.deadlines)
    weakest = min((a.evidence for a in item.actions), key=lambda e: e.confidence, default=item.found)
    if not item.found.found_by.startswith("person:"):  # a row is as sure as the weakest of its promises
        columns |= {"found_by": weakest.found_by[:100], "confidence": weakest.confidence}
    columns |= {
        "kind": item.kind,
        "strength": next((s for s in STRONGEST if s in strengths), ""),
        "specificity": next((s for s in ("measurable", "deliverable", "general") if s in specific), ""),
        "conditions": list(dict.fromkeys(flowing(a.condition.text) for a in item.actions if a.condition)),
        "flags": list(item.flags),
        "recurrence": [list(pair) for pair in dict.fromkeys((flowing(r.span.text), r.every) for r in recurrences)],
    }
    parts: dict[str, list[Columns]] = {
        "actions": [
            {
                "order": n,
                "start": a.span.start,
                "end": a.span.end,
                "text": flowing(a.span.text),
                "strength": a.strength or "",
                "specificity": a.specificity,
            }
            for n, a in enumerate(item.actions)
        ],
        "owners": [columns | {"order": n} for n, columns in enumerate(c for o in item.owners for c in _owners(o, head, place))],
        "deadlines": [_deadline(d, n) for n, d in enumerate(item.deadlines)],
        "targets": [_target(t, n, item) for n, t in enumerate(item.targets)],
    }
    return ItemRows(columns, parts)


def _path(words: str) -> tuple[str, ...]:
    return tuple(words.split("/")) if words else ()


def _owners(owner: Owner, head: HeadMatter, region: tuple[str, ...]) -> list[Columns]:
    """The rows of an owner: one, but each of several bodies that issue a paper together has its own."""
    names = joint(owner)
    if len(names) < 2:
        return [_owner(owner, head, region)]
    return [_owner(replace(owner, canonical=part), head, region) for part in names]


def joint(owner: Owner) -> list[str]:
    """The full names of an owner: several where bodies issue a paper together; none where it has no full name."""
    canonical = owner.canonical or ""
    names = canonical.split("、") if owner.basis == "implied_issuer" else [canonical]
    return [name for name in names if name]


def _owner(owner: Owner, head: HeadMatter, region: tuple[str, ...]) -> Columns:
    own = owner.basis in ("implied_issuer", "pronoun")  # 我局, 我们: a ledger names the body
    full = owner.canonical if owner.resolved in ("issuer", "paper", "written") else None
    meant = read_name(full or owner.name or "", region)
    return {
        "role": owner.role,
        "name": flowing((owner.canonical or head.issuer or owner.name or UNNAMED) if own else (owner.name or owner.canonical or "")),
        "canonical": owner.canonical or "",
        "basis": owner.basis,
        "by_person": False,
        "resolved": owner.resolved or "",
        "scope": "/".join(meant.place) if meant else "",
        "function": meant.function if meant else "",
        "own": meant is not None and meant.by == OWN,
    }


def _seen(body: SeenBody) -> Columns:
    return {"place": "/".join(body.place), "function": body.function, "name": body.name, "where": body.where}


def target_name(indicator: str, words: str) -> str:
    """新增公办学位2000个: a target's words with its indicator."""
    return words if indicator in words else f"{indicator}{words}"


def number_columns(number: NumberFrame, order: int, due: date | None = None) -> Columns:
    """A number as a target of its own words."""
    size = {"comparator": number.comparator, "value": number.value, "low": number.min, "high": number.max, "unit": number.unit or ""}
    way = {"change": number.change or "", "period": (number.period or "")[:40], "per": number.per or "", "due": due}
    return {"order": order, "words": flowing(number.span.text), "indicator": ""} | size | way


def _target(target: Target, order: int, item: Obligation) -> Columns:
    at = target.deadline
    due = iso(item.deadlines[at].end) if at is not None and at < len(item.deadlines) else None
    return number_columns(target.number, order, due) | {"indicator": flowing(target.indicator.text) if target.indicator else ""}


def _deadline(frame: TimeFrame, order: int) -> Columns:
    return {
        "order": order,
        "words": flowing(frame.span.text),
        "role": frame.role,
        "rule": frame.rule,
        "earliest": iso(frame.start),
        "latest": iso(frame.end),
        "every": frame.recurrence.every if frame.recurrence else "",
        "flags": list(frame.flags),
    }


def _benefit(item: Benefit) -> ItemRows:
    rates = [a.number.value or a.number.max for a in item.amounts if a.number.unit == "%"]
    sums = [a.number.value or a.number.max for a in item.amounts if a.number.unit == "CNY"]
    columns = _shared(item) | {
        "status": item.status,
        "benefit_type": item.benefit_type,
        "beneficiary": flowing(item.beneficiary.text) if item.beneficiary else "",
        "valid_from": (item.validity and item.validity.start) or "",
        "valid_until": (item.validity and item.validity.end) or "",
        "rate": max((r for r in rates if r is not None), default=None),
        "cap": max((s for s in sums if s is not None), default=None),
    }
    return ItemRows(columns)


def _norm(item: Norm) -> ItemRows:
    return ItemRows(_shared(item) | {"status": item.status or ""})
