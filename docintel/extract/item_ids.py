"""Ids of items: two findings with the same words get ids of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from docintel.domain.findings import Item

AnyItem = TypeVar("AnyItem", bound=Item)


def distinct(items: Iterable[AnyItem]) -> list[AnyItem]:
    """The items; the second with the same id becomes ``<id>-2``, by their order."""
    seen: dict[str, int] = {}
    out = []
    for item in items:
        count = seen[item.item_id] = seen.get(item.item_id, 0) + 1
        out.append(item if count == 1 else replace(item, item_id=f"{item.item_id}-{count}"))
    return out
