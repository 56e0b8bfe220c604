"""Rows that people make: a split, a merger, a marked stretch that the program missed. The rows they replace leave as rejected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from docintel.domain import findings
from docintel.domain.ids import content_id
from docintel.domain.ledger import FIELDS, ORIGINS, STATES
from docintel.domain.papers import HeadMatter
from docintel.domain.serial import load
from docintel.errors import BadInput, NotFound
from docintel.store import bodies, bulk, ledger, made, outbox
from docintel.store.acts import before_of, free_ids, record, seen
from docintel.store.corrections import checked, decisions, lay_over
from docintel.store.inserting import insert_items
from docintel.store.items import get_item, signed, tell
from docintel.store.models import Obligation, Paper, PaperVersion, Review
from docintel.store.rows import obligation_rows, target_name

_INHERITED = ("lead", "support", "due", "due_words", "strength")
"""A person's corrections that the parts of a row take over from it."""
MOST = 50
_Piece = tuple[findings.Obligation, dict[str, Any]]
"""A finding and a person's words for its fields."""


@dataclass(frozen=True, slots=True)
class _Act:
    kind: str  # split | merge | add
    who: str
    note: str


@transaction.atomic
def split(item_id: str, texts: Sequence[str] | None, who: str, note: str = "", expected: int | None = None) -> list[str]:
    """Makes a row into several: one for each of ``texts``, or (None) one for each of its actions. The ids of the new rows.

    Raises NotFound, StoreConflict, BadInput (fewer than two parts, a row that was given to a unit).
    """
    signed(who)
    bulk.wait_for_writers()
    item = seen(item_id, expected)
    read = load(findings.Obligation, item.data)
    words = [a.text for a in item.actions.order_by("order")] if texts is None else [t.strip() for t in texts if t.strip()]
    words = list(dict.fromkeys(words))
    if len(words) < 2:
        raise BadInput(f"{item.item_id} 只有一项举措，请写出拆成的几项（每行一项）" if texts is None else "拆分至少要写出两项，每行一项")
    if len(words) > MOST:
        raise BadInput(f"一次最多拆成 {MOST} 项")
    decided = decisions("item", [item.item_id]).get(item.item_id, {})
    pieces = []
    for new_id, text in zip(free_ids(item.item_id, len(words)), words, strict=True):
        part = replace(made.piece(read, text, who), item_id=new_id)
        mine: dict[str, Any] = {name: decided[name] for name in _INHERITED if name in decided} | {"text": checked("text", text)}
        if "targets" in decided:
            mine["targets"] = [t for t in decided["targets"] if t in text or _same_target(part, t)]
        pieces.append((part, mine))
    return _replace([item], pieces, "split", who, note)


@transaction.atomic
def merge(item_ids: Sequence[str], who: str, text: str = "", note: str = "", expected: Mapping[str, int] | None = None) -> str:
    """Makes rows of one paper into one; its id. ``text`` "" joins their words. Raises NotFound, StoreConflict, BadInput."""
    signed(who)
    bulk.wait_for_writers()
    names = list(dict.fromkeys(i.strip() for i in item_ids if i.strip()))
    if len(names) < 2:
        raise BadInput("合并至少要两项")
    if len(names) > MOST:
        raise BadInput(f"一次最多合并 {MOST} 项")
    items = sorted((seen(name, (expected or {}).get(name)) for name in sorted(names)), key=lambda i: (i.start, i.end, i.pk))
    if len({i.paper_id for i in items}) > 1:
        raise BadInput("只能合并同一份公文的事项")
    if len({i.version for i in items}) > 1:
        raise BadInput("这几项来自公文的不同版本（有的在新版中已不见），不能合并")
    joined = made.joined([load(findings.Obligation, i.data) for i in items], who)
    new_id = _free("merged", items[0].paper.doc_id, *sorted(names))
    by_item = decisions("item", names)
    mine: dict[str, Any] = {}
    for name in _INHERITED:
        values = [by_item[i.item_id][name] for i in items if name in by_item.get(i.item_id, {})]
        if values and name in ("lead", "support"):
            mine[name] = list(dict.fromkeys(n for i in items for n in _owners(i, name)))
        elif values:
            mine[name] = min((v for v in values if v), default=None) if name == "due" else values[0]
    if any("targets" in by_item.get(i.item_id, {}) for i in items):
        mine["targets"] = list(dict.fromkeys(w for i in items for w in ledger.in_words(i)["targets"].split("；") if w))
    if text.strip() or any("text" in by_item.get(i.item_id, {}) for i in items):
        mine["text"] = checked("text", text.strip() or "；".join(i.text.strip().rstrip("。；;") for i in items))
    return _replace(items, [(replace(joined, item_id=new_id), mine)], "merge", who, note)[0]


@transaction.atomic
def add(doc_id: str, at: tuple[int, int], who: str, changes: Mapping[str, Any] | None = None, note: str = "") -> str:
    """A row for what stands at [start, end) (``at``) of the paper's current text, with a person's words for its fields; its id.

    Raises NotFound, BadInput (an empty or impossible place, a row that is there already, a faulty field).
    """
    signed(who)
    bulk.wait_for_writers()
    paper, found = _marked(doc_id, at, who)
    mine = {name: checked(name, value) for name, value in (changes or {}).items() if value not in ("", None, [], ())}
    read = _offer(paper, found)
    mine = {name: value for name, value in mine.items() if value != read.get(name)}
    rows = Obligation.objects.filter(paper=paper, start=found.start, end=found.end, gone_since=None).exclude(state="rejected")
    here = next((row for row in rows if row.text == mine.get("text", row.text)), None)
    if here is not None:
        raise BadInput(f"这一处已有事项 {here.item_id}（{STATES[here.state]}）；如需改动请更正那一项")
    item_id = _free("added", doc_id, found.evidence[0].text)
    return _insert(paper, [(replace(found, item_id=item_id), mine)], _Act("add", who, note))[0]


def offered(doc_id: str, at: tuple[int, int]) -> dict[str, str]:
    """What stands at [start, end) (``at``) of the paper, as the fields of a row. Raises NotFound, BadInput."""
    read = _offer(*_marked(doc_id, at, ""))
    return {"text": read["text"], "due": read["due"] or "", "targets": "；".join(read["targets"])}


def _offer(paper: Paper, found: findings.Obligation) -> dict[str, Any]:
    rows = obligation_rows(found, load(HeadMatter, paper.head), paper.region_path)
    columns, targets = rows.columns, [target_name(t["indicator"], t["words"]) for t in rows.parts["targets"]]
    return {
        "text": columns["text"],
        "due": columns["due"].isoformat() if columns["due"] else None,
        "targets": targets,
        "strength": columns["strength"],
    }


def _marked(doc_id: str, at: tuple[int, int], who: str) -> tuple[Paper, findings.Obligation]:
    paper = Paper.objects.filter(doc_id=doc_id).first()
    if paper is None:
        raise NotFound(f"库中没有公文 {doc_id}；用 docintel overview 或网页“公文”查看已有的编号")
    text = PaperVersion.objects.values_list("text", flat=True).get(paper=paper, number=paper.version)
    try:
        return paper, made.marked(text, *at, load(HeadMatter, paper.head), who)
    except ValueError as error:
        raise BadInput(str(error)) from error


def _replace(items: Sequence[Obligation], pieces: Sequence[_Piece], kind: str, who: str, note: str) -> list[str]:
    """The rows ``items`` go, ``pieces`` come."""
    for item in items:
        if item.state not in ("proposed", "confirmed"):
            word = "拆分" if kind == "split" else "合并"
            raise BadInput(f"{item.item_id} 现为“{STATES[item.state]}”，不能{word}；只有待审核和已确认的事项可以")
    ids = _insert(items[0].paper, pieces, _Act(kind, who, note), items)
    for item in items:
        row = get_item(item.item_id, lock=True)
        ledger.change_state(row.item_id, "rejected", who, f"{'拆分为' if kind == 'split' else '并入'} {'、'.join(ids)}")
    return ids


def _insert(paper: Paper, pieces: Sequence[_Piece], act: _Act, items: Sequence[Obligation] = ()) -> list[str]:
    """The new rows with their history and the act."""
    kind, who, note = act.kind, act.who, act.note
    origin = {"split": "split", "merge": "merged", "add": "added"}[kind]
    sources = [item.item_id for item in items]
    version = items[0].version if items else paper.version
    gone = items[0].gone_since if items else None
    head, ready = load(HeadMatter, paper.head), []
    for found, mine in pieces:
        rows = lay_over(obligation_rows(found, head, paper.region_path), mine)
        own = {"origin": origin, "made_from": sources, "review_stamp": rows.columns["text_hash"], "gone_since": gone}
        rows.columns = rows.columns | own | {"state": "confirmed" if kind == "add" else "proposed"}
        ready.append((paper, rows, version))
    insert_items(Obligation, ready)
    ids = [found.item_id for found, _ in pieces]
    told = ORIGINS[origin] + (f"自 {'、'.join(sources)}" if sources else "")
    for (_, mine), item_id, (_, rows, _) in zip(pieces, ids, ready, strict=True):
        tell(item_id, who, "origin", old="", new=told, note=note)
        if kind == "add":
            tell(item_id, who, "state", old="proposed", new="confirmed", note=ORIGINS[origin])
        stamp = rows.columns["text_hash"]
        for field, value in mine.items():
            Review.objects.create(kind="item", subject=item_id, field=field, value=value, who=who, note=told, stamp=stamp)
            words = "、".join(value) if isinstance(value, list) else str(value or "")
            tell(item_id, who, field, old="", new=words, note=FIELDS["origin"] + "：" + told)
    bodies.settle()
    outbox.queue([paper.pk])
    record(kind, who, get_item(ids[0]), {k: v for item in items for k, v in before_of(item).items()}, note=note, made=ids)
    return ids


def _free(*parts: str) -> str:
    """The id that the content gives; the next one where a row that was taken back has it."""
    number = 1
    while Obligation.objects.filter(item_id=(item_id := content_id("c", *parts, number))).exists():
        number += 1
    return item_id


def _owners(item: Obligation, role: str) -> list[str]:
    return [n for n in ledger.in_words(item)[role].split("、") if n]


def _same_target(part: findings.Obligation, words: str) -> bool:
    return any(words == target_name(t.indicator.text if t.indicator else "", t.number.span.text) for t in part.targets)
