"""Column types that SQLite and PostgreSQL treat alike."""

from __future__ import annotations

import json
from typing import Any

from django.db import models


class CompactEncoder(json.JSONEncoder):
    """JSON without escapes and blanks: Chinese takes a third of the room of ``\\uXXXX``."""

    def __init__(self, **options: Any) -> None:
        options.update(ensure_ascii=False, separators=(",", ":"))
        super().__init__(**options)


class Json(models.JSONField):
    """A JSON column written by :mod:`docintel.domain.serial`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("encoder", CompactEncoder)
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        options.pop("encoder", None)
        return name, path, args, options


_UNSTORABLE = {0: "\ufffd"} | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


def storable(text: str) -> str:
    """``text`` with NUL and lone surrogates (which PostgreSQL refuses) replaced one for one, so that offsets stay true."""
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        return text.translate(_UNSTORABLE)
    return text


def storable_json(data: Any) -> Any:
    """:func:`storable` for every string of JSON-ready data."""
    if isinstance(data, str):
        return storable(data)
    if isinstance(data, list):
        return [storable_json(d) for d in data]
    if isinstance(data, dict):
        return {storable(k): storable_json(v) for k, v in data.items()}
    return data
