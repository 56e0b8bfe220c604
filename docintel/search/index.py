"""``LocalIndex``: provisions found by words and by meaning, in one folder that can be deleted and rebuilt (law 6)."""

from __future__ import annotations

import hashlib
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from docintel.domain.passages import Filters, Found, Hit, Passage
from docintel.search.catalogue import Catalogue
from docintel.search.filters import allowed, relation
from docintel.search.fusion import scale, total, weights
from docintel.search.highlight import densest, highlights
from docintel.search.lexical import Entry, Lexical
from docintel.search.nearness import coverage, elsewhere, far
from docintel.search.question import Question, numbers_in, stopwords, understand
from docintel.search.spelling import repair
from docintel.search.vectors import Vectors
from docintel.search.windows import Window, plain, windows
from docintel.text.words import words

SCHEMA = "2"
REWRITE = 20_000  # windows
POOL = 300  # candidates of each kind that are ranked together
TITLE = 60  # characters of a title that the encoder reads before a passage

Floats = NDArray[np.float32]
Progress = Callable[[int, int], None]


class TextEncoder(Protocol):
    """What the index asks of an encoder (``docintel.domain.ports.Encoder`` with arrays)."""

    dim: int

    def queries(self, texts: Sequence[str]) -> Floats: ...

    def passages(self, texts: Sequence[str]) -> Floats: ...


@dataclass(slots=True)
class _View:
    """What a search reads, as of one generation of the index."""

    generation: str
    papers: dict[str, Passage]
    ids: NDArray[np.int64]
    rows: NDArray[np.int64]
    paper_of: NDArray[np.int64]
    places: NDArray[np.int64]
    amounts: NDArray[np.int64]
    docs: list[str]
    at: dict[int, int]


class LocalIndex:
    """``docintel.domain.ports.PassageIndex`` over tantivy, a file of vectors and a SQLite file.

    ``apply`` is idempotent; a program that died inside it leaves an index that the next ``apply`` of the same changes repairs.
    """

    def __init__(self, folder: Path, encoder: TextEncoder) -> None:
        self._encoder = encoder
        self._stamp = f"{SCHEMA}/{type(encoder).__name__}/{getattr(encoder, 'version', '')}/{encoder.dim}"
        self._catalogue = Catalogue(folder / "catalogue.sqlite3")
        self._lexical = Lexical(folder / "words")
        self._vectors = Vectors(folder / "vectors.f16", encoder.dim)
        self._lock = threading.RLock()
        self._seen: _View | None = None
        if not self._catalogue.get("stamp") and self.empty:
            self._catalogue.put("stamp", self._stamp)

    @property
    def stale(self) -> bool:
        """Whether another schema or encoder wrote this index, or parts of it are lost: clear it and feed it every passage again."""
        count, highest = self._catalogue.extent()
        broken = len(self._lexical) != count or highest >= len(self._vectors)
        return self._catalogue.get("stamp") != self._stamp or broken

    @property
    def empty(self) -> bool:
        """Whether the index holds no window."""
        return not self._catalogue.extent()[0]

    def clear(self) -> None:
        """Forget every passage. Vectors of the same encoder are kept for texts that come again, unless most are unused."""
        with self._lock:
            used = {row for _, _, _, row, _ in self._catalogue.windows()}
            keep = self._catalogue.get("stamp") == self._stamp and 2 * len(used) >= len(self._vectors)
            self._catalogue.clear(keep_vectors=keep)
            self._lexical.clear()
            if not keep:
                self._vectors.clear()
            self._catalogue.put("stamp", self._stamp)
            self._seen = None

    def apply(self, upserts: Iterable[Passage], deletes: Iterable[str], progress: Progress | None = None) -> None:
        """Add or replace passages, drop passages by id; ``progress(done, of)`` counts windows encoded."""
        with self._lock:
            changed = self._changed(upserts, set(deletes))
            made = {doc: windows(passages) for doc, passages in changed.items()}
            rows = self._encode([w for found in made.values() for w in found], progress)
            with self._catalogue.transaction():
                known = self._catalogue.papers()
                entries: list[Entry] = []
                for doc, found in made.items():
                    self._catalogue.set_passages(doc, changed[doc])
                    ids = self._catalogue.set_windows(doc, [(rows[_digest(w)], w.names_sum) for w in found])
                    entries.extend(_entry(i, w) for i, w in zip(ids, found, strict=True))
                self._write(entries, [doc for doc in made if doc in known])
                self._catalogue.put("generation", str(int(self._catalogue.get("generation") or 0) + 1))
            self._seen = None

    def _write(self, entries: list[Entry], replaced: Sequence[str]) -> None:
        """Into the word index. Dropped entries would go on counting in its word statistics until a merge takes them out, so that an
        index with a history would rank otherwise than a new one: a small index is written anew, in a large one they weigh nothing."""
        if replaced and self._catalogue.extent()[0] <= REWRITE:
            self._lexical.clear()
            entries = [_entry(i, w) for i, w in self._all_windows()]
            replaced = ()
        self._lexical.write(entries, replaced)

    def _all_windows(self) -> Iterator[tuple[int, Window]]:
        """(id, window) of every paper."""
        for doc, rows in groupby(self._catalogue.windows(), key=lambda row: row[1]):
            found = windows(self._catalogue.passages(doc))
            yield from ((number, found[place]) for number, _, place, *_ in rows)

    def _changed(self, upserts: Iterable[Passage], deletes: set[str]) -> dict[str, list[Passage]]:
        """Doc → all its passages after the change, in order."""
        new: dict[str, dict[str, Passage]] = defaultdict(dict)
        for passage in upserts:
            new[passage.doc][passage.passage_id] = passage
        dropped = {i for i in deletes if not any(i in found for found in new.values())}
        docs = set(new)
        if dropped:
            docs |= {doc for doc in self._catalogue.papers() if any(p.passage_id in dropped for p in self._catalogue.passages(doc))}
        out = {}
        for doc in sorted(docs):
            kept = {p.passage_id: p for p in self._catalogue.passages(doc) if p.passage_id not in dropped}
            out[doc] = sorted({**kept, **new[doc]}.values(), key=lambda p: (p.start, p.end, p.passage_id))
        return out

    def _encode(self, found: Sequence[Window], progress: Progress | None) -> dict[bytes, int]:
        """Digest → vector row of every window; only texts never seen before are encoded."""
        rows: dict[bytes, int] = {}
        todo: dict[bytes, str] = {}
        for window in found:
            digest = _digest(window)
            known = self._catalogue.row_of(digest)
            if known is not None and known < len(self._vectors):
                rows[digest] = known
            else:
                todo[digest] = _meaning(window)
        digests = list(todo)
        for at in range(0, len(digests), 64):
            batch = digests[at : at + 64]
            placed = self._vectors.append(self._encoder.passages([todo[d] for d in batch]))
            for digest, row in zip(batch, placed, strict=True):
                self._catalogue.set_row(digest, row)
                rows[digest] = row
            if progress is not None:
                progress(at + len(batch), len(digests))
        return rows

    def search(self, query: str, filters: Filters, limit: int) -> Found:
        """The best passages, best first, one a window; ``no_answer`` when nothing is near."""
        question = understand(query)
        with self._lock:
            view = self._view()
            mended = repair(question.text, self._lexical.together, self._lexical.followers, stopwords())
            if mended:
                question = understand(_replaced(question.text, mended))
            docs = allowed(view.papers, filters)
            if not question.text or not view.ids.size or docs == []:
                return Found((), no_answer=True)
            features = self._features(question, view, docs)
            order = _order(features, limit)
            papers = {doc: windows(self._catalogue.passages(doc)) for doc in {view.docs[view.paper_of[i]] for i in order}}
            hits = tuple(self._hit(question, view, i, features, papers) for i in order)
            notes = [f"库中没有“{said}”，已按“{meant}”查找" for said, meant in mended.items()]
            covered = coverage(question, hits, self._lexical.count, view.ids.size)
            nothing = far(hits, float(features["_cosine"].max()), covered, getattr(self._encoder, "near", -1.0))
            return _judged(question, hits, nothing, notes)

    def _view(self) -> _View:
        generation = self._catalogue.get("generation")
        if self._seen is None or self._seen.generation != generation:
            self._vectors.forget()
            self._lexical.reload()
            papers = self._catalogue.papers()
            docs = list(papers)
            number = {doc: k for k, doc in enumerate(docs)}
            known = [(i, row, number[doc], place, amount) for i, doc, place, row, amount in self._catalogue.windows()]
            table = np.array(known, dtype=np.int64).reshape(-1, 5)
            at = {int(i): k for k, i in enumerate(table[:, 0])}
            ids, rows, paper_of, places, amounts = table.T
            self._seen = _View(generation, papers, ids, rows, paper_of, places, amounts, docs, at)
        return self._seen

    def _features(self, question: Question, view: _View, docs: list[str] | None) -> dict[str, Floats]:
        """Feature → its value for every window; windows outside ``docs`` have the feature ``out``."""
        meaning = self._vectors.scores(self._encoder.queries([question.meaning])[0])[view.rows]
        table = weights()["field"]
        terms = {f: {t: w * table[f] for t, w in found.items()} for f, found in question.terms.items() if f != "numbers"}
        lexical = np.zeros(view.ids.size, np.float32)
        for window, score in self._lexical.search(terms, docs, POOL):
            if window in view.at:
                lexical[view.at[window]] = score
        inside = np.ones(view.ids.size, bool)
        if docs is not None:
            wanted = set(docs)
            inside = np.array([d in wanted for d in view.docs])[view.paper_of]
            meaning = np.where(inside, meaning, -1.0).astype(np.float32)
        features = {"meaning": scale(meaning), "words": scale(lexical), "number": self._numbers(question, view, docs)}
        features.update(_places(question, view))
        if question.asks_amount:
            features["amount"] = view.amounts.astype(np.float32)
        features["_inside"] = inside.astype(np.float32)
        features["_cosine"] = meaning
        return features

    def _numbers(self, question: Question, view: _View, docs: list[str] | None) -> Floats:
        """1 for windows of the paper with the number asked for, ½ for windows that cite it."""
        out = np.zeros(view.ids.size, np.float32)
        if not question.numbers:
            return out
        for window, _ in self._lexical.search({"numbers": question.terms["numbers"]}, docs, POOL):
            if window in view.at:
                out[view.at[window]] = 0.5
        own = np.array([bool(set(numbers_in(view.papers[d].doc_number)) & set(question.numbers)) for d in view.docs])
        return np.where(own[view.paper_of], 1.0, out).astype(np.float32)

    def _hit(self, question: Question, view: _View, i: int, features: dict[str, Floats], papers: Mapping[str, list[Window]]) -> Hit:
        paper = view.papers[view.docs[view.paper_of[i]]]
        window = papers[paper.doc][view.places[i]]
        marks = highlights(window.text, window.start, [*question.terms["words"], *question.numbers])
        best = densest(window.parts, marks)
        values = {name: round(float(v[i]), 4) for name, v in features.items() if name != "_inside"}
        passage = replace(
            paper, passage_id=best.passage_id, start=window.start, end=window.end, text=window.text, heading_path=best.heading_path
        )
        return Hit(passage, round(float(total(_summed(features))[i]), 4), _why(window, question, values), marks, values)


def _judged(question: Question, hits: tuple[Hit, ...], nothing: bool, notes: list[str]) -> Found:
    """The hits with the verdict whether they answer; what is nearest is shown even where it does not."""
    if question.numbers and any(h.features["number"] for h in hits):
        return Found(hits, notes=tuple(notes))
    if elsewhere(question, hits):
        return Found(hits, True, (*notes, "库中没有该地区的相关条款，以下来自其他地区"))
    if nothing:
        return Found(hits, True, (*notes, "库中没有与问题直接相关的条款，以下是最接近的"))
    return Found(hits, notes=tuple(notes))


def _replaced(text: str, mended: Mapping[str, str]) -> str:
    for said, meant in mended.items():
        text = text.replace(said, meant)
    return text


def _summed(features: dict[str, Floats]) -> dict[str, Floats]:
    return {name: values for name, values in features.items() if not name.startswith("_")}


def _order(features: dict[str, Floats], limit: int) -> list[int]:
    """Windows by score; those outside the filters, and those with neither word nor meaning, are left out."""
    scores = total(_summed(features))
    scores = np.where((features["_inside"] > 0) & (features["words"] + features["meaning"] + features["number"] > 0), scores, -np.inf)
    best = np.argsort(-scores, kind="stable")[:limit]
    return [int(i) for i in best if np.isfinite(scores[i])]


def _places(question: Question, view: _View) -> dict[str, Floats]:
    """place: the paper is of a place named in the question; elsewhere: it is of another place."""
    if not question.places:
        return {}
    near = np.array([max(relation(p, view.papers[d]) for p in question.places) for d in view.docs])[view.paper_of]
    return {"place": (near == 1).astype(np.float32), "elsewhere": (near == -1).astype(np.float32)}


def _meaning(window: Window) -> str:
    """What the encoder reads of a window: the paper's title, then the words."""
    title = plain(window.parts[0].title)[:TITLE]
    return f"{title}\n{window.plain}" if title else window.plain


def _digest(window: Window) -> bytes:
    return hashlib.blake2b(_meaning(window).encode(), digest_size=16).digest()


def _entry(number: int, window: Window) -> Entry:
    first = window.parts[0]
    context = f"{plain(first.title)} {first.issuer} {first.region} {window.heading}"
    return Entry(number, window.doc, window.plain, context, numbers_in(f"{first.doc_number} {window.plain}"))


def _why(window: Window, question: Question, values: dict[str, float]) -> str:
    """Which words, how much meaning, which place and number: in Chinese."""
    text = window.plain.lower()
    asked = set(words(question.text))
    found = [w for w in question.terms["words"] if len(w) > 1 and w in text]
    longest = [w for w in found if not any(w != other and w in other for other in found)]
    said, meant = [w for w in longest if w in asked], [w for w in longest if w not in asked]
    parts = [f"{label}：{'、'.join(some[:8])}" for label, some in (("含词", said), ("近义", meant)) if some]
    parts.append(f"语义相近（为最近者的{round(100 * values['meaning'])}%）")
    if values["number"]:
        parts.append("文号相符" if values["number"] == 1 else "引用该文号")
    if values.get("place"):
        parts.append("地区相符")
    if values.get("amount"):
        parts.append("写明数额")
    if values.get("elsewhere"):
        parts.append("属于其他地区")
    return "；".join(parts)
