"""Several scores of a window made one: a sum of named features, each between 0 and 1, with weights that are data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

DEPTH = 100  # a feature is 1 for the best hit and 0 from the hit of this rank on


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    """The tables of ``data/weights.toml``."""
    return tomllib.loads(files("docintel.search").joinpath("data/weights.toml").read_text(encoding="utf-8"))


def span(best: NDArray[np.float32], count: int) -> tuple[float, float]:
    """(DEPTH-th, best) of ``count`` scores of which ``best`` are the highest and the others are 0 or below; of few scores, from 0 on."""
    if not best.size:
        return 0.0, 0.0
    high = float(best.max())
    if count <= DEPTH:
        return min(0.0, float(best.min())), high
    return (float(np.partition(best, -DEPTH)[-DEPTH]) if best.size >= DEPTH else 0.0), high


def scale(scores: NDArray[np.float32], low: float, high: float) -> NDArray[np.float32]:
    """Scores between ``low`` and ``high`` as 0 … 1."""
    if high <= low:
        return np.zeros_like(scores)
    return np.asarray(np.clip((scores - low) / (high - low), 0, 1), dtype=np.float32)


def total(features: Mapping[str, NDArray[np.float32]]) -> NDArray[np.float32]:
    """Weighted sum of the features."""
    table = weights()["score"]
    return np.asarray(np.sum([table[name] * values for name, values in features.items()], axis=0), dtype=np.float32)
