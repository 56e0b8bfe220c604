"""``LocalIndex``: provisions found by words and by meaning, in one folder that can be deleted and rebuilt (law 6)."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from docintel.domain.passages import Filters, Found, Passage
from docintel.errors import StoreConflict
from docintel.search import facets, listing, ranking
from docintel.search.catalogue import Catalogue
from docintel.search.facts import Facts
from docintel.search.filters import mask as allowed
from docintel.search.fusion import DEPTH, scale, span, weights
from docintel.search.nearness import coverage, far, literal
from docintel.search.question import Question, stopwords, understand
from docintel.search.ranking import NOTHING, Features, Scored
from docintel.search.spelling import repair
from docintel.search.vectors import FAR, Vectors
from docintel.search.view import Mask, Places, View
from docintel.search.windows import Window
from docintel.search.writer import Progress, TextEncoder, Writer
from docintel.text.places import place_path

SCHEMA = "6"
POOL = 300  # windows that words alone propose
CITING = 5_000  # windows that name a document number asked for
FEW = 500  # papers up to which the word index looks at them alone; of more, what it finds elsewhere is passed over


class LocalIndex:
    """``docintel.domain.ports.PassageIndex`` over tantivy, a file of vectors and a SQLite file.

    ``apply`` is idempotent; what a program that died inside it left half done is set right by the next one that opens the index.
    Searches read the index as it was last committed and never wait for a writer.
    """

    def __init__(self, folder: Path, encoder: TextEncoder) -> None:
        self._folder, self._encoder = folder, encoder
        self._made_by = f"{type(encoder).__name__}/{getattr(encoder, 'version', '')}/{encoder.dim}"
        self._stamp = f"{SCHEMA}/{self._made_by}"
        self._lock = threading.Lock()  # of what is opened and read
        self._open()

    def _open(self) -> None:
        self._writer = Writer(self._folder, self._encoder)
        self._reader = Catalogue(self._writer.catalogue.file)
        self._vectors = Vectors(self._folder / "vectors.i8", self._encoder.dim)
        self._identity = self._writer.catalogue.file.stat().st_ino
        self._view = View("", self._writer.words())
        self._facts = Facts()
        if not self._reader.get("stamp") and not self._reader.extent():
            self._reader.put("stamp", self._stamp)
            self._reader.put("encoder", self._made_by)
        self._whole = self._reader.get("stamp") != self._stamp or self._is_whole()

    def _is_whole(self) -> bool:
        """Whether the parts fit together. What does not is looked at again once no other program writes."""
        try:
            self._writer.mend(wait=False)
        except StoreConflict:  # who writes now began it
            return True
        if self._fits():
            return True
        with self._writer.catalogue.transaction():
            return self._fits()

    def _fits(self) -> bool:
        return len(self._writer.words()) == self._reader.extent() and int(self._reader.get("rows") or 0) <= len(self._vectors)

    def _look(self) -> None:
        """Notice that the folder was deleted under a running program: open it anew, empty."""
        file = self._writer.catalogue.file
        with self._lock:
            if not file.exists() or file.stat().st_ino != self._identity:
                self._open()
            elif not (self._view.lexical.folder / "meta.json").exists() and self._view.generation:
                self._whole = self._is_whole()

    @property
    def stale(self) -> bool:
        """Whether another schema or encoder wrote this index, or parts of it are lost: clear it and feed it every passage again."""
        self._look()
        return self._reader.get("stamp") != self._stamp or not self._whole

    @property
    def empty(self) -> bool:
        """Whether the index holds no window."""
        self._look()
        return not self._reader.extent()

    @property
    def waiting(self) -> int:
        """Windows that are found by words only, as their vectors are not made yet."""
        return self._reader.waiting()

    def held(self) -> dict[str, int]:
        """Paper → number of its passages."""
        return self._reader.sizes()

    def clear(self) -> None:
        """Forget every passage. Vectors of the same encoder are kept for texts that come again, unless most are unused."""
        self._look()
        self._writer.clear(self._stamp, self._made_by)
        self._whole = True

    def apply(self, upserts: Iterable[Passage], deletes: Iterable[str], progress: Progress | None = None, *, meaning: bool = True) -> None:
        """Add or replace passages, drop passages by id; ``progress(done, of)`` counts windows encoded. Searches go on meanwhile.

        Without ``meaning`` the new windows are found by words until :meth:`encode` makes their vectors.
        """
        self._look()
        self._writer.apply(upserts, deletes, progress, meaning)

    def encode(self, progress: Progress | None = None, most: int | None = None) -> int:
        """Vectors for up to ``most`` windows that wait for them (None = all); how many still wait."""
        return self._writer.encode(progress, most)

    def tidy(self) -> bool:
        """Take what was dropped out of the word statistics where it weighs; whether that was needed."""
        return self._writer.tidy()

    def search(self, query: str, filters: Filters, limit: int, *, meaning: bool = True, faceted: bool = False) -> Found:
        """The best passages, best first, one a window; ``no_answer`` when nothing is near. Without ``meaning`` by words alone.

        An empty query lists what passes the filters, newest papers first. ``faceted``: with the facets of what was found.
        """
        question = understand(query)
        for _ in range(3):  # a paper may be replaced between finding and reading it
            view = self._now()
            answer = self._search(question, view, filters, limit, meaning)
            if answer is not None:
                found, pool = answer
                return self._with_facets(found, view, pool, filters) if faceted and pool.size else found
        return Found((), no_answer=True, notes=("索引正在更新，请再试一次",))

    def _with_facets(self, found: Found, view: View, places: Places, filters: Filters) -> Found:
        made = facets.facets(facets.pool(view, places, self._known(view), filters))
        return replace(found, facets=made, pool=len(places))

    def _known(self, view: View) -> Facts:
        """The facts as of this view; read when something asks for them."""
        with self._lock:
            if self._facts.generation != view.generation:
                self._facts = self._facts.refreshed(view, self._reader)
            return self._facts

    def _now(self) -> View:
        """What the index holds now."""
        self._look()
        generation = self._reader.get("generation")
        view = self._view
        if view.generation != generation:
            with self._lock:
                with self._reader.one_moment():
                    generation = self._reader.get("generation")
                    name = self._reader.get("words") or "words"
                    lexical = self._view.lexical if self._view.lexical.folder.name == name else self._writer.words()
                    view = self._view.refreshed(generation, self._reader, lexical)
                lexical.reload()
                self._view = view
        return view

    def _search(self, question: Question, view: View, filters: Filters, limit: int, meaning: bool) -> tuple[Found, Places] | None:
        """What was found, and the windows that facets count; None when a paper was replaced meanwhile."""
        mended = repair(question.text, view.lexical.together, view.lexical.followers, stopwords())
        if mended:
            question = understand(_replaced(question.text, mended))
        mask = allowed(view, filters, lambda: self._known(view))
        if not len(view) or (mask is not None and not mask.any()) or (mask is None and not question.text):
            return Found((), no_answer=True), NOTHING[0]
        if not question.text and mask is not None:
            return self._listed(view, np.flatnonzero(mask), filters, limit)
        places, features = self._features(question, view, mask, meaning)
        chosen = ranking.order(view, places, features, limit)
        windows = self._windows(view, places[chosen])
        if windows is None:
            return None
        hits = tuple(ranking.hit(question, i, window, features, filters) for i, window in zip(chosen, windows, strict=True))
        pool = places[ranking.found(features)]
        notes = [f"不认识地区“{filters.region}”，未按地区筛选"] if filters.region and not place_path(filters.region) else []
        notes += [f"库中没有“{said}”，已按“{meant}”查找" for said, meant in mended.items()]
        waiting = int(np.count_nonzero(view.row < 0))
        if waiting and meaning:
            notes.append(f"有{waiting}段文字的语义还没有算出，这些暂时只按词查找")
        if waiting or not meaning:
            return ranking.judged(question, hits, not hits, notes), pool
        covered = coverage(question, hits, view.lexical.count, len(view))
        nothing = far(hits, float(features["_cosine"].max(initial=FAR)), covered, getattr(self._encoder, "near", -1.0))
        return ranking.judged(question, hits, nothing and not literal(question, hits), notes), pool

    def _listed(self, view: View, places: Places, filters: Filters, limit: int) -> tuple[Found, Places] | None:
        windows = self._windows(view, listing.newest(view, places, limit))
        if windows is None:
            return None
        return Found(tuple(listing.listed(window, filters) for window in windows), whole=True), places

    def _windows(self, view: View, places: Places) -> list[Window] | None:
        """The windows at these places with their words; None when one was replaced meanwhile."""
        found = [self._reader.window(view.papers[view.paper[place]], int(view.ids[place])) for place in places]
        return [window for window in found if window] if all(found) else None

    def _features(self, question: Question, view: View, mask: Mask | None, meaning: bool) -> tuple[Places, Features]:
        """The candidates with their features: the nearest in meaning, the best by words, those that bear or name a number asked for."""
        table = weights()["field"]
        terms = {f: {t: w * table[f] for t, w in found.items()} for f, found in question.terms.items()}
        cited = {"numbers": terms.pop("numbers", {})}
        words = _by_words(view, terms, mask, POOL)
        vector = self._encoder.queries([question.meaning])[0] if meaning and (view.row >= 0).any() else None
        near = NOTHING if vector is None else self._vectors.nearest(vector, view.row, mask, DEPTH)
        citing = _by_words(view, cited, mask, CITING)
        places, features = ranking.candidates(words, near, citing, ranking.papers_of(question, view, mask))
        inside = len(view) if mask is None else int(np.count_nonzero(mask))
        features["words"] = scale(features["words"], *span(words[1], inside))
        features["meaning"] = scale(features["_cosine"], *span(near[1], inside))
        if vector is not None:
            features["_cosine"] = self._vectors.cosines(vector, view.row[places])
        features |= ranking.of_places(question, view, places)
        if question.asks_amount:
            features["amount"] = view.amount[places].astype(np.float32)
        return places, features


def _by_words(view: View, terms: Mapping[str, Mapping[str, float]], mask: Mask | None, limit: int) -> Scored:
    """The best windows by words among those of ``mask``."""
    if not any(terms.values()):
        return NOTHING
    docs, most = None, limit
    if mask is not None:
        papers = np.unique(view.paper[mask])
        if papers.size <= FEW:
            docs = [view.papers[k].doc for k in papers]
    while True:
        ids, scores = view.lexical.search(terms, docs, most)
        places = view.at(ids)
        kept = places >= 0
        if mask is not None:
            kept &= mask[places]
        if len(ids) < most or int(kept.sum()) >= limit or most >= len(view):
            return places[kept][:limit], scores[kept][:limit]
        most = min(8 * most, len(view))


def _replaced(text: str, mended: Mapping[str, str]) -> str:
    for said, meant in mended.items():
        text = text.replace(said, meant)
    return text
