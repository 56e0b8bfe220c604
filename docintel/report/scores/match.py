"""Matching against judged clauses.

A result hits a clause when it is of the same paper and covers at least half of the clause; a result over MAX_CHARS hits nothing.
Of the results that hit a clause the one with the largest IoU is charged, and only on the clause with which its own IoU is largest.

* verdict_accuracy_closed: every judged clause; one not returned is right if ineligible (or a hard negative), wrong if eligible or unknown
* precision_eligible: judged clauses returned as eligible whose gold verdict is eligible
* silent_wrong_no: gold eligible clauses returned as ineligible
* amount_accuracy: right verdicts whose clause has an amount: min and max exact (0.5 CNY)
* recall@20: gold eligible clauses that answer the need, among the first 20 results
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from docintel.report.scores.counting import overlap
from docintel.report.scores.runs import Miss

Row = Mapping[str, Any]
MAX_CHARS = 800
FIRST = 20


def _bounds(row: Row) -> tuple[int, int]:
    return row["start"], row["end"]


def _iou(a: Row, b: Row) -> float:
    return float(overlap(_bounds(a), _bounds(b)) / (max(a["end"], b["end"]) - min(a["start"], b["start"])))


def _hits(result: Row, clause: Row) -> bool:
    shared = overlap(_bounds(result), _bounds(clause))
    return bool(result["doc"] == clause["doc"] and shared and shared >= 0.5 * (clause["end"] - clause["start"]))


def _same(a: Any, b: Any) -> bool:
    return a is None and b is None if a is None or b is None else abs(float(a) - float(b)) <= 0.5


def _amount_right(result: Row, clause: Row) -> bool:
    got, want = result.get("amount") or {}, clause["amount"]
    return bool(got) and _same(got.get("min"), want["min"]) and _same(got.get("max"), want["max"])


def _rate(hits: int, of: int) -> dict[str, Any]:
    return {"n": hits, "of": of, "rate": round(hits / of, 4) if of else None}


class _Counts(Counter[str]):
    def __init__(self) -> None:
        super().__init__()
        self.misses: list[Miss] = []
        self.key = ""

    def miss(self, what: str, clause: Row, got: object) -> None:
        """A judged clause of the profile at hand that was answered wrong."""
        place = f"{clause['doc']}:{clause['start']}-{clause['end']}"
        self.misses.append(Miss(self.key, what, f"{place} {clause.get('text', '')[:40]}".strip(), clause["start"], got=str(got)))

    def profile(self, results: Sequence[Row], clauses: Sequence[Row], hard: Sequence[Row]) -> None:
        """Charge one profile's results."""
        gold = [*clauses, *hard]
        short = [(rank, r) for rank, r in enumerate(results) if r["end"] - r["start"] <= MAX_CHARS]
        hits = {i: [(rank, r) for rank, r in short if _hits(r, clause)] for i, clause in enumerate(gold)}
        own: dict[int, int] = {}
        for rank, r in short:
            here = [i for i, found in hits.items() if any(rank == k for k, _ in found)]
            if here:
                own[rank] = max(here, key=lambda i: (_iou(r, gold[i]), -i))
        for i, clause in enumerate(gold):
            ranked = sorted(hits[i], key=lambda h: (-_iou(h[1], clause), h[0]))
            self._clause(clause, i >= len(clauses), ranked, [h for h in ranked if own[h[0]] == i])

    def _clause(self, clause: Row, hard: bool, ranked: list[tuple[int, Row]], charged: list[tuple[int, Row]]) -> None:
        wanted = clause["verdict"]
        if not hard and wanted == "eligible":
            self["eligible"] += 1
            if clause.get("relevance") == 2:
                self["needed"] += 1
                self["needed_found"] += any(rank < FIRST for rank, _ in ranked)
        if not ranked:
            self["closed"] += 1
            self["closed_right"] += wanted == "ineligible"
            if wanted != "ineligible":
                self.miss(f"{wanted} not returned", clause, None)
            return
        if not charged:  # covered only by a result that is charged on another clause
            return
        self._charge(clause, hard, wanted, charged[0][1])

    def _charge(self, clause: Row, hard: bool, wanted: str, result: Row) -> None:
        given = result.get("verdict")
        self["closed"] += 1
        right = (given != "eligible") if hard else (given == wanted)
        self["closed_right"] += right
        if not right:
            self.miss(f"{'hard negative' if hard else wanted} judged wrong", clause, given)
        if given == "eligible":
            self["offered"] += 1
            self["offered_right"] += wanted == "eligible"
            self["offered_out_of_force"] += clause.get("in_force") is False
        if not hard and wanted == "eligible":
            self["silent_no"] += given == "ineligible"
        if not hard and wanted in ("eligible", "unknown") and given == wanted and clause.get("amount"):
            self["amounts"] += 1
            self["amounts_right"] += _amount_right(result, clause)
            if not _amount_right(result, clause):
                self.miss("wrong amount", clause, result.get("amount"))


def score(gold: Row, found: Mapping[str, Sequence[Row]]) -> tuple[dict[str, Any], list[Miss]]:
    """(figures, misses) over the profiles of ``gold`` (profiles, judgments, hard_negatives).

    ``found``: profile id → results, best first.
    """
    counts = _Counts()
    for profile in gold["profiles"]:
        key = counts.key = profile["id"]
        counts.profile(found.get(key, ()), gold["judgments"].get(key, ()), gold["hard_negatives"].get(key, ()))
    figures = {
        "profiles": len(gold["profiles"]),
        "verdict_accuracy_closed": _rate(counts["closed_right"], counts["closed"]),
        "precision_eligible": _rate(counts["offered_right"], counts["offered"]),
        "silent_wrong_no": _rate(counts["silent_no"], counts["eligible"]),
        "not_in_force_offered": counts["offered_out_of_force"],
        "amount_accuracy": _rate(counts["amounts_right"], counts["amounts"]),
        f"recall@{FIRST}": _rate(counts["needed_found"], counts["needed"]),
    }
    return figures, counts.misses
