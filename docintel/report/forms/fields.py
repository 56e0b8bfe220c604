"""Which placeholders a form knows (data/forms/fields.tsv)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from docintel.domain.forms import KINDS, Field


@cache
def fields(kind: str) -> tuple[Field, ...]:
    """The placeholders of a form, those of every form first."""
    return tuple(Field(name, meaning) for forms, name, meaning in _rows() if forms == "*" or kind in forms.split(","))


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    text = files("docintel.report").joinpath("data", "forms", "fields.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple((forms, name, meaning) for forms, name, meaning in rows)


def shipped(kind: str) -> bytes:
    """The template that comes with the program."""
    return files("docintel.report").joinpath("data", "forms", f"{kind}.docx").read_bytes()


def file_name(kind: str) -> str:
    """What an office calls its own template: 督办通知单.docx."""
    return f"{KINDS[kind]}.docx"
