"""A measured run, kept: its figures and what was wrong, and what a later run won and lost against it, row by row."""

from __future__ import annotations

import collections
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FORMAT = "docintel-run/1"


@dataclass(frozen=True, slots=True)
class Miss:
    """Something wrong in a paper (question, profile, file): ``what`` names it (missed action, false action, wrong label …).

    ``at``: its offset, 0 where there is none; ``score`` < 1 where it is right in part; ``got``: what was found instead.
    """

    doc: str
    what: str
    words: str
    at: int = 0
    score: float = 0.0
    got: str = ""

    @property
    def key(self) -> tuple[str, str, int, str]:
        """What makes it the same miss in another run."""
        return self.doc, self.what, self.at, self.words


@dataclass(frozen=True, slots=True)
class Run:
    """One measurement of ``task`` by program ``version``. ``gold``: paper → digest of what it was measured against."""

    task: str
    version: str
    figures: dict[str, Any]
    misses: tuple[Miss, ...]
    gold: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a run lost and won against an earlier one, over the papers that both measured against the same gold.

    ``changes``: figure → (before, now) of those that differ. ``other``: papers that only one run measured or whose gold changed.
    """

    lost: tuple[Miss, ...]
    won: tuple[Miss, ...]
    changes: dict[str, tuple[float, float]]
    other: tuple[str, ...]


def digest(rows: object) -> str:
    """A short digest of gold rows."""
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def by_paper(rows: Iterable[Mapping[str, Any]], key: str) -> dict[str, str]:
    """Paper → digest of its gold rows."""
    found: dict[str, list[Mapping[str, Any]]] = collections.defaultdict(list)
    for row in rows:
        found[str(row[key])].append(row)
    return {doc: digest(own) for doc, own in found.items()}


def dump(run: Run) -> str:
    """A run as JSON, a miss a line, so that two runs can also be compared by eye."""
    head = json.dumps(
        {"format": FORMAT, "task": run.task, "version": run.version, "figures": run.figures, "gold": run.gold}, ensure_ascii=False
    )
    lines = (json.dumps([m.doc, m.what, m.words, m.at, m.score, m.got], ensure_ascii=False) for m in run.misses)
    return head[:-1] + ', "misses": [\n' + ",\n".join(lines) + "\n]}\n"


def load(text: str) -> Run:
    """The run that :func:`dump` wrote. Raises ValueError for anything else."""
    data = json.loads(text)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ValueError(f"not {FORMAT}")
    return Run(data["task"], data["version"], data["figures"], tuple(Miss(*row) for row in data["misses"]), data["gold"])


def difference(before: Run, now: Run) -> Difference:
    """Losses and gains of ``now``; the same miss twice in a place counts twice."""
    shared = {doc for doc, told in now.gold.items() if before.gold.get(doc) == told}
    old, new = _scores(before.misses, shared), _scores(now.misses, shared)
    changes = {
        name: (value, after)
        for name, value in flat(before.figures).items()
        if (after := flat(now.figures).get(name)) is not None and after != value
    }
    other = sorted({*before.gold, *now.gold} - shared)
    return Difference(tuple(_worse(new, old)), tuple(_worse(old, new)), changes, tuple(other))


def flat(figures: Mapping[str, Any], name: str = "") -> dict[str, float]:
    """Nested figures as one level: action.F1, labels.COMMIT.F1."""
    out: dict[str, float] = {}
    for key, value in figures.items():
        path = f"{name}.{key}" if name else str(key)
        if isinstance(value, Mapping):
            out |= flat(value, path)
        elif isinstance(value, (int, float)):
            out[path] = float(value)
    return out


_Keyed = dict[tuple[tuple[str, str, int, str], int], Miss]


def _scores(misses: Sequence[Miss], docs: set[str]) -> _Keyed:
    seen: collections.Counter[tuple[str, str, int, str]] = collections.Counter()
    out: _Keyed = {}
    for miss in misses:
        if miss.doc in docs:
            out[miss.key, seen[miss.key]] = miss
            seen[miss.key] += 1
    return out


def _worse(here: _Keyed, there: _Keyed) -> Iterator[Miss]:
    """The misses of one run that the other has not, or has with a better score."""
    for key, miss in here.items():
        other = there.get(key)
        if other is None or other.score > miss.score + 1e-6:
            yield miss
