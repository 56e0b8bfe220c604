"""Meaning: vectors of texts in one growing file, found again by the text's digest so that nothing is encoded twice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Places = NDArray[np.int64]
_BLOCK = 512  # rows that are widened at once: as many as stay in a core's cache, twenty times as fast as a large piece
_ROUGH = 1e-5  # what a sum of 384 products may differ by when its order changes
FAR = -1.0  # cosine of what is not looked at


class Vectors:
    """Rows of int8, each with the factor that makes its numbers, in ``file``; a row number never changes until :meth:`clear`."""

    def __init__(self, file: Path, dim: int) -> None:
        self._file, self._dim = file, dim
        self._row = np.dtype([("factor", "<f4"), ("parts", "i1", (dim,))])
        self._mapped: tuple[tuple[int, int], NDArray[np.void]] | None = None
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()

    def __len__(self) -> int:
        """Rows in the file; none when it was deleted."""
        try:
            return self._file.stat().st_size // self._row.itemsize
        except FileNotFoundError:
            return 0

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

    def nearest(self, query: Floats, rows: NDArray[np.int32], inside: NDArray[np.bool_] | None, depth: int) -> tuple[Places, Floats]:
        """Places in ``rows`` whose vectors are the ``depth`` nearest to a unit vector (and all as near as the last), with their cosines.

        ``inside``: the places that count (None = all); a row of -1 has no vector. Each cosine depends on its vector alone.
        """
        kept = rows >= 0 if inside is None else inside & (rows >= 0)
        count = int(np.count_nonzero(kept))
        if not count:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        if count == len(rows):
            at = np.arange(len(rows), dtype=np.int64)
            rough = self._rough(query)[rows]
        else:
            at = np.flatnonzero(kept)
            wanted = rows[at]
            rough = self._rough(query)[wanted] if 8 * count > len(self) else self._rough(query, wanted)
        if count > depth:
            near = rough >= np.partition(rough, -depth)[-depth] - 2 * _ROUGH
            at = at[near]
        cosines = self.cosines(query, rows[at])
        if len(at) > depth:
            best = cosines >= np.partition(cosines, -depth)[-depth]
            at, cosines = at[best], cosines[best]
        return at, cosines

    def cosines(self, query: Floats, rows: NDArray[np.int32]) -> Floats:
        """Cosine of each row with a unit vector, the same to the last bit wherever the row stands; FAR where there is none."""
        found = self._rows()[np.maximum(rows, 0)] if len(rows) else np.zeros(0, self._row)
        sums = (found["parts"] * query.astype(np.float64)).sum(axis=1) * found["factor"]
        return np.where(rows >= 0, sums, FAR).astype(np.float32)

    def _rough(self, query: Floats, wanted: NDArray[np.int32] | None = None) -> Floats:
        """Cosines of all rows, or of the ones named, to within _ROUGH."""
        rows = self._rows()
        count = len(rows) if wanted is None else len(wanted)
        out = np.empty(count, np.float32)
        wide = np.empty((min(_BLOCK, count), self._dim), np.float32)
        for at in range(0, count, _BLOCK):  # a product of whole numbers with float32 is slow: widen piece by piece
            part = rows[at : at + _BLOCK] if wanted is None else rows[wanted[at : at + _BLOCK]]
            here = wide[: len(part)]
            np.copyto(here, part["parts"], casting="unsafe")
            np.multiply(here @ query, part["factor"], out=out[at : at + len(part)])
        return out

    def _rows(self) -> NDArray[np.void]:
        """The file's rows; mapped anew when it has grown or is another file."""
        found = self._file.stat()
        key = (found.st_ino, found.st_size // self._row.itemsize)
        mapped = self._mapped
        if mapped is None or mapped[0] != key:
            rows = np.memmap(self._file, self._row, "r", shape=key[1:]) if key[1] else np.zeros(0, self._row)
            self._mapped = mapped = (key, rows)
        return mapped[1]

    def clear(self) -> None:
        """Forget everything. The file is a new one: who reads the old one goes on reading it."""
        self._mapped = None
        new = self._file.with_suffix(".new")
        new.write_bytes(b"")
        new.replace(self._file)
