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
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from docintel.report.scores.counting import Bounds, Tally, letters, number, overlap, pair, prf, span_match
from docintel.report.scores.runs import Miss

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


@dataclass(frozen=True, slots=True)
class _Part:
    """An attribute of an action: what is compared, and its words."""

    key: Any
    words: str


def _owners(item: Row, action: Row) -> list[_Part]:
    owners = item.get("owners") or []
    if action.get("owner_idx"):
        owners = [owners[i] for i in action["owner_idx"]]
    out = []
    for o in owners:
        names = {letters(o.get("name")), letters(o.get("canonical"))} - {None} if o.get("name") else {"ISSUER"}
        out.append(_Part((names, o.get("role")), f"{o.get('name') or 'ISSUER'} ({o.get('role')})"))
    return out


def _same_owner(g: Any, p: Any) -> bool:
    return bool(g[0] & p[0]) and g[1] == p[1]


def _deadlines(item: Row, action: Row) -> list[_Part]:
    out: dict[tuple[Any, ...], _Part] = {}
    for i in action.get("deadline_idx") or []:
        d = item["deadlines"][i]
        if d.get("role") in ("deadline", "period"):
            start = d.get("start") if d["role"] == "period" else None
            row = (start, d.get("end"), d.get("duration"), bool(d.get("relative_to")), bool(_LOOSE & set(d.get("flags") or [])))
            out.setdefault(row, _Part(row, f"{d.get('raw')} → {d.get('end') or d.get('duration') or '?'}"))
    return list(out.values())


def _same_deadline(g: tuple[Any, ...], p: tuple[Any, ...]) -> bool:
    if g[1] and p[1]:
        if g[4]:
            return abs((datetime.date.fromisoformat(g[1]) - datetime.date.fromisoformat(p[1])).days) <= _GRACE_DAYS
        return bool(g[1] == p[1] and (g[0] is None or p[0] is None or g[0] == p[0]))
    return not g[1] and not p[1] and g[2:4] == p[2:4]


def _number_key(t: Row) -> tuple[Any, ...]:
    return (t.get("comparator"), number(t.get("value")), number(t.get("min")), number(t.get("max")), t.get("unit"))


def _targets(item: Row, action: Row) -> list[_Part]:
    found = (item["targets"][i] for i in action.get("target_idx") or [])
    return list({_number_key(t): _Part(_number_key(t), _number_words(t)) for t in found}.values())


def _number_words(t: Row) -> str:
    value = t.get("value") if t.get("value") is not None else f"{t.get('min')}–{t.get('max')}"
    return f"{t.get('raw')} → {t.get('comparator')} {value} {t.get('unit') or ''}".rstrip()


def _recurrences(item: Row, action: Row) -> list[_Part]:
    r = action.get("recurrence")
    return [_Part(r.get("every"), f"{r.get('raw')} → {r.get('every')}")] if r else []


_PARTS: dict[str, tuple[Callable[[Row, Row], list[_Part]], Callable[[Any, Any], bool]]] = {
    "owner": (_owners, _same_owner),
    "deadline": (_deadlines, _same_deadline),
    "target": (_targets, operator.eq),
    "recurrence": (_recurrences, operator.eq),
}
"""Attribute → how it is read from an action, when two are the same."""


def _matched(gold: list[_Part], found: list[_Part], same: Callable[[Any, Any], bool]) -> tuple[list[_Part], list[_Part]]:
    """(gold attributes without a match, found ones without), each matched once."""
    left, missed = list(found), []
    for g in gold:
        k = next((k for k, p in enumerate(left) if same(g.key, p.key)), None)
        if k is None:
            missed.append(g)
        else:
            del left[k]
    return missed, left


def _amounts(item: Row) -> dict[tuple[Any, ...], str]:
    return {(t.get("rule"), *_number_key(t)): f"{t.get('rule')}: {_number_words(t)}" for t in item.get("amounts") or []}


def _evidence(item: Row, owner_lines: set[Bounds]) -> tuple[Bounds, ...]:
    return tuple(sorted((e["start"], e["end"]) for e in item["evidence"] if (e["start"], e["end"]) not in owner_lines))


def _set_iou(a: tuple[Bounds, ...], b: tuple[Bounds, ...]) -> float:
    shared = sum(overlap(x, y) for x in a for y in b)
    total = sum(e - s for s, e in (*a, *b)) - shared
    return shared / total if total > 0 else 0.0


class _Scorer:
    def __init__(self) -> None:
        self.n = Tally()
        self.misses: list[Miss] = []
        self.labels = Tally()
        self.seen_labels: set[str] = set()
        self.commit: list[tuple[bool, bool]] = []
        self.strength = [0, 0]
        self.head = [0, 0]

    def units(self, doc_id: str, gold: _Doc, found: _Doc) -> None:
        got = {(u[0], u[1]): set(u[2]) for u in found.units}
        for start, end, labels in gold.units:
            have = got.get((start, end), set())
            for label in set(labels) | have:
                self.seen_labels.add(label)
                self.labels.add(label, label in labels and label in have, label in labels, label in have)
            self.commit.append(("COMMIT" in labels, "COMMIT" in have))
            if set(labels) != have:
                self.misses.append(Miss(doc_id, "wrong label", "+".join(sorted(labels)), start, got="+".join(sorted(have))))

    def actions(self, doc_id: str, gold: _Doc, found: _Doc) -> None:
        golden, ours = gold.actions(), found.actions()
        hit = dict(pair([x[2] for x in golden], [x[2] for x in ours], span_match))
        self.n.add("action", len(hit), len(golden), len(ours))
        for i, (item, action, _) in enumerate(golden):
            self._action(doc_id, item, action, ours[hit[i]][:2] if i in hit else None)
        for j, (item, action, _) in enumerate(ours):
            for name, (parts, _same) in _PARTS.items():
                self.n.add(name, found=len(parts(item, action)))
            self.n.add("strict", found=1)
            if j not in hit.values():
                self._miss(doc_id, "false action", action)

    def _miss(self, doc_id: str, what: str, action: Row, words: str = "", got: str = "") -> None:
        text = action["span"].get("text", "")
        self.misses.append(Miss(doc_id, what, f"{words} · {text[:24]}" if words else text, action["span"]["start"], got=got))

    def _action(self, doc_id: str, item: Row, action: Row, match: tuple[Row, Row] | None) -> None:
        right = match is not None
        for name, (parts, same) in _PARTS.items():
            golden, ours = parts(item, action), parts(*match) if match else []
            missed, false = _matched(golden, ours, same)
            self.n.add(name, len(golden) - len(missed), len(golden))
            right = right and not missed and not false
            for part in missed:
                self._miss(doc_id, f"missed {name}", action, part.words)
            for part in false:
                self._miss(doc_id, f"false {name}", action, part.words)
        self.n.add("strict", int(right), 1)
        if match is None:
            self._miss(doc_id, "missed action", action)
            return
        given = match[1].get("strength")
        self.strength[0] += action.get("strength") == given
        self.strength[1] += 1
        if action.get("strength") != given:
            self._miss(doc_id, "wrong strength", action, str(action.get("strength")), str(given))

    def benefits(self, doc_id: str, gold: _Doc, found: _Doc) -> None:
        owner_lines = {(a, b) for a, b, labels in gold.units if set(labels) == {"OWNER"}}
        golden, ours = gold.benefits(), found.benefits()
        ge, pe = [_evidence(x, owner_lines) for x in golden], [_evidence(x, owner_lines) for x in ours]
        hit = dict(pair(ge, pe, _set_iou))
        self.n.add("benefit", len(hit), len(golden), len(ours))
        pools: dict[tuple[Bounds, ...], tuple[dict[Any, str], dict[Any, str]]] = {}
        for item, e in zip(golden, ge, strict=True):  # tiers of one clause share their evidence: one pool of amounts
            pools.setdefault(e, ({}, {}))[0].update(_amounts(item))
        for item, e in zip(ours, pe, strict=True):
            best = max(pools, key=lambda k: _set_iou(k, e), default=None)
            key = best if best is not None and _set_iou(best, e) >= 0.5 else e
            pools.setdefault(key, ({}, {}))[1].update(_amounts(item))
        for place, (g, p) in pools.items():
            self.n.add("amount", len(g.keys() & p.keys()), len(g), len(p))
            at = place[0][0] if place else 0
            self.misses += [Miss(doc_id, "missed amount", words, at) for key, words in g.items() if key not in p]
            self.misses += [Miss(doc_id, "false amount", words, at) for key, words in p.items() if key not in g]
        wrong = [("missed benefit", x) for i, x in enumerate(golden) if i not in hit]
        wrong += [("false benefit", x) for j, x in enumerate(ours) if j not in hit.values()]
        self.misses += [Miss(doc_id, what, x["evidence"][0].get("text", ""), x["evidence"][0]["start"]) for what, x in wrong]

    def heads(self, doc_id: str, gold: _Doc, found: _Doc) -> None:
        for field in HEAD:
            if field in gold.head:
                right = letters(gold.head.get(field)) == letters(found.head.get(field))
                self.head[0] += right
                self.head[1] += 1
                if not right:
                    self.misses.append(Miss(doc_id, f"wrong {field}", str(gold.head.get(field)), got=str(found.head.get(field))))

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


def score(gold_rows: Iterable[Row], found_rows: Iterable[Row]) -> tuple[dict[str, Any], list[Miss]]:
    """(figures, misses) over the documents that gold has; a document missing from ``found_rows`` counts as empty."""
    gold, found = _by_doc(gold_rows), _by_doc(found_rows)
    scorer = _Scorer()
    for doc_id, g in gold.items():
        p = found.get(doc_id) or _Doc()
        scorer.units(doc_id, g, p)
        scorer.actions(doc_id, g, p)
        scorer.benefits(doc_id, g, p)
        scorer.heads(doc_id, g, p)
    return scorer.figures(len(gold)), scorer.misses
