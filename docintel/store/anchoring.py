"""Rows that people made, when their paper has a new version: their words are found again; they are never matched or overwritten."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils import timezone

from docintel.domain import findings
from docintel.domain.papers import HeadMatter
from docintel.domain.serial import load
from docintel.domain.spans import Span
from docintel.store import made
from docintel.store.corrections import decisions, lay_over
from docintel.store.ledger import in_words
from docintel.store.merge import ALIKE, alike, pairs_of
from docintel.store.models import History, Obligation, Paper, PaperVersion, Review
from docintel.store.progress import goal_words
from docintel.store.rows import ItemRows, obligation_rows, target_name
from docintel.store.sources import whole_lines

PROGRAM = "docintel"
KEPT = "新版公文中原文有变，沿用此前的内容"
"""Why a value that can no longer be read in the paper stays in force."""


@dataclass(frozen=True, slots=True)
class Anchored:
    """What became of the rows: so many whose words changed, so many whose words are gone."""

    changed: int
    gone: int


def anchor(paper: Paper, text: str, told: list[History]) -> Anchored:
    """Moves every row that a person made in ``paper`` to its place in ``text``, the version that was just written."""
    rows = list(Obligation.objects.filter(paper=paper).exclude(origin="read").prefetch_related("owners", "targets"))
    decided = decisions("item", [row.item_id for row in rows])
    texts = dict(PaperVersion.objects.filter(paper=paper, number__in={row.version for row in rows}).values_list("number", "text"))
    changed = gone = 0
    for row in rows:
        item = load(findings.Obligation, row.data)
        found = relocated(item.evidence, texts[row.version], text)
        if found is None:
            gone += _lose(row, paper.version, told)
        else:
            changed += _move(row, made.moved(item, found), decided.get(row.item_id, {}), paper, told)
    return Anchored(changed, gone)


def relocated(evidence: Sequence[Span], before: str, text: str) -> Callable[[Span], Span | None] | None:
    """Where a span that stood in or near ``evidence`` of the text ``before`` stands in ``text``; None where none of it is to be found.

    Evidence is found by its exact words (nearest to where it stood), else by its paragraph: in the most alike one the stretch that has
    taken its place.
    """
    lines = list(_lines(text))
    places = [(old, new) for old in evidence if (new := _exact(old, text) or _in_paragraph(old, before, lines))]
    if not places:
        return None

    def to(span: Span) -> Span | None:
        for old, new in places:
            if old == span:
                return new
            if old.covers(span):
                at = span.start - old.start if old.text == new.text else new.text.find(span.text)
                return Span(new.start + at, new.start + at + len(span.text), span.text) if at >= 0 else None
        old, new = min(places, key=lambda p: abs(p[0].start - span.start))
        return _exact(span, text, new.start + span.start - old.start)

    return to


def _exact(span: Span, text: str, near: int | None = None) -> Span | None:
    """The occurrence of the span's words that is nearest to ``near`` (to where they stood)."""
    wanted, best, at = span.start if near is None else near, -1, text.find(span.text)
    while at >= 0:
        if best < 0 or abs(at - wanted) < abs(best - wanted):
            best = at
        at = text.find(span.text, at + 1)
    return Span(best, best + len(span.text), span.text) if best >= 0 else None


def _in_paragraph(span: Span, before: str, lines: Sequence[Span]) -> Span | None:
    """The stretch in the place of ``span`` in the line most alike to its own, or to it alone (at least ALIKE)."""
    first, last = whole_lines(before, span.start, span.end)
    paragraph = Span.of(before, first, last)
    found = _most_alike(paragraph, lines) or _most_alike(span, lines)
    if found is None:
        return None
    pairs = SequenceMatcher(None, paragraph.text, found.text, autojunk=False).get_opcodes()
    inside = [
        (max(a, span.start - first), min(b, span.end - first), kind, a, c, d)
        for kind, a, b, c, d in pairs
        if a < span.end - first and b > span.start - first
    ]
    starts = [c + lo - a if kind == "equal" else c for lo, _, kind, a, c, _ in inside]
    ends = [c + hi - a if kind == "equal" else d for _, hi, kind, a, c, d in inside]
    if not inside or starts[0] >= ends[-1]:
        return found
    return Span.of(found.text, starts[0], ends[-1]).shift(found.start)


def _most_alike(span: Span, lines: Sequence[Span]) -> Span | None:
    mine = pairs_of(span.text)
    score, found = max(((alike(mine, pairs_of(line.text)), line) for line in lines), default=(0.0, None), key=lambda s: s[0])
    return found if score >= ALIKE else None


def _lines(text: str) -> Iterator[Span]:
    """The lines with words in them, blanks at their ends left out."""
    for line in re.finditer(r"[^\S\n]*(\S(?:.*\S)?)", text):
        yield Span(line.start(1), line.end(1), line[1])


def _lose(row: Obligation, version: int, told: list[History]) -> int:
    if row.gone_since is not None:
        return 0
    row.gone_since, row.needs_review, row.revision = timezone.now(), row.state != "rejected", row.revision + 1
    row.save(update_fields=["gone_since", "needs_review", "revision", "updated"])
    told.append(History(kind="item", subject=row.item_id, who=PROGRAM, field="gone", old="", new=f"第{version}版中已不见"))
    return 1


def _move(row: Obligation, item: findings.Obligation, decided: dict[str, object], paper: Paper, told: list[History]) -> int:
    """Writes the new place. What people see of the row stays; whether its words changed."""
    before, back = in_words(row), row.gone_since is not None
    rows = obligation_rows(item, load(HeadMatter, paper.head), paper.region_path)
    columns = rows.columns
    changed = columns["text_hash"] != row.text_hash
    for name in ("start", "end", "source_text", "text_hash", "data"):
        if name == "source_text" and changed:
            told.append(History(kind="item", subject=row.item_id, who=PROGRAM, field=name, old=row.source_text, new=columns[name]))
        setattr(row, name, columns[name])
    row.version, row.gone_since = paper.version, None
    row.needs_review = bool(row.review_stamp) and row.review_stamp != row.text_hash and row.state != "rejected"
    row.revision += changed or back
    row.save()
    if back:
        told.append(
            History(kind="item", subject=row.item_id, who=PROGRAM, field="gone", old="已不见", new=f"第{paper.version}版中重新出现")
        )
    if changed:
        _keep(row, before, lay_over(rows, decided), told)
    return int(changed or back)


def _keep(row: Obligation, before: dict[str, str], read: ItemRows, told: list[History]) -> None:
    """What the changed words no longer say stays in force as a decision, so that a later correction of another field does not drop it."""
    values = {name: getattr(row, name) for name in ("text", "due", "due_words", "strength")}
    now = {name: read.columns[name] for name in values}
    values["targets"] = [goal_words(t) for t in row.targets.all()]
    now["targets"] = [target_name(t["indicator"], t["words"]) for t in read.parts["targets"]]
    for field, value in values.items():
        if value != now[field]:
            kept = value.isoformat() if hasattr(value, "isoformat") else value
            Review.objects.create(kind="item", subject=row.item_id, field=field, value=kept, who=PROGRAM, note=KEPT, stamp=row.review_stamp)
            told.append(
                History(kind="item", subject=row.item_id, who=PROGRAM, field=field, old=before[field], new=before[field], note=KEPT)
            )


def replaced(paper: Paper | None = None) -> set[str]:
    """Item ids (of one paper, or all) that a living row of a person has taken the place of."""
    rows = Obligation.objects.filter(paper=paper) if paper else Obligation.objects.all()
    lists = rows.exclude(origin="read").exclude(state="rejected").values_list("made_from", flat=True)
    return {item_id for made_from in lists for item_id in made_from}
