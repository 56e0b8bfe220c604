"""Meaning: vectors of texts in one growing file, found again by the text's digest so that nothing is encoded twice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_CHUNK = 1 << 16
_FEW = 1 << 16


class Vectors:
    """Rows of float16 in ``file``; a row number never changes until :meth:`clear`."""

    def __init__(self, file: Path, dim: int) -> None:
        self._file, self._dim = file, dim
        self._wide: Floats | None = None  # all rows as float32, while they are few
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()

    def __len__(self) -> int:
        return self._file.stat().st_size // (2 * self._dim)

    def append(self, vectors: Floats) -> range:
        """Write rows behind the last one (a row half written by a program that died is overwritten); their numbers."""
        first = len(self)
        with self._file.open("r+b") as f:
            f.truncate(first * 2 * self._dim)
            f.seek(0, 2)
            f.write(vectors.astype(np.float16).tobytes())
        return range(first, first + len(vectors))

    def scores(self, query: Floats) -> Floats:
        """Cosine of every row with a unit vector."""
        count = len(self)
        if not count:
            return np.zeros(0, np.float32)
        rows = np.memmap(self._file, np.float16, "r", shape=(count, self._dim))
        if count <= _FEW:
            if self._wide is None or len(self._wide) != count:
                self._wide = rows.astype(np.float32)
            return np.asarray(self._wide @ query, dtype=np.float32)
        out = np.empty(count, np.float32)
        for at in range(0, count, _CHUNK):  # half floats have no fast product: widen piece by piece
            out[at : at + _CHUNK] = rows[at : at + _CHUNK].astype(np.float32) @ query
        return out

    def forget(self) -> None:
        """Read the file again: another program may have written it."""
        self._wide = None

    def clear(self) -> None:
        """Forget everything."""
        self.forget()
        self._file.write_bytes(b"")
