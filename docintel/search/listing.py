"""Windows for which nothing but filters was asked: the newest papers first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from docintel.domain.passages import Filters, Hit
from docintel.search.fitting import marks, reasons
from docintel.search.view import Places, View
from docintel.search.windows import Window


def newest(view: View, places: Places, limit: int) -> Places:
    """The first windows by their papers' dates, later ones first, those without a date last; inside a paper in order."""
    papers = np.unique(view.paper[places])
    dates = view.columns["date"]
    order = sorted(papers.tolist(), key=lambda k: view.papers[k].doc)
    order.sort(key=lambda k: dates.values[dates.codes[k]], reverse=True)
    rank = {k: n for n, k in enumerate(order[:limit])}  # each has one window at least
    first = places[np.isin(view.paper[places], list(rank))]
    return np.array(sorted(first.tolist(), key=lambda place: (rank[int(view.paper[place])], place))[:limit], np.int64)


def listed(window: Window, filters: Filters) -> Hit:
    """A window as a hit without score."""
    found = marks(filters, window)
    best = next((p for p in window.parts if found and p.start <= found[0][0] < p.end), window.parts[0])
    passage = replace(best, start=window.start, end=window.end, text=window.text, facts=window.facts)
    return Hit(passage, 0.0, reasons(filters, window.facts) or "符合筛选条件", found)
