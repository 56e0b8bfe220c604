"""Workbooks in: choose a file, see what its columns are taken for, bring it in, settle conflicts cell by cell, look again later."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from docintel.domain.sheets import COLUMN_FIELDS, SheetTable
from docintel.errors import DocintelError, NotFound
from docintel.web.middleware import address_of
from docintel.web.views.paging import page_of, query_without_page
from docintel.workflows import sheets

SAMPLES = 3
FORM_ROOM = 64 * 1024
"""Bytes of an upload that are not the file's: names, boundaries, the token."""
SHOWN = 500
"""So many cells of a kind are on the page of an import; the JSON API has all."""


@csrf_exempt  # the token stands in the body, which is not read where it is too large; _receive checks it
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The form and what was brought in before; a POST that is too large is refused before its body is read."""
    if request.method == "POST":
        length = int(request.headers.get("Content-Length") or 0)
        why = sheets.too_large(max(0, length - FORM_ROOM))
        if why:
            return _start(request, why, status=413)
        return _receive(request)
    return _start(request)


def _start(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    context = {"nav": "ledger", "imports": sheets.imports()[:10], "forms": sheets.forms(), "limit": sheets.limit_mb(), "error": error}
    return render(request, "docintel/sheet_start.html", context, status=status)


@csrf_protect
def _receive(request: HttpRequest) -> HttpResponse:
    file: Any = request.FILES.get("file")
    if file is None:
        return _start(request, "没有选择文件；请选择一个 xlsx 工作簿", status=400)
    if why := sheets.too_large(file.size):
        return _start(request, why, status=413)
    try:
        path = sheets.receive(file.name or "", file.chunks())
    except DocintelError as error:
        return _start(request, _plain(error), status=422)
    return redirect(f"{reverse('sheet_look', args=[path.parent.name])}?name={quote(path.name)}")


def _plain(error: DocintelError) -> str:
    """An error without the folder of the upload."""
    return str(error).rpartition("/uploads/")[2].partition("/")[2] or str(error)


@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, token: str) -> HttpResponse:
    """What the columns are taken for, with sample rows and selects; POST tries (``try``) or brings in (``do``)."""
    given = request.POST if request.method == "POST" else request.GET
    try:
        path = sheets.kept(token, given.get("name", ""))
        plain = sheets.look(path)
        mapped = _mapped(request, plain.book.tables)
        found = sheets.look(path, mapped) if mapped else plain
        trial = None
        if request.method == "POST":
            how: dict[str, Any] = {"new": given.get("new") == "1", "dry_run": "do" not in given, "address": address_of(request)}
            report = sheets.bring_in(path, request.user.get_username(), mapped, **how)
            if report.number:
                return redirect("sheet_import", imported=report.number)
            if not report.dry_run:
                messages.success(request, _nothing(report.same_as))
                return redirect("sheet_import", imported=report.same_as) if report.same_as else redirect("sheet_start")
            trial = report
    except NotFound as error:
        raise Http404(str(error)) from error
    except DocintelError as error:
        messages.error(request, _plain(error))
        return redirect("sheet_start")
    tables = [_table(table, n, found.known.get(table.sheet, "")) for n, table in enumerate(found.book.tables)]
    context = {"nav": "ledger", "tables": tables, "found": found, "trial": trial, "name": path.name, "token": token}
    return render(request, "docintel/sheet_look.html", context | {"fields": COLUMN_FIELDS, "new": given.get("new") == "1"})


def _nothing(same_as: int) -> str:
    return f"这份文件在第 {same_as} 次导入时已经导入过，没有新的内容。" if same_as else "工作簿与台账一致，没有要采纳的内容。"


def _mapped(request: HttpRequest, tables: tuple[SheetTable, ...]) -> dict[str, dict[str, str]]:
    """What the selects say, where that is not what was recognised."""
    found: dict[str, dict[str, str]] = {}
    for n, table in enumerate(tables):
        for column in table.columns:
            said = request.POST.get(f"c-{n}-{column.at}")
            if said is not None and said != column.field:
                found.setdefault(table.sheet, {})[column.heading] = said
    return found


def _table(table: SheetTable, number: int, known: str) -> dict[str, Any]:
    rows = [[row.cells.get(c.at, "") for c in table.columns] for row in table.rows[:SAMPLES]]
    columns = [{"name": f"c-{number}-{c.at}", "column": c} for c in table.columns]
    return {"table": table, "columns": columns, "rows": rows, "known": known}


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """Every import."""
    page = page_of(request, sheets.imports())
    return render(request, "docintel/sheet_imports.html", {"nav": "ledger", "page": page, "query": query_without_page(request)})


@require_GET
def one(request: HttpRequest, imported: int) -> HttpResponse:
    """One import: its conflicts with both values, what was taken, refused, added, left."""
    try:
        row, report = sheets.report(imported)
        found = sheets.conflicts(imported)
    except NotFound as error:
        raise Http404(str(error)) from error
    open_ = [c for c in found if not c.took]
    context = {
        "nav": "ledger",
        "row": row,
        "report": report,
        "open": open_,
        "columns": list(dict.fromkeys(c.cell.field for c in open_)),
        "settled": [c for c in found if c.took],
        "shown": SHOWN,
        "taken": report.taken[:SHOWN],
        "refused": report.refused[:SHOWN],
    }
    return render(request, "docintel/sheet_import.html", context)


@require_POST
def choose(request: HttpRequest, imported: int) -> HttpResponse:
    """Take a side: of the cells that were marked, or (``all``) of every open one, or of one column."""
    who = request.user.get_username()
    try:
        if side := request.POST.get("all", ""):
            settled, problems = sheets.choose_all(imported, side, who, request.POST.get("column", ""))
        else:
            took = {k.removeprefix("side-"): str(v) for k, v in request.POST.items() if k.startswith("side-") and v}
            seen = {k: request.POST.get(f"seen-{k}", "") for k in took}
            settled, problems = sheets.choose(imported, took, who, seen)
        if settled:
            messages.success(request, f"已处理 {settled} 处冲突。")
        for problem in problems[:20]:
            messages.error(request, problem)
        if not settled and not problems:
            messages.error(request, "没有选择：请在要处理的行里选“台账”或“Excel”。")
    except NotFound as error:
        raise Http404(str(error)) from error
    except DocintelError as error:
        messages.error(request, str(error))
    return redirect("sheet_import", imported=imported)
