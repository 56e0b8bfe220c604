"""Rows that are written once."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models

from docintel.errors import StoreConflict

_Row_co = TypeVar("_Row_co", bound=models.Model, covariant=True)
KEPT = "记录不能删除或改动；如需更正请另作一次修改"


class KeptRows(models.QuerySet[_Row_co]):
    """Rows that can be added and read, nothing else."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refused: such rows are never deleted."""
        raise StoreConflict(KEPT)

    def update(self, **_: Any) -> int:
        """Refused: such rows are never changed."""
        raise StoreConflict(KEPT)


class Kept(models.Model):
    """A row that is written once: never changed, never deleted."""

    objects = KeptRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refused for a row that is written already."""
        if not self._state.adding:
            raise StoreConflict(KEPT)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused: such rows are never deleted."""
        raise StoreConflict(KEPT)
