"""The part of the JSON API that takes workbooks in: imports, their conflicts, remembered forms."""

from __future__ import annotations

import json
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, File, Form, Query, Router, Schema
from ninja.files import UploadedFile

from docintel.domain.serial import dump
from docintel.errors import BadInput
from docintel.web.access import viewer_of
from docintel.web.api_problem import Problem
from docintel.web.middleware import address_of
from docintel.workflows import sheets

router = Router()


_PROBLEMS: dict[int, Any] = {404: Problem, 409: Problem, 422: Problem}


class SheetQuery(Schema):
    """Which of many."""

    offset: int = Field(0, ge=0, le=10_000_000)
    limit: int = Field(100, ge=1, le=1000)


class ImportForm(Schema):
    """How a workbook is brought in. ``columns``: JSON object of heading → field ("" = keep it as it is)."""

    new: bool = False
    dry_run: bool = False
    columns: str = Field("", max_length=20_000)


@router.get("/sheets/imports", response={200: dict[str, Any]}, summary="导入记录")
def sheet_imports(request: HttpRequest, query: Query[SheetQuery]) -> dict[str, Any]:
    """Every import, the newest first."""
    rows = sheets.imports()
    return {"count": len(rows), "rows": dump(rows[query.offset : query.offset + query.limit])}


@router.post("/sheets/imports", url_name="sheet_imports", response={200: dict[str, Any], **_PROBLEMS}, summary="导入台账")
def sheet_bring_in(request: HttpRequest, how: Form[ImportForm], file: File[UploadedFile]) -> dict[str, Any]:
    """Merge a workbook: what was taken, conflicts, what was refused and why, rows that were added or have no row in the ledger."""
    if why := sheets.too_large(file.size or 0):
        raise BadInput(why)
    try:
        columns = json.loads(how.columns) if how.columns.strip() else {}
    except ValueError as error:
        raise BadInput('columns 不是 JSON；应形如 {"责任科室": "lead"}') from error
    if not isinstance(columns, dict):
        raise BadInput("columns 应是 JSON 对象：列名 → 栏目")
    given = {str(k): str(v or "") for k, v in columns.items()}
    path = sheets.receive(file.name or "", file.chunks())
    who = viewer_of(request).name
    options: dict[str, Any] = {"new": how.new, "dry_run": how.dry_run, "address": address_of(request)}
    found: dict[str, Any] = dump(sheets.bring_in(path, who, {"": given} if given else None, **options))
    return found


@router.get("/sheets/imports/{imported}", response={200: dict[str, Any], 404: Problem}, summary="一次导入")
def sheet_import(request: HttpRequest, imported: int) -> dict[str, Any]:
    """One import as it was told when it was made."""
    row, report = sheets.report(imported)
    return {"import": dump(row), "report": dump(report)}


@router.get("/sheets/imports/{imported}/conflicts", response={200: dict[str, Any], 404: Problem}, summary="一次导入的冲突")
def sheet_conflicts(request: HttpRequest, imported: int, query: Query[SheetQuery]) -> dict[str, Any]:
    """Conflicts cell by cell: the ledger's value now, the workbook's, the one at export, the choice made."""
    row, _ = sheets.report(imported)
    return {"count": row.conflicts, "rows": dump(sheets.conflicts(imported, slice(query.offset, query.offset + query.limit)))}


class Choice(Schema):
    """A side for one cell; ``seen`` is the ledger's value that the person saw."""

    cell: str = Field(max_length=40)
    took: Literal["here", "there"]
    seen: str | None = Field(None, max_length=40_000)


@router.post(
    "/sheets/imports/{imported}/conflicts", url_name="sheet_conflicts", response={200: dict[str, Any], **_PROBLEMS}, summary="处理冲突"
)
def sheet_choose(request: HttpRequest, imported: int, choices: list[Choice]) -> dict[str, Any]:
    """Take here (台账) or there (Excel); a cell that the ledger changed since ``seen`` stays and is named."""
    seen = {c.cell: c.seen for c in choices if c.seen is not None}
    sheets.report(imported)
    known = {c.cell_id: c.cell.here for c in sheets.conflicts(imported)}
    took = {c.cell: c.took for c in choices}
    settled, problems = sheets.choose(imported, took, viewer_of(request).name, known | seen)
    return {"settled": settled, "problems": problems}


@router.get("/sheets/forms", response={200: dict[str, Any]}, summary="记住的表式")
def sheet_forms(request: HttpRequest) -> dict[str, Any]:
    """The offices' forms that were remembered."""
    found = sheets.forms()
    return {"count": len(found), "rows": dump(found)}
