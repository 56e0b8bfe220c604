"""A person's corrections: dated rows laid over what the program found, so that a new reading never overwrites them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from docintel.domain import findings
from docintel.domain.papers import HeadMatter
from docintel.domain.serial import load
from docintel.errors import BadInput
from docintel.store.days import sensible
from docintel.store.models import Obligation, Owner, Paper, Review
from docintel.store.rows import Columns, ItemRows, iso, number_columns, obligation_rows, region_path, target_name
from docintel.store.storable import storable
from docintel.text.citing import number_key, title_key
from docintel.text.typed import typed_number

ITEM_FIELDS = {
    "text": "事项",
    "due": "完成时限",
    "due_words": "时限原文",
    "lead": "牵头单位",
    "support": "配合单位",
    "targets": "量化指标",
    "strength": "承诺力度",
}
"""Fields of an obligation that a person may correct."""

PAPER_FIELDS = {
    "title": "标题",
    "doc_number": "发文字号",
    "issuer": "发文机关",
    "issue_date": "成文日期",
    "region": "地区",
    "status": "效力状态",
    "doc_kind": "文种",
    "session": "届次",
    "case_number": "案号",
    "proposal_title": "案由",
    "reply_class": "办理结果类别",
    "valid_from": "有效期起",
    "valid_until": "有效期止",
}
"""Fields of a paper's head matter that a person may correct."""

Decisions = dict[str, Any]  # field → value


def decisions(kind: str, subjects: Iterable[str]) -> dict[str, Decisions]:
    """The corrections in force of each subject: the newest of each field that was not undone."""
    found: dict[str, Decisions] = defaultdict(dict)
    for subject, field, value in Review.objects.filter(kind=kind, subject__in=list(subjects), undone_at=None).values_list(
        "subject", "field", "value"
    ):
        found[subject][field] = value
    return found


def split_owners(owners: Sequence[Columns]) -> tuple[list[Columns], list[Columns]]:
    """(牵头, 配合): who leads, or every responsible body where none is said to lead; then the others."""
    leading = {"lead"} if any(o["role"] == "lead" for o in owners) else {"responsible"}
    return [o for o in owners if o["role"] in leading], [o for o in owners if o["role"] not in leading]


def lay_over(rows: ItemRows, decided: Decisions) -> ItemRows:
    """``rows`` with a person's decisions in the place of what the program found."""
    if not decided:
        return rows
    columns = dict(rows.columns)
    parts = dict(rows.parts)
    for field in ("text", "strength", "due_words"):
        if field in decided:
            columns[field] = decided[field]
    if "due" in decided:
        columns |= {"due": iso(decided["due"]), "due_flags": [], "due_by_person": True}
    if "lead" in decided or "support" in decided:
        lead, support = split_owners(parts.get("owners", []))
        if "lead" in decided:
            lead = [_person("lead", name) for name in decided["lead"]]
        if "support" in decided:
            support = [_person("support", name) for name in decided["support"]]
        if any(o["by_person"] for o in lead):
            support = [o | {"role": "support"} if o["role"] == "lead" else o for o in support]
        parts["owners"] = [o | {"order": n} for n, o in enumerate((*lead, *support))]
    if "targets" in decided:
        parts["targets"] = _targets(parts.get("targets", []), decided["targets"])
    return ItemRows(columns, parts)


def _targets(read: Sequence[Columns], words: Sequence[str]) -> list[Columns]:
    """The targets that a person named: as they were read where the words are the same, else read from the person's words."""
    known = {target_name(t["indicator"], t["words"]): t for t in read}
    return [
        (known[name] if name in known else number_columns(typed_number(name), n) | {"words": name, "indicator": ""}) | {"order": n}
        for n, name in enumerate(words)
    ]


def _person(role: str, name: str) -> Columns:
    named = {"order": 0, "role": role, "name": name, "canonical": "", "basis": "person", "by_person": True}
    return named | {"resolved": "", "scope": "", "function": "", "own": False, "settled": ""}


def lay_over_paper(columns: Columns, decided: Decisions) -> Columns:
    """A paper's columns with a person's decisions; the reading itself (``head``) stays as it was."""
    laid = columns | {field: value or "" for field, value in decided.items() if field in PAPER_FIELDS}
    if "region" in decided:
        laid["region_path"] = region_path(laid["region"], laid["issuer"])
    return laid | {"title_key": title_key(laid["title"]), "number_key": number_key(laid["doc_number"])}


def machine_rows(row: Obligation, paper: Paper) -> ItemRows:
    """The rows of an obligation as the program found them, from the stored reading."""
    return obligation_rows(load(findings.Obligation, row.data), load(HeadMatter, paper.head), paper.region_path)


def owner_columns(owner: Owner) -> Columns:
    """An owner's row as columns."""
    names = ("order", "role", "name", "canonical", "basis", "by_person", "body_id")
    return {name: getattr(owner, name) for name in names}


_LISTS = {"lead": r"[、，,；;\n]", "support": r"[、，,；;\n]", "targets": r"[；;\n]", "due_words": r"[；;\n]"}
"""Fields that are lists, and what stands between their values where a person types them."""


def _must_count(words: Iterable[str]) -> None:
    try:
        for one in words:
            typed_number(one)
    except ValueError as error:
        raise BadInput(str(error)) from error


def checked(field: str, value: Any) -> Any:
    """``value`` in the form in which it is kept: text, ISO date or None, list of names or of targets. Raises BadInput."""
    if field not in ITEM_FIELDS:
        raise BadInput(f"不能更正字段 {field}；可更正的有：{'、'.join(ITEM_FIELDS)}")
    if field in _LISTS:
        names = value if isinstance(value, (list, tuple)) else re.split(_LISTS[field], str(value or ""))
        listed = list(dict.fromkeys(storable(str(n)).strip() for n in names if str(n).strip()))
        if field == "targets":
            _must_count(listed)
        return listed
    if field == "due":
        if value in (None, ""):
            return None
        text = value.isoformat() if hasattr(value, "isoformat") else str(value).strip().replace("/", "-").replace(".", "-")
        day = iso(text[:10])
        if day is None:
            raise BadInput(f"日期 {value} 无法识别；请写成 2025-12-31 的样子")
        sensible(day, "完成时限")
        return text[:10]
    if field == "strength" and value not in findings.STRENGTHS:
        raise BadInput(f"承诺力度 {value} 不存在；可用：{'、'.join(findings.STRENGTHS)}")
    text = storable(str(value or "")).strip()
    if field == "text" and not text:
        raise BadInput("事项内容不能为空；如不予立项，请改办理状态")
    return text
