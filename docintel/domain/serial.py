"""Records ↔ plain dicts (JSON-ready), by their type hints. The one way records are written to JSON columns and files."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def dump(record: Any) -> Any:
    """A record (or tuple, dict, date …) as JSON-ready data; None and empty values are kept."""
    if record is None or isinstance(record, (str, int, float)):
        return record
    if dataclasses.is_dataclass(record) and not isinstance(record, type):
        return {name: dump(getattr(record, name)) for name in _names(type(record))}
    if isinstance(record, (list, tuple)):
        return [dump(r) for r in record]
    if isinstance(record, dict):
        return {str(k): dump(v) for k, v in record.items()}
    if isinstance(record, (date, datetime)):
        return record.isoformat()
    return record


_PLAIN = frozenset((str, int, float, bool, type(None)))
_FIELDS: dict[type, tuple[tuple[str, ...], tuple[Any, ...], Callable[[Any], tuple[Any, ...]]]] = {}  # of each dataclass met
"""Names, defaults, and what takes all values at once."""


def pack(record: Any) -> Any:
    """:func:`dump` for storing: fields that hold their default are left out (``load`` puts them back), so it is small and fast."""
    kind = type(record)
    if kind in _PLAIN:
        return record
    if kind is tuple or kind is list:
        return [r if type(r) in _PLAIN else pack(r) for r in record]
    fields = _FIELDS.get(kind)
    if fields is None and dataclasses.is_dataclass(kind):
        fields = _FIELDS[kind] = _fields(kind)
    if fields is not None:
        names, defaults, values = fields
        out = {}
        for name, default, value in zip(names, defaults, values(record), strict=True):
            if value is not default:
                out[name] = value if type(value) in _PLAIN else pack(value)
        return out
    if kind is dict:
        return {str(k): pack(v) for k, v in record.items()}
    return dump(record)


def _fields(kind: type[Any]) -> tuple[tuple[str, ...], tuple[Any, ...], Callable[[Any], tuple[Any, ...]]]:
    names = tuple(f.name for f in dataclasses.fields(kind))
    take = attrgetter(*names)
    return names, tuple(f.default for f in dataclasses.fields(kind)), take if len(names) > 1 else lambda record: (take(record),)


@cache
def _names(cls: type) -> tuple[str, ...]:
    return tuple(f.name for f in dataclasses.fields(cls))


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def load(cls: type[T], data: Any) -> T:
    """The record of type ``cls`` that :func:`dump` wrote; unknown keys are ignored so that older rows stay readable."""
    return typing.cast(T, _load(cls, data))


def _load(hint: Any, data: Any) -> Any:
    if data is None:
        return None
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        options = [a for a in get_args(hint) if a is not type(None)]
        return _load(options[0], data) if len(options) == 1 else data
    if origin is tuple:
        args = get_args(hint)
        if len(args) == 2 and args[1] is Ellipsis:
            return tuple(_load(args[0], d) for d in data)
        return tuple(_load(a, d) for a, d in zip(args, data, strict=True))
    if origin is dict:
        return {k: _load(get_args(hint)[1], v) for k, v in data.items()}
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        hints = _hints(hint)
        return hint(**{name: _load(hints[name], data[name]) for name in _names(hint) if name in data})
    if hint is datetime:
        return datetime.fromisoformat(data)
    if hint is date:
        return date.fromisoformat(data)
    return data
