"""各地对比: what places give for the same thing, from the benefits that stand where a topic is found."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO

from docintel.domain.comparisons import Comparison, Measure
from docintel.domain.findings import Amount
from docintel.domain.offers import Offer
from docintel.domain.passages import Filters, Hit
from docintel.errors import BadInput
from docintel.report import comparison_xlsx
from docintel.search.question import Question, stopwords, understand
from docintel.store import sources
from docintel.text.normalise import fold
from docintel.text.places import NATION, place_path
from docintel.text.words import words
from docintel.workflows.find import find

POOL = 100  # passages that are looked at
PER_PLACE = 3
LEAST = 0.5  # share of the topic's words, by weight, that a measure must have
TOPIC = 80  # characters of a clause that are asked when a clause is compared
_FIGURES = re.compile(r"[\d.,，]+\s*(?:%|％|万元|亿元|元|倍|年|个|家|项)?|[一二三四五六七八九十]+是")


def compare(topic: str, filters: Filters | None = None, *, day: date, per_place: int = PER_PLACE) -> Comparison:
    """The measures on ``topic`` by place. Papers that are over on ``day`` are left out and counted in a note."""
    if not topic.strip():
        raise BadInput("请写出要对比的事项，例如：首台套 保险补贴")
    found = find(topic, filters, POOL)
    near = [(offer, hit, _said(offer)) for offer, hit in _offers(found.hits)]
    fits = _fits(understand(topic), [said for _, _, said in near])
    held: dict[tuple[str, int, int], Measure] = {}
    out = 0
    for (offer, hit, _), fit in zip(near, fits, strict=True):
        if fit < LEAST:
            continue
        measure = _measure(offer, hit, day, round(fit * hit.score, 4))
        if measure.standing.state in ("over", "not_yet"):
            out += 1
            continue
        key = (measure.doc, measure.start, measure.end)
        held[key] = _joined(held[key], measure) if key in held else measure
    notes = [n for n in found.notes if "不认识" in n or "等待" in n]
    if out:
        notes.append(f"另有{out}条在{day.isoformat()}已失效或尚未出台，未列入；要看请改“按哪一天的效力”")
    return _by_place(topic, held.values(), per_place, notes)


def topic_of(doc: str, start: int, end: int) -> str:
    """What to ask in other places for a clause of one: its words without figures. Raises BadInput where no benefit stands there."""
    for offer in sources.offers(docs=[doc]):
        clause = offer.benefit.clause or offer.benefit.evidence[0]
        if clause.start < end and clause.end > start:
            heading = offer.path[-1] if offer.path else ""
            return f"{heading} {_FIGURES.sub('', clause.text)}"[:TOPIC].strip()
    raise BadInput("这一处没有惠企条款，请改用事项名称对比，例如：首台套 保险补贴")


def _offers(hits: Sequence[Hit]) -> Iterable[tuple[Offer, Hit]]:
    """The benefits that stand in found passages, each with the best passage that holds it."""
    places: dict[str, list[Hit]] = {}
    for hit in hits:
        places.setdefault(hit.passage.doc, []).append(hit)
    for offer in sources.offers(docs=list(places)):
        at = (offer.benefit.clause or offer.benefit.evidence[0]).start
        holding = next((h for h in places[offer.doc] if h.passage.start <= at < h.passage.end), None)
        if holding is not None:
            yield offer, holding


def _said(offer: Offer) -> str:
    """What a measure says: its clause, its sentences, the headings above them and the paper's title."""
    spans = (*offer.benefit.evidence, *([offer.benefit.clause] if offer.benefit.clause else ()))
    return fold("".join("".join((*offer.path, offer.title, *(s.text for s in spans))).split()))


def _fits(question: Question, said: Sequence[str]) -> list[float]:
    """The share of the topic's words that each measure has, a word counting by its rarity among them and other names as the word itself."""
    wanted = question.text.split() if " " in question.text else [w for w in dict.fromkeys(words(question.text)) if w not in stopwords()]
    held = [[_has(one, (w, *question.synonyms.get(w, ()))) for w in wanted] for one in said]
    common = [sum(one) for one in zip(*held, strict=True)] or [0.0] * len(wanted)
    weights = [math.log(1 + len(said) / (0.5 + n)) for n in common]
    return [sum(w * h for w, h in zip(weights, one, strict=True)) / max(sum(weights), 1e-9) for one in held]


def _has(said: str, names: Iterable[str]) -> float:
    """1 for a name said whole, else the share of its pairs of letters."""
    return max((1.0 if name in said else _pairs(said, name) for name in names), default=0.0)


def _pairs(said: str, name: str) -> float:
    return sum(name[i : i + 2] in said for i in range(len(name) - 1)) / max(len(name) - 1, 1)


def _measure(offer: Offer, hit: Hit, day: date, fit: float) -> Measure:
    benefit = offer.benefit
    clause = benefit.clause or benefit.evidence[0]
    rate, cap, sums = ("；".join(_amount(a, benefit.tier) for a in benefit.amounts if a.rule in rules) for rules in _RULES)
    standing = offer.standing(day)
    validity = benefit.validity or offer.validity
    term = f"{validity.start or '？'} 至 {validity.end or '未写明'}" if validity else ""
    start, end = min(s.start for s in benefit.evidence), max(s.end for s in benefit.evidence)
    return Measure(
        place=_place(hit),
        doc=offer.doc,
        title=offer.title,
        number=hit.passage.doc_number,
        date=offer.issue_date or "",
        start=start,
        end=end,
        words="".join(clause.text.split()),
        kind=benefit.benefit_type,
        beneficiary="".join(benefit.beneficiary.text.split()) if benefit.beneficiary else "",
        conditions="；".join("".join(c.span.text.split()) for c in benefit.conditions),
        rate=rate,
        cap=cap,
        sums=sums,
        lasts=benefit.duration.span.text if benefit.duration else "",
        term=term,
        standing=standing,
        fit=fit,
    )


_RULES = (("rate",), ("cap",), ("fixed", "floor", "reduction", "per_unit", "range", "quota"))


def _amount(amount: Amount, tier: str | None) -> str:
    words = "".join(amount.number.span.text.split())
    base = f"（按{''.join(amount.base_of.text.split())}）" if amount.base_of and amount.rule == "rate" else ""
    return f"{tier}：{words}{base}" if tier else f"{words}{base}"


def _place(hit: Hit) -> str:
    path = place_path(hit.passage.region) if hit.passage.region else (NATION,)
    return "".join(path) or hit.passage.region


def _joined(one: Measure, other: Measure) -> Measure:
    """Tiers that share a clause are one row."""
    words = one.words if other.words in one.words else other.words if one.words in other.words else f"{one.words}……{other.words}"
    return replace(
        one,
        words=words,
        fit=max(one.fit, other.fit),
        beneficiary=_both(one.beneficiary, other.beneficiary),
        conditions=_both(one.conditions, other.conditions),
        rate=_both(one.rate, other.rate),
        cap=_both(one.cap, other.cap),
        sums=_both(one.sums, other.sums),
        lasts=_both(one.lasts, other.lasts),
    )


def _both(one: str, other: str) -> str:
    return "；".join(dict.fromkeys(words for words in (*one.split("；"), *other.split("；")) if words))


def _by_place(topic: str, measures: Iterable[Measure], per_place: int, notes: list[str]) -> Comparison:
    best = sorted(measures, key=lambda m: (-m.fit, m.standing.state != "in_force", m.doc, m.start))
    places = tuple(dict.fromkeys(m.place for m in best))
    rows = [m for place in places for m in [m for m in best if m.place == place][:per_place]]
    if len(rows) < len(best):
        notes.append(f"每个地区列最贴近的{per_place}条，另有{len(best) - len(rows)}条未列")
    return Comparison(topic, tuple(rows), places, tuple(notes))


def as_xlsx(found: Comparison, day: date) -> bytes:
    """The table as an Excel workbook."""
    out = BytesIO()
    comparison_xlsx.write(found, out, day)
    return out.getvalue()
