"""Meaning: vectors of texts in one growing file, found again by the text's digest so that nothing is encoded twice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_CHUNK = 1 << 16
_FEW = 1 << 16


class Vectors:
    """Rows of int8, each with the factor that makes its numbers, in ``file``; a row number never changes until :meth:`clear`."""

    def __init__(self, file: Path, dim: int) -> None:
        self._file, self._dim = file, dim
        self._row = np.dtype([("factor", "<f4"), ("parts", "i1", (dim,))])
        self._wide: Floats | None = None  # all rows as float32, while they are few
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()

    def __len__(self) -> int:
        return self._file.stat().st_size // self._row.itemsize

    def append(self, vectors: Floats) -> range:
        """Write rows behind the last one (a row half written by a program that died is overwritten); their numbers."""
        first = len(self)
        rows = np.zeros(len(vectors), self._row)
        rows["factor"] = np.maximum(np.abs(vectors).max(axis=1), 1e-9) / 127
        rows["parts"] = np.rint(vectors / rows["factor"][:, None])
        with self._file.open("r+b") as f:
            f.truncate(first * self._row.itemsize)
            f.seek(0, 2)
            f.write(rows.tobytes())
        return range(first, first + len(vectors))

    def scores(self, query: Floats) -> Floats:
        """Cosine of every row with a unit vector."""
        count = len(self)
        if not count:
            return np.zeros(0, np.float32)
        if count <= _FEW and self._wide is not None and len(self._wide) == count:
            return np.asarray(self._wide @ query, dtype=np.float32)
        rows = np.memmap(self._file, self._row, "r", shape=(count,))
        if count <= _FEW:
            self._wide = rows["parts"].astype(np.float32) * rows["factor"][:, None]
            return np.asarray(self._wide @ query, dtype=np.float32)
        out = np.empty(count, np.float32)
        for at in range(0, count, _CHUNK):  # a product of whole numbers with float32 is slow: widen piece by piece
            part = rows[at : at + _CHUNK]
            out[at : at + _CHUNK] = (part["parts"].astype(np.float32) @ query) * part["factor"]
        return out

    def forget(self) -> None:
        """Read the file again: another program may have written it."""
        self._wide = None

    def clear(self) -> None:
        """Forget everything."""
        self.forget()
        self._file.write_bytes(b"")
