"""佐证材料: files, papers of the library, figures. Written once; taking one back is a new row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from docintel.domain.life import EVIDENCE_KINDS
from docintel.errors import BadInput, NotFound, StoreConflict
from docintel.store import states
from docintel.store.items import tell
from docintel.store.life import held
from docintel.store.models import Evidence, Feedback, Obligation, Paper, Progress
from docintel.store.progress import told
from docintel.store.rows import iso


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file whose bytes are kept under their digest."""

    name: str
    sha256: str
    size: int
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """Evidence to be given: a kept file, a paper (``doc``), or a report (``figure``, its number), with a note and its day."""

    file: KeptFile | None = None
    doc: str = ""
    figure: int | None = None
    note: str = ""
    day: date | None = None


@transaction.atomic
def add(item_id: str, proof: Proof, who: str, *, feedback: int | None = None, expected: int | None = None) -> int:
    """Gives a row evidence; its number. Raises NotFound, BadInput, StoreConflict."""
    item = held.hold(item_id, who, expected)
    if item.state in ("proposed", "rejected"):
        raise BadInput(f"{item_id} 还没有确认立项，不用佐证材料")
    row = _written(item, proof, who)
    if feedback is not None:
        row.feedback = held.part(Feedback, feedback, "反馈")
    row.save()
    tell(item_id, who, "evidence", old="", new=named(row), note=row.note)
    held.touch(item)
    return int(row.pk)


def _written(item: Obligation, proof: Proof, who: str) -> Evidence:
    row = Evidence(obligation=item, note=held.words(proof.note, "说明", needed=False), day=proof.day, who=who)
    if sum((proof.file is not None, bool(proof.doc.strip()), proof.figure is not None)) != 1:
        raise BadInput("请给出一件佐证材料：一个文件、一份馆内公文或一条填报数据")
    if proof.file is not None:
        row.kind, row.title = "file", held.words(proof.file.name, "文件名", most=300)
        row.sha256, row.size, row.media_type = proof.file.sha256, proof.file.size, proof.file.media_type[:100]
    elif proof.figure is not None:
        figure = Progress.objects.filter(obligation=item, pk=proof.figure).first()
        if figure is None or figure.value is None:
            raise NotFound(f"{item.item_id} 没有序号为 {proof.figure} 的填报；请先填报进度，再作为佐证")
        row.kind, row.figure, row.title, row.day = "figure", figure, f"{figure.target}：{told(figure)}", figure.day
    else:
        paper = Paper.objects.filter(doc_id=proof.doc.strip()).first()
        if paper is None:
            raise NotFound(f"馆内没有编号为 {proof.doc.strip()} 的公文；请先上传，或在“公文”页面查看编号")
        if paper.pk == item.paper_id:
            raise BadInput("这就是作出承诺的公文，不能作为办结的佐证；请关联落实它的文件")
        row.kind, row.paper, row.title = "paper", paper, paper.title or paper.doc_id
        row.day = row.day or iso(paper.issue_date)
    if _twice(item, row):
        raise StoreConflict(f"“{row.title}”已经是这一项的佐证材料")
    return row


def _twice(item: Obligation, row: Evidence) -> bool:
    each: dict[str, dict[str, Any]] = {"file": {"sha256": row.sha256}, "paper": {"paper": row.paper}, "figure": {"figure": row.figure}}
    same = each[row.kind]
    return states.counting_evidence(item).filter(kind=row.kind, **same).exists()


@transaction.atomic
def withdraw(number: int, why: str, who: str) -> None:
    """Takes evidence back by a new row. Raises NotFound, BadInput (the last evidence of a closed row), StoreConflict (done before)."""
    found = held.part(Evidence, number, "佐证材料")
    item = held.hold(found.obligation.item_id, who)
    note = held.words(why, "撤回的理由")
    if found.withdraws_id is not None or Evidence.objects.filter(withdraws=found).exists():
        raise StoreConflict(f"“{found.title}”已经撤回")
    if item.state == "closed" and not states.counting_evidence(item).exclude(pk=found.pk).exists():
        raise BadInput(f"{item.item_id} 已销号，“{found.title}”是仅有的佐证材料；请先重新办理，或补充佐证后再撤回")
    Evidence(obligation=item, feedback=found.feedback, kind=found.kind, title=found.title, note=note, who=who, withdraws=found).save()
    tell(item.item_id, who, "evidence", old=named(found), new="撤回", note=note)
    held.touch(item)


def file(number: int) -> tuple[str, str, str, str]:
    """(item_id, name, sha256, media type) of a file given as evidence. Raises NotFound."""
    row = held.part(Evidence, number, "佐证材料")
    if row.kind != "file" or not row.sha256:
        raise NotFound(f"编号为 {number} 的佐证材料不是文件")
    return row.obligation.item_id, row.title, row.sha256, row.media_type


def digests() -> dict[str, str]:
    """Digest → file name of every file given as evidence."""
    return dict(Evidence.objects.exclude(sha256="").order_by("-pk").values_list("sha256", "title"))


def named(row: Evidence) -> str:
    """文件“验收报告.pdf”."""
    return f"{EVIDENCE_KINDS[row.kind]}“{row.title}”"


def giver(number: int) -> tuple[str, str, int | None]:
    """(row, who gave it, unit whose feedback it came with) of evidence. Raises NotFound."""
    row = held.part(Evidence, number, "佐证材料")
    return row.obligation.item_id, row.who, row.feedback.assignment.unit_id if row.feedback else None
