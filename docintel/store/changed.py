"""A row's source as it was when a person read it, against the source now."""

from __future__ import annotations

from docintel.domain.review import Difference, Piece
from docintel.domain.spans import Span
from docintel.store.anchoring import relocated
from docintel.store.items import get_item
from docintel.store.models import History, Obligation, PaperVersion
from docintel.store.rows import GAP, text_hash
from docintel.store.sources import whole_lines
from docintel.text.differences import changes


def difference(item_id: str) -> Difference | None:
    """What changed in the row's paragraph since the review; None where nothing did or nobody reviewed it. Raises NotFound.

    The old words are those of the version that was reviewed, or of the last one that had the row.
    """
    item = get_item(item_id)
    if not item.review_stamp or (item.review_stamp == item.text_hash and item.gone_since is None):
        return None
    texts = dict(PaperVersion.objects.filter(paper=item.paper_id).values_list("number", "text"))
    now, current = item.paper.version, texts[item.paper.version]
    if item.gone_since is not None:
        before, old = item.version, _lines(texts[item.version], item.start, item.end)
        span = Span.of(texts[before], item.start, item.end)
        place = relocated((span,), texts[before], current)
        found = place(span) if place else None
        new = _lines(current, found.start, found.end) if found else ""
    else:
        new = _lines(texts[item.version], item.start, item.end)
        before, old = _reviewed(item, texts)
        now = item.version
    pieces = tuple(Piece(kind, words) for kind, words in changes(old, new))
    return Difference(old, new, before, now, pieces)


def _reviewed(item: Obligation, texts: dict[int, str]) -> tuple[int, str]:
    """(version, paragraph) that the reviewer had before him: his words are in the history, and the version still holds them."""
    lines = History.objects.filter(kind="item", subject=item.item_id, field="source_text").order_by("-id").values_list("old", flat=True)
    words = next((old for old in lines if text_hash(old) == item.review_stamp), None) or next(iter(lines), "")
    first = words.split(GAP)[0].strip()
    for number in sorted(texts, reverse=True):
        at = texts[number].find(first) if first else -1
        if at >= 0:
            last = words.split(GAP)[-1].strip()
            end = texts[number].find(last, at)
            return number, _lines(texts[number], at, (end + len(last)) if end >= 0 else at + len(first))
    return max(item.version - 1, 1), words


def _lines(text: str, start: int, end: int) -> str:
    first, last = whole_lines(text, start, end)
    return text[first:last].strip()
