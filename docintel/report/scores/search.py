"""Search against judged clauses: nDCG@10 (gain 2^grade − 1), recall@10, MRR, success@1.

A result covers an item when it contains at least half of the item's characters; each item is credited once, to the first
result that covers it; a result over MAX_CHARS earns nothing; a result that covers k new items fills k slots.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from docintel.report.scores.runs import Miss

Row = Mapping[str, Any]
MAX_CHARS = 1200
METRICS = ("ndcg@10", "recall@10", "mrr", "success@1")


def _covers(item: Row, result: Row) -> bool:
    shared = min(result["end"], item["end"]) - max(result["start"], item["start"])
    return bool(item["doc"] == result["doc"] and 2 * shared >= item["end"] - item["start"])


def _dcg(grades: Sequence[int]) -> float:
    return math.fsum((2.0**g - 1) / math.log2(k + 2) for k, g in enumerate(grades[:10]))


def _one(items: Sequence[Row], results: Sequence[Row]) -> dict[str, float]:
    left = set(range(len(items)))
    slots: list[int] = []
    found, mrr, first = 0, 0.0, 0.0
    for rank, result in enumerate(results[:10], 1):
        new = [] if result["end"] - result["start"] > MAX_CHARS else [i for i in left if _covers(items[i], result)]
        left -= set(new)
        grades = sorted((items[i]["grade"] for i in new), reverse=True)
        found += len(grades)
        if grades and not mrr:
            mrr, first = 1.0 / rank, float(rank == 1)
        slots += grades or [0]
    best = _dcg(sorted((i["grade"] for i in items), reverse=True))
    return dict(zip(METRICS, (_dcg(slots) / best, found / len(items), mrr, first), strict=True))


def score(queries: Iterable[Row], found: Mapping[str, Row]) -> tuple[dict[str, Any], list[Miss]]:
    """(figures over all queries and by kind, the queries that are not answered best).

    Queries without relevant items count only for ``no_answer``. A miss is scored by its nDCG@10.
    """
    misses: list[Miss] = []
    rows: list[tuple[Row, dict[str, float]]] = []
    silent = empty = 0
    for query in queries:
        got = found.get(query["qid"], {"results": []})
        if query["relevant"]:
            rows.append((query, _one(query["relevant"], got["results"])))
            if (ndcg := rows[-1][1]["ndcg@10"]) < 1:
                misses.append(Miss(str(query["qid"]), "not best", str(query.get("query", "")), score=round(ndcg, 4)))
        else:
            empty += 1
            right = bool(got.get("no_answer")) or not got["results"]
            silent += right
            if not right:
                misses.append(Miss(str(query["qid"]), "answered without an answer", str(query.get("query", ""))))

    def mean(part: list[tuple[Row, dict[str, float]]]) -> dict[str, float]:
        return {"queries": len(part), **{m: round(sum(r[m] for _, r in part) / max(1, len(part)), 4) for m in METRICS}}

    by_kind = {k: mean([x for x in rows if x[0]["kind"] == k]) for k in sorted({q["kind"] for q, _ in rows})}
    none = {"queries": empty, "share": round(silent / empty, 4) if empty else None}
    return {"overall": mean(rows), **by_kind, "no_answer": none}, misses
