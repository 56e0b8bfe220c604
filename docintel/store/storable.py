"""Text that every database takes."""

from __future__ import annotations

from typing import Any

import orjson


class JsonText(str):
    """A JSON column's value, already written as JSON."""

    __slots__ = ()


def json_text(data: Any) -> JsonText:
    """JSON-ready data as compact JSON, nothing escaped. Raises TypeError for anything else."""
    return JsonText(orjson.dumps(data).decode())


_UNSTORABLE = {0: "\ufffd"} | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


def storable(text: str) -> str:
    """``text`` with NUL and lone surrogates (which PostgreSQL refuses) replaced one for one, so that offsets stay true."""
    if "\x00" not in text:
        try:
            text.encode()
        except UnicodeEncodeError:
            return text.translate(_UNSTORABLE)
        return text
    return text.translate(_UNSTORABLE)


def storable_json(data: Any) -> Any:
    """:func:`storable` for every string of JSON-ready data."""
    if isinstance(data, str):
        return storable(data)
    if isinstance(data, list):
        return [storable_json(d) for d in data]
    if isinstance(data, dict):
        return {storable(k): storable_json(v) for k, v in data.items()}
    return data
