"""The JSON API of 答复体检."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import File, Router
from ninja.files import UploadedFile

from docintel.domain.serial import dump
from docintel.workflows.check_reply import check_uploads

router = Router()


@router.post("/check", summary="答复体检", response={200: dict[str, Any]})
def check_draft(request: HttpRequest, draft: File[UploadedFile], proposal: File[UploadedFile | None] = None) -> dict[str, Any]:
    """What a draft reply still wants; files of the form ``draft`` and, where it is at hand, ``proposal``. Nothing is stored."""
    given = (proposal.name or "", proposal.chunks()) if proposal else None
    _, found = check_uploads((draft.name or "", draft.chunks()), given)
    result: dict[str, Any] = dump(found)
    return result
