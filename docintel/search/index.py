"""``LocalIndex``: provisions found by words and by meaning, in one folder that can be deleted and rebuilt (law 6)."""

from __future__ import annotations

import hashlib
import secrets
import shutil
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Protocol

import numpy as np

from docintel.domain.passages import Filters, Found, Passage
from docintel.search import ranking
from docintel.search.catalogue import Catalogue
from docintel.search.filters import allowed
from docintel.search.fusion import scale, weights
from docintel.search.lexical import Entry, Lexical
from docintel.search.nearness import coverage, far, literal
from docintel.search.question import Question, stopwords, understand
from docintel.search.ranking import Floats, View
from docintel.search.spelling import repair
from docintel.search.vectors import Vectors
from docintel.search.windows import Window, plain, windows
from docintel.text.citing import numbers_in
from docintel.text.places import place_path

SCHEMA = "4"
REWRITE = 20_000  # windows
POOL = 300  # candidates of each kind that are ranked together
TITLE = 60  # characters of a title that the encoder reads before a passage

Progress = Callable[[int, int], None]


class TextEncoder(Protocol):
    """What the index asks of an encoder (texts in, unit vectors as rows out)."""

    dim: int

    def queries(self, texts: Sequence[str]) -> Floats: ...

    def passages(self, texts: Sequence[str]) -> Floats: ...


class LocalIndex:
    """``docintel.domain.ports.PassageIndex`` over tantivy, a file of vectors and a SQLite file.

    ``apply`` is idempotent; a program that died inside it leaves an index that the next ``apply`` of the same changes repairs.
    """

    def __init__(self, folder: Path, encoder: TextEncoder) -> None:
        self._encoder = encoder
        self._stamp = f"{SCHEMA}/{type(encoder).__name__}/{getattr(encoder, 'version', '')}/{encoder.dim}"
        self._folder = folder
        self._catalogue = Catalogue(folder / "catalogue.sqlite3")
        self._vectors = Vectors(folder / "vectors.i8", encoder.dim)
        self._lock = threading.RLock()  # one search or commit at a time
        self._writing = threading.Lock()
        self._seen: View | None = None
        self._lexical: Lexical
        if not self._catalogue.get("stamp") and self.empty:
            self._catalogue.put("stamp", self._stamp)
        self._whole = self._is_whole()

    def _open_lexical(self) -> Lexical:
        """The word index that the catalogue names: a rewritten one has a new name, so that the change of names is the commit."""
        return Lexical(self._folder / (self._catalogue.get("words") or "words"))

    def _is_whole(self) -> bool:
        """Whether the parts fit together; looked at once, when no other program writes."""
        with self._catalogue.transaction():
            self._lexical = self._open_lexical()
            count, highest = self._catalogue.extent()
            return len(self._lexical) == count and highest < len(self._vectors)

    @property
    def stale(self) -> bool:
        """Whether another schema or encoder wrote this index, or parts of it are lost: clear it and feed it every passage again."""
        return self._catalogue.get("stamp") != self._stamp or not self._whole

    @property
    def empty(self) -> bool:
        """Whether the index holds no window."""
        return not self._catalogue.extent()[0]

    def held(self) -> dict[str, int]:
        """Paper → number of its passages."""
        return self._catalogue.sizes()

    def clear(self) -> None:
        """Forget every passage. Vectors of the same encoder are kept for texts that come again, unless most are unused."""
        with self._writing, self._lock:
            used = {row for _, _, _, row, _ in self._catalogue.windows()}
            keep = self._catalogue.get("stamp") == self._stamp and 2 * len(used) >= len(self._vectors)
            if not keep:
                self._vectors.clear()
            with self._catalogue.transaction():
                self._catalogue.clear(keep_vectors=keep)
                self._new_lexical()
                self._catalogue.put("stamp", self._stamp)
                self._catalogue.put("generation", secrets.token_hex(8))
            self._seen, self._whole = None, True

    def _new_lexical(self) -> None:
        """An empty word index in a folder of its own; the one before stays for those who still read it, older ones go."""
        before = self._lexical.folder.name
        name = f"words-{secrets.token_hex(4)}"
        for old in self._folder.glob("words*"):
            if old.name != before:
                shutil.rmtree(old, ignore_errors=True)
        self._catalogue.put("words", name)
        self._lexical = Lexical(self._folder / name)

    def apply(self, upserts: Iterable[Passage], deletes: Iterable[str], progress: Progress | None = None) -> None:
        """Add or replace passages, drop passages by id; ``progress(done, of)`` counts windows encoded. Searches go on meanwhile."""
        with self._writing:
            changed = self._changed(upserts, set(deletes))
            made = {doc: windows(passages) for doc, passages in changed.items()}
            rows = self._encode([w for found in made.values() for w in found], progress)
            with self._lock:
                try:
                    self._commit(changed, made, rows)
                except BaseException:  # the word index may be ahead of the catalogue, which went back
                    self._whole = self._is_whole()
                    raise
                finally:
                    self._seen = None

    def _commit(self, changed: Mapping[str, list[Passage]], made: Mapping[str, list[Window]], rows: Mapping[bytes, int]) -> None:
        with self._catalogue.transaction():
            known = self._catalogue.papers()
            entries: list[Entry] = []
            for doc, found in made.items():
                self._catalogue.set_passages(doc, changed[doc])
                ids = self._catalogue.set_windows(doc, [(rows[_digest(w)], w.names_sum) for w in found])
                entries.extend(_entry(i, w) for i, w in zip(ids, found, strict=True))
            self._write(entries, [doc for doc in made if doc in known])
            self._catalogue.put("generation", secrets.token_hex(8))

    def _write(self, entries: list[Entry], replaced: Sequence[str]) -> None:
        """Into the word index. Dropped entries would go on counting in its word statistics until a merge takes them out, so that an
        index with a history would rank otherwise than a new one: a small index is written anew, in a large one they weigh nothing."""
        if replaced and self._catalogue.extent()[0] <= REWRITE:
            self._new_lexical()
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
            order = ranking.order(features, limit)
            papers = {doc: windows(self._catalogue.passages(doc)) for doc in {view.docs[view.paper_of[i]] for i in order}}
            hits = tuple(ranking.hit(question, view, i, papers[view.docs[view.paper_of[i]]][view.places[i]], features) for i in order)
            notes = [f"不认识地区“{filters.region}”，未按地区筛选"] if filters.region and not place_path(filters.region) else []
            notes += [f"库中没有“{said}”，已按“{meant}”查找" for said, meant in mended.items()]
            covered = coverage(question, hits, self._lexical.count, view.ids.size)
            nothing = far(hits, float(features["_cosine"].max()), covered, getattr(self._encoder, "near", -1.0))
            return ranking.judged(question, hits, nothing and not literal(question, hits), notes)

    def _view(self) -> View:
        generation = self._catalogue.get("generation")
        if self._seen is None or self._seen.generation != generation:
            self._vectors.forget()
            if self._lexical.folder.name != (self._catalogue.get("words") or "words"):
                self._lexical = self._open_lexical()
            self._lexical.reload()
            papers = self._catalogue.papers()
            docs = list(papers)
            number = {doc: k for k, doc in enumerate(docs)}
            known = [(i, row, number[doc], place, amount) for i, doc, place, row, amount in self._catalogue.windows()]
            table = np.array(known, dtype=np.int64).reshape(-1, 5)
            at = {int(i): k for k, i in enumerate(table[:, 0])}
            ids, rows, paper_of, places, amounts = table.T
            self._seen = View(generation, papers, ids, rows, paper_of, places, amounts, docs, at)
        return self._seen

    def _features(self, question: Question, view: View, docs: list[str] | None) -> dict[str, Floats]:
        """Every window's features; a window outside ``docs`` counts as far."""
        within = ranking.inside(view, docs)
        cosine = self._vectors.scores(self._encoder.queries([question.meaning])[0])[view.rows]
        cosine = np.where(within > 0, cosine, -1.0).astype(np.float32)
        table = weights()["field"]
        terms = {f: {t: w * table[f] for t, w in found.items()} for f, found in question.terms.items()}
        cited = {"numbers": terms.pop("numbers", {})}
        features = {
            "meaning": scale(cosine),
            "words": scale(view.scatter(self._lexical.search(terms, docs, POOL))),
            "number": ranking.numbers(question, view, self._lexical.search(cited, docs, POOL)),
            **ranking.places(question, view),
            "_inside": within,
            "_cosine": cosine,
        }
        if question.asks_amount:
            features["amount"] = view.amounts.astype(np.float32)
        return features


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


def _replaced(text: str, mended: Mapping[str, str]) -> str:
    for said, meant in mended.items():
        text = text.replace(said, meant)
    return text
