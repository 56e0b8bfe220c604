"""The letterhead (版头) that some offices keep in Word's page header: it is no furniture when the paper's number stands nowhere else."""

from __future__ import annotations

import re
from typing import Any

from docintel.parse.docx_fields import Fields
from docintel.parse.docx_package import BROKEN, Package, R, W, is_on
from docintel.parse.docx_text import Paragraph

_NUMBER = re.compile(r"[〔\[［（(【﹝]\s*(?:19|20)\d{2}\s*[〕\]］）)】﹞]\s*第?\s*\d+\s*[-—－]?\s*\d*\s*号")  # 文号, GB/T 9704-2012 §7.2.5
_BLANK = re.compile(r"\s+")


def letterhead(package: Package, body: Any) -> list[str]:
    """The header lines to keep: all of a first page's, of a running header only the line with the number.

    Kept only when the header holds a document number that the body does not.
    """
    kept: list[str] = []
    words = ""
    for reference in body.iter(f"{W}headerReference"):
        which = reference.get(f"{W}type")
        if kept or (which == "first" and not is_on(reference.getparent(), "titlePg")):
            continue
        lines = _lines(package, reference.get(f"{R}id"))
        numbers = [number for line in lines for number in _NUMBER.findall(line)]
        if numbers:
            words = words or _BLANK.sub("", "".join(t.text or "" for t in body.iter(f"{W}t")))
            if any(_BLANK.sub("", number) not in words for number in numbers):
                kept = lines if which == "first" else [line for line in lines if _NUMBER.search(line)]
    return kept


def _lines(package: Package, relation: str | None) -> list[str]:
    try:
        root = package.by_id(relation)
    except BROKEN:
        return []
    if root is None:
        return []
    fields = Fields(lasting=False)
    paragraphs = (Paragraph(p, fields).text.strip() for p in root.iter(f"{W}p"))
    return list(dict.fromkeys(line for line in paragraphs if line))
