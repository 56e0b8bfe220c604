"""Which ledger rows a workbook's rows are, told by their words: exact first, then the most alike, each ledger row once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, Q

from docintel.store.anchoring import replaced
from docintel.store.merge import ALIKE, alike, pairs_of
from docintel.store.models import Obligation
from docintel.store.rows import text_hash

SURE = 0.75
"""From here on words alone are enough; between ALIKE and this the row must name the paper as well."""
WITHIN = 0.9
"""Share of a row's pairs of signs that stand in the other's, from which it is held by it; of at least _FEW."""
_FEW = 6
CLEAR = 0.03
"""By so much the best must be better than the next."""
_COMMON = 0.1
"""Pairs of signs that stand in more than this share of rows say nothing."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row of a workbook: its words, the paper it names (primary key), its number in the office's own count, "" = none."""

    text: str
    paper: int | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The ledger row, "" = none; ``near`` and ``alike``: the most alike one, for a person to look at."""

    item_id: str = ""
    near: str = ""
    alike: float = 0.0


def match(wanted: Sequence[Wanted], taken: set[str], number_key: str = "") -> list[Found]:
    """For each row the ledger row that it is. ``taken``: rows that are spoken for; ``number_key``: where the office's number is kept.

    By the office's number of an earlier import where the words are somewhat alike, by the same words, by words that are alike.
    """
    columns = ("item_id", "paper_id", "text", "source_text", "text_hash", "extra")
    rests = Q(state="rejected") | Q(gone_since__isnull=False)  # rows that nobody works on are asked last, those replaced not at all
    rows = list(Obligation.objects.annotate(rests=ExpressionWrapper(rests, BooleanField())).order_by("rests", "pk").values_list(*columns))
    out_of_use = taken | replaced()
    free = {r[0]: r for r in rows if r[0] not in out_of_use}
    out: dict[int, Found] = {}
    _by_number(wanted, free, number_key, out)
    _by_hash(wanted, free, out)
    left = [n for n in range(len(wanted)) if n not in out and wanted[n].text]
    _by_likeness(wanted, left, free, out)
    return [out.get(n, Found()) for n in range(len(wanted))]


_Row = tuple[str, int, str, str, str, dict[str, str]]


def _by_number(wanted: Sequence[Wanted], free: dict[str, _Row], key: str, out: dict[int, Found]) -> None:
    held: dict[str, list[str]] = defaultdict(list)
    for item_id, row in free.items():
        if key and row[5].get(key):
            held[row[5][key]].append(item_id)
    for n, want in enumerate(wanted):
        fits = [i for i in held.get(want.number, ()) if i in free] if want.number else []
        if len(fits) == 1 and alike(pairs_of(free[fits[0]][2]), pairs_of(want.text)) >= ALIKE / 2:
            out[n] = Found(fits[0])
            del free[fits[0]]


def _by_hash(wanted: Sequence[Wanted], free: dict[str, _Row], out: dict[int, Found]) -> None:
    held: dict[str, list[str]] = defaultdict(list)
    for item_id, row in free.items():
        for digest in {text_hash(row[2]), row[4]}:
            held[digest].append(item_id)
    for n, want in enumerate(wanted):
        if n in out or not want.text:
            continue
        fits = [i for i in held.get(text_hash(want.text), ()) if i in free]
        fits = [i for i in fits if free[i][1] == want.paper] or ([] if want.paper and len(fits) > 1 else fits)
        if fits:
            out[n] = Found(fits[0])
            del free[fits[0]]


def _by_likeness(wanted: Sequence[Wanted], left: Sequence[int], free: dict[str, _Row], out: dict[int, Found]) -> None:
    if not left or not free:
        return
    pairs = {item_id: pairs_of(row[2]) for item_id, row in free.items()}
    index = _index(pairs)
    scored: list[tuple[float, int, str]] = []
    for n in left:
        mine = pairs_of(wanted[n].text)
        shared = Counter(i for pair in mine for i in index.get(pair, ()))
        close = [(_likeness(mine, pairs[i], same=wanted[n].paper == free[i][1]), i) for i, _ in shared.most_common(6)]
        if not close:
            continue
        close.sort(reverse=True)
        best, item_id = close[0]
        second = close[1][0] if len(close) > 1 else 0.0
        named = wanted[n].paper is not None and wanted[n].paper == free[item_id][1]
        out[n] = Found("", item_id, round(best, 2)) if best >= ALIKE / 2 else Found()
        if best >= (ALIKE if named else SURE) and best - second >= CLEAR and wanted[n].paper in (None, free[item_id][1]):
            scored.append((best, -n, item_id))
    for _score, n, item_id in sorted(scored, reverse=True):
        if item_id in free:
            out[-n] = Found(item_id)
            del free[item_id]


def _likeness(mine: frozenset[str], theirs: frozenset[str], *, same: bool) -> float:
    """How alike two rows are; of one paper (``same``) a row that the other holds whole is it: offices shorten what a paper says."""
    score = alike(mine, theirs)
    few = min(len(mine), len(theirs))
    if same and few >= _FEW and len(mine & theirs) >= WITHIN * few:
        return max(score, WITHIN * len(mine & theirs) / few)
    return score


def _index(pairs: Mapping[str, frozenset[str]]) -> dict[str, list[str]]:
    """Pair of signs → rows that have it, without the common ones."""
    index: dict[str, list[str]] = defaultdict(list)
    for item_id, some in pairs.items():
        for pair in some:
            index[pair].append(item_id)
    most = max(50, _COMMON * len(pairs))
    return {pair: ids for pair, ids in index.items() if len(ids) <= most}
