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
