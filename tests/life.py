"""A ledger with units, for tests of the life of rows (fictional bodies)."""

from __future__ import annotations

from datetime import date, timedelta

from docintel.domain.people import Viewer
from docintel.store import ledger, papers
from docintel.store.models import Obligation, Unit
from docintel.workflows import handle
from docintel.workflows.handle import Given, Proof, Words
from tests.readings import PROMISES, Line, make_reading

TODAY = date.today()
SOON = TODAY + timedelta(days=20)
OFFICE = Viewer("督查员", "secretariat")


def make_units() -> dict[str, Viewer]:
    """Three units and, for each, somebody who works there."""
    units = [Unit.objects.create(name=n) for n in ("市教育局", "市财政局", "市水利局")]
    return {u.name: Viewer(f"{u.name}联络员", "unit", u.pk, frozenset((u.pk,))) for u in units}


def make_row(doc: str = "甲", line: Line = PROMISES[1]) -> str:
    """A confirmed row: 市教育局 leads, 市财政局 supports, 2000 places."""
    papers.save(make_reading(doc, (PROMISES[0], line)))
    item_id = Obligation.objects.get(paper__doc_id=doc).item_id
    ledger.change_state(item_id, "confirmed", "督查员")
    return str(item_id)


def assign(item_id: str, people: dict[str, Viewer], *, limit: date | None = SOON) -> dict[str, int]:
    """The row given to the lead and one supporting unit; assignment numbers by unit."""
    given = [Given(people["市教育局"].unit or 0, "lead", limit), Given(people["市财政局"].unit or 0, "support", limit)]
    lead, support = handle.assign(OFFICE, item_id, given, "请抓紧办理", today=TODAY)
    return {"市教育局": lead, "市财政局": support}


def proof(name: str = "验收报告.pdf", data: bytes = b"%PDF-1.7 report") -> Proof:
    """A kept file as evidence."""
    return Proof(file=handle.keep_file(name, data))


def report_final(viewer: Viewer, number: int, text: str = "已全部完成。", **more: object) -> None:
    """办结反馈."""
    handle.give_feedback(viewer, number, "final", Words(text), today=TODAY, **more)


def carry_to_done(item_id: str, people: dict[str, Viewer]) -> dict[str, int]:
    """交办, 签收, 反馈, 会签, 审核: the row is done; its assignments."""
    numbers = assign(item_id, people)
    for name, number in numbers.items():
        handle.accept(people[name], number)
    report_final(people["市教育局"], numbers["市教育局"])
    (waiting,) = [f for a in handle.life(OFFICE, item_id, TODAY).assignments for f in a.feedbacks if f.waits]
    handle.countersign(people["市财政局"], waiting.number, numbers["市财政局"], agrees=True)
    handle.review(OFFICE, waiting.number, passed=True, today=TODAY)
    return numbers
