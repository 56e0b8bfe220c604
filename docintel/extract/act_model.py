"""The trained second opinion on comma clauses: does this clause promise something? (models/acts, made by scripts/train_acts.py)

The rules speak first. The model adds clauses that the rules left open because no list knows their verb, takes back what is talk,
and gives every promise its confidence. A logistic regression kept as JSON (kind and value of a feature → weight); nothing is unpickled.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from pathlib import Path

from docintel.errors import MissingPart
from docintel.extract.clause_features import KINDS, VERSION, Clauses, pairs, signs
from docintel.extract.labelled import Labelled
from docintel.extract.outline import Outline

FOLDER = Path(__file__).parents[2] / "models" / "acts"
OPEN_RULE = "scope"
"""The rule whose answer is a reading of the grammar, which another may read differently; quotes, signs and headings are no such."""
OPEN_LABELS = frozenset((None, "COMMIT"))
MODEL = "model:acts"
ADDED, TAKEN_BACK = "model-act", "model-talk"
"""Rules of clauses that the model overruled."""


_SCALE = 1000
"""Weights are kept with three decimals: as whole thousandths they add up to the same sum in whatever order."""


@dataclass(frozen=True, slots=True)
class ActModel:
    """Weights in thousandths: ``values`` a table for each of KINDS, ``signs`` and ``pairs`` (of neighbouring letters).

    ``add`` and ``drop``: the probabilities from and below which it overrules.
    ``steps`` and ``shares``: the measured share of promises by probability, on papers left out of training (calibration).
    """

    version: str
    values: tuple[dict[object, int], ...]
    signs: dict[str, int]
    pairs: dict[str, int]
    bias: int
    add: float
    drop: float
    steps: tuple[float, ...]
    shares: tuple[float, ...]

    def chance(self, values: Sequence[object], text: str) -> float:
        """The probability that a clause with these words, and these values of KINDS, promises something."""
        total = self.bias + sum(map(dict.get, self.values, values, repeat(0)))
        total += _sum(self.signs, signs(text)) + _sum(self.pairs, pairs(text))
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total / _SCALE))))

    def share(self, chance: float) -> float:
        """How often clauses of this probability were promises in papers that were not trained on."""
        return self.shares[bisect_right(self.steps, chance)]


def _sum(weights: Mapping[str, int], found: Iterable[str]) -> int:
    return sum(map(weights.get, found, repeat(0)))


def confidence(one: Labelled) -> float | None:
    """The measured share of promises among clauses of this chance; None where the model was not asked."""
    return load().share(one.chance) if one.chance is not None else None


def is_open(one: Labelled) -> bool:
    """Whether the model may have an opinion on a clause: not on headings, whose label says what stands below them."""
    return one.rule == OPEN_RULE and one.label in OPEN_LABELS and not one.clause.owner_line and not one.clause.heading


_MANNER = re.compile(
    r"依[托靠照据]|对于(?![^，]*(?:进行|开展|予以|给予|实[行施]))|在[^，]*前$|着眼|对[标照]|以[^，]*为[^，]{1,8}$|包括|利用|立足|围绕|聚焦|结合|根据|按照|通过|借助|在[^，]*(?:基础|前提|范围|过程)[上下内中]?$"
)
"""How something is done is no act of its own, however alike it looks (guide A3)."""


def judge(clauses: Sequence[Labelled], outline: Outline, kind: str) -> None:
    """Give every open clause its chance; add what the rules left open, take back what is talk (in place).

    ``kind`` is the paper's kind. All chances are reckoned before anything is changed, so that no answer leans on another.
    A goal and a body that says what it will do (我局将…) stand.
    """
    model = load()
    asked = [(i, one) for i, one in enumerate(clauses) if is_open(one)]
    known = Clauses(clauses, outline, kind)
    chances = [model.chance(known.values(i), one.clause.text) for i, one in asked]
    for (_, one), chance in zip(asked, chances, strict=True):
        one.chance = chance
        if one.label != "COMMIT" and chance >= model.add and not _MANNER.match(one.clause.text, one.head.act):
            one.label, one.rule, one.told, one.on = "COMMIT", ADDED, None, f"{model.share(chance):.0%}"
        elif one.label == "COMMIT" and chance < model.drop and not one.goal and not (one.head.subject and one.head.modal):
            one.label, one.rule, one.told, one.on = None, TAKEN_BACK, None, f"{model.share(chance):.0%}"


@cache
def load(folder: Path = FOLDER) -> ActModel:
    """The model of ``folder``. Raises MissingPart where it is missing, damaged or made for other features."""
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        data = (folder / "model.json").read_bytes()
    except (OSError, ValueError) as error:
        raise MissingPart(f"没有可用的承诺判别模型（{folder}：{error}）；请运行 python scripts/train_acts.py") from error
    if config.get("features") != VERSION:
        raise MissingPart(
            f"承诺判别模型是为第 {config.get('features')} 版特征训练的，程序用第 {VERSION} 版；请运行 python scripts/train_acts.py"
        )
    if hashlib.sha256(data).hexdigest() != config.get("sha256"):
        raise MissingPart(f"{folder / 'model.json'} 与校验值不符，文件可能已损坏；请重新取得该文件或运行 python scripts/train_acts.py")
    stored = json.loads(data)
    tables = {kind: {json.loads(value): _thousandths(w) for value, w in table.items()} for kind, table in stored["weights"].items()}
    return ActModel(
        config["version"],
        tuple(tables.get(kind, {}) for kind in KINDS),
        tables.get("has", {}),
        {pair: _thousandths(w) for pair, w in stored["pairs"].items()},
        _thousandths(stored["bias"]),
        config["add"],
        config["drop"],
        tuple(config["calibration"]["steps"]),
        tuple(config["calibration"]["shares"]),
    )


def _thousandths(weight: float) -> int:
    return round(weight * _SCALE)
