"""Extraction against gold, both as docintel-gold/1 rows.

End to end: an attribute of an action that was not found counts as missed.

* action: spans one to one at IoU ≥ 0.5
* owner: (name or canonical, role) of each action; an implied issuer is ISSUER
* deadline: same end (45 days of grace where gold says approx, ambiguous, vague, lunar or anchor_assumed)
* target: (comparator, value, min, max, unit); strict: all of these right
* benefit: BENEFIT items by evidence (IoU ≥ 0.5), owner lines left out; amount: (rule, comparator, value, min, max, unit)
* head: share of head-matter fields equal
"""

from __future__ import annotations

import collections
import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from docintel.report.scores.counting import Bounds, Tally, letters, number, overlap, pair, prf, span_match

Row = Mapping[str, Any]
HEAD = (
    "doc_kind",
    "doc_number",
    "title",
    "issuer",
    "issue_date",
    "signer",
    "session",
    "case_number",
    "proposal_title",
    "reply_class",
    "status",
)
_LOOSE = {"approx", "ambiguous", "vague", "lunar", "anchor_assumed"}
_GRACE_DAYS = 45
Misses = list[tuple[str, str, str]]


class _Doc:
    def __init__(self) -> None:
        self.head: Row = {}
        self.units: list[tuple[int, int, list[str]]] = []
        self.items: list[Row] = []

    def actions(self) -> list[tuple[Row, Row, Bounds]]:
        commits = (item for item in self.items if item["label"] == "COMMIT")
        return [(item, a, (a["span"]["start"], a["span"]["end"])) for item in commits for a in item.get("actions") or []]

    def benefits(self) -> list[Row]:
        return [item for item in self.items if item["label"] == "BENEFIT"]


def _by_doc(rows: Iterable[Row]) -> dict[str, _Doc]:
    docs: dict[str, _Doc] = collections.defaultdict(_Doc)
    for row in rows:
        doc = docs[row["doc_id"]]
        kind = row.get("record", "item")
        if kind == "item":
            doc.items.append(row)
        elif kind == "units":
            doc.units = list(row["units"])
        elif kind == "doc":
            doc.head = row
    return docs


def _owners(item: Row, action: Row) -> list[tuple[set[str | None], str]]:
    owners = item.get("owners") or []
    if action.get("owner_idx"):
        owners = [owners[i] for i in action["owner_idx"]]
    return [
        ({letters(o.get("name")), letters(o.get("canonical"))} - {None} if o.get("name") else {"ISSUER"}, o.get("role")) for o in owners
    ]


def _owner_hits(gold: list[tuple[set[str | None], str]], found: list[tuple[set[str | None], str]]) -> int:
    left, hits = list(found), 0
    for names, role in gold:
        k = next((k for k, (n, r) in enumerate(left) if names & n and role == r), None)
        if k is not None:
            hits += 1
            del left[k]
    return hits


def _deadlines(item: Row, action: Row) -> list[tuple[Any, ...]]:
    out: list[tuple[Any, ...]] = []
    for i in action.get("deadline_idx") or []:
        d = item["deadlines"][i]
        if d.get("role") in ("deadline", "period"):
            start = d.get("start") if d["role"] == "period" else None
            row = (start, d.get("end"), d.get("duration"), bool(d.get("relative_to")), bool(_LOOSE & set(d.get("flags") or [])))
            if row not in out:
                out.append(row)
    return out


def _same_deadline(g: tuple[Any, ...], p: tuple[Any, ...]) -> bool:
    if g[1] and p[1]:
        if g[4]:
            return abs((datetime.date.fromisoformat(g[1]) - datetime.date.fromisoformat(p[1])).days) <= _GRACE_DAYS
        return bool(g[1] == p[1] and (g[0] is None or p[0] is None or g[0] == p[0]))
    return not g[1] and not p[1] and g[2:4] == p[2:4]


def _deadline_hits(gold: list[tuple[Any, ...]], found: list[tuple[Any, ...]]) -> int:
    left, hits = list(found), 0
    for g in gold:
        k = next((k for k, p in enumerate(left) if _same_deadline(g, p)), None)
        if k is not None:
            hits += 1
            del left[k]
    return hits


def _number_key(t: Row) -> tuple[Any, ...]:
    return (t.get("comparator"), number(t.get("value")), number(t.get("min")), number(t.get("max")), t.get("unit"))


def _targets(item: Row, action: Row) -> set[tuple[Any, ...]]:
    return {_number_key(item["targets"][i]) for i in action.get("target_idx") or []}


def _recurrences(action: Row) -> set[str | None]:
    r = action.get("recurrence")
    return {r.get("every")} if r else set()


def _amounts(item: Row) -> set[tuple[Any, ...]]:
    return {(t.get("rule"), *_number_key(t)) for t in item.get("amounts") or []}


def _evidence(item: Row, owner_lines: set[Bounds]) -> tuple[Bounds, ...]:
    return tuple(sorted((e["start"], e["end"]) for e in item["evidence"] if (e["start"], e["end"]) not in owner_lines))


def _set_iou(a: tuple[Bounds, ...], b: tuple[Bounds, ...]) -> float:
    shared = sum(overlap(x, y) for x in a for y in b)
    total = sum(e - s for s, e in (*a, *b)) - shared
    return shared / total if total > 0 else 0.0


class _Scorer:
    def __init__(self) -> None:
        self.n = Tally()
        self.misses: Misses = []
        self.labels = Tally()
        self.seen_labels: set[str] = set()
        self.commit: list[tuple[bool, bool]] = []
        self.strength = [0, 0]
        self.head = [0, 0]

    def units(self, gold: _Doc, found: _Doc) -> None:
        got = {(u[0], u[1]): set(u[2]) for u in found.units}
        for start, end, labels in gold.units:
            have = got.get((start, end), set())
            for label in set(labels) | have:
                self.seen_labels.add(label)
                self.labels.add(label, label in labels and label in have, label in labels, label in have)
            self.commit.append(("COMMIT" in labels, "COMMIT" in have))

    def actions(self, doc_id: str, gold: _Doc, found: _Doc) -> None:
        golden, ours = gold.actions(), found.actions()
        hit = dict(pair([x[2] for x in golden], [x[2] for x in ours], span_match))
        self.n.add("action", len(hit), len(golden), len(ours))
        for i, (item, action, _) in enumerate(golden):
            self._action(doc_id, item, action, ours[hit[i]][:2] if i in hit else None)
        for j, (item, action, _) in enumerate(ours):
            for name, keys in (("owner", _owners), ("deadline", _deadlines), ("target", _targets)):
                self.n.add(name, found=len(keys(item, action)))
            self.n.add("recurrence", found=len(_recurrences(action)))
            self.n.add("strict", found=1)
            if j not in hit.values():
                self.misses.append((doc_id, "false action", action["span"].get("text", "")))

    def _action(self, doc_id: str, item: Row, action: Row, match: tuple[Row, Row] | None) -> None:
        golden = (_owners(item, action), _deadlines(item, action), _targets(item, action), _recurrences(action))
        ours = (_owners(*match), _deadlines(*match), _targets(*match), _recurrences(match[1])) if match else ([], [], set(), set())
        hits = (_owner_hits(golden[0], ours[0]), _deadline_hits(golden[1], ours[1]), len(golden[2] & ours[2]), len(golden[3] & ours[3]))
        right = match is not None
        sizes = [
            (len(golden[0]), len(ours[0])),
            (len(golden[1]), len(ours[1])),
            (len(golden[2]), len(ours[2])),
            (len(golden[3]), len(ours[3])),
        ]
        for name, hit, (wanted, given) in zip(("owner", "deadline", "target", "recurrence"), hits, sizes, strict=True):
            self.n.add(name, hit, wanted)
            right = right and hit == wanted == given
        self.n.add("strict", int(right), 1)
        if match:
            self.strength[0] += action.get("strength") == match[1].get("strength")
            self.strength[1] += 1
        else:
            self.misses.append((doc_id, "missed action", action["span"].get("text", "")))

    def benefits(self, doc_id: str, gold: _Doc, found: _Doc) -> None:
        owner_lines = {(a, b) for a, b, labels in gold.units if set(labels) == {"OWNER"}}
        golden, ours = gold.benefits(), found.benefits()
        ge, pe = [_evidence(x, owner_lines) for x in golden], [_evidence(x, owner_lines) for x in ours]
        hit = dict(pair(ge, pe, _set_iou))
        self.n.add("benefit", len(hit), len(golden), len(ours))
        pools: dict[tuple[Bounds, ...], tuple[set[Any], set[Any]]] = {}
        for item, e in zip(golden, ge, strict=True):  # tiers of one clause share their evidence: one pool of amounts
            pools.setdefault(e, (set(), set()))[0].update(_amounts(item))
        for item, e in zip(ours, pe, strict=True):
            best = max(pools, key=lambda k: _set_iou(k, e), default=None)
            key = best if best is not None and _set_iou(best, e) >= 0.5 else e
            pools.setdefault(key, (set(), set()))[1].update(_amounts(item))
        for g, p in pools.values():
            self.n.add("amount", len(g & p), len(g), len(p))
        self.misses += [(doc_id, "missed benefit", x["evidence"][0].get("text", "")) for i, x in enumerate(golden) if i not in hit]

    def heads(self, gold: _Doc, found: _Doc) -> None:
        for field in HEAD:
            if field in gold.head:
                self.head[0] += letters(gold.head.get(field)) == letters(found.head.get(field))
                self.head[1] += 1

    def kappa(self) -> float:
        n = len(self.commit) or 1
        agree = sum(a == b for a, b in self.commit) / n
        g, p = sum(a for a, _ in self.commit) / n, sum(b for _, b in self.commit) / n
        chance = g * p + (1 - g) * (1 - p)
        return round((agree - chance) / (1 - chance), 4) if chance < 1 else 0.0

    def figures(self, documents: int) -> dict[str, Any]:
        per = {label: self.labels.prf(label) for label in sorted(self.seen_labels)}
        totals = [sum(int(v[key]) for v in per.values()) for key in ("tp", "gold", "pred")]
        in_gold = [v["F1"] for v in per.values() if v["gold"]]
        names = ("action", "owner", "deadline", "recurrence", "target", "strict", "benefit", "amount")
        return {
            "documents": documents,
            "units_micro": prf(*totals),
            "units_macro_F1": round(sum(in_gold) / max(1, len(in_gold)), 4),
            "commit_kappa": self.kappa(),
            **{name: self.n.prf(name) for name in names},
            "strength_accuracy": round(self.strength[0] / self.strength[1], 4) if self.strength[1] else 0.0,
            "head_accuracy": round(self.head[0] / self.head[1], 4) if self.head[1] else 0.0,
            "labels": per,
        }


def score(gold_rows: Iterable[Row], found_rows: Iterable[Row]) -> tuple[dict[str, Any], Misses]:
    """(figures, misses) over the documents that gold has; a document missing from ``found_rows`` counts as empty."""
    gold, found = _by_doc(gold_rows), _by_doc(found_rows)
    scorer = _Scorer()
    for doc_id, g in gold.items():
        p = found.get(doc_id) or _Doc()
        scorer.units(g, p)
        scorer.actions(doc_id, g, p)
        scorer.benefits(doc_id, g, p)
        scorer.heads(g, p)
    return scorer.figures(len(gold)), scorer.misses
