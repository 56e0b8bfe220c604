"""What writes an index: papers cut into windows, words into the word index, vectors behind the others, all named by the catalogue.

A paper is named ``unsure`` before its words are written and no longer once the catalogue holds it. Where a program dies between, the next
writer writes the words of just these papers again as the catalogue has them.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np

from docintel.domain.passages import Passage
from docintel.search.catalogue import Catalogue
from docintel.search.lexical import Entry, Lexical
from docintel.search.records import HEAD, Paper
from docintel.search.vectors import Floats, Vectors
from docintel.search.windows import Window, plain
from docintel.text.citing import numbers_in

SMALL = 2_000  # windows of a word index that is written anew when a paper is replaced
TIDY = 20_000  # windows up to which no dropped entry stays; above, DROPPED of all may
DROPPED = 0.005
CHUNK = 512  # windows encoded before what was reached is kept
TITLE = 60  # characters of a title that the encoder reads before a passage

Progress = Callable[[int, int], None]


class TextEncoder(Protocol):
    """What the index asks of an encoder (texts in, unit vectors as rows out)."""

    dim: int

    def queries(self, texts: Sequence[str]) -> Floats: ...

    def passages(self, texts: Sequence[str]) -> Floats: ...


class _Cut:
    """A paper with the words of its windows, and the digests under which their vectors are found."""

    def __init__(self, paper: Paper) -> None:
        self.paper, self.texts = paper, paper.texts
        self.digests: list[bytes] = []

    def digest(self) -> list[bytes]:
        self.digests = [_digest(w) for w in self.texts]
        return self.digests

    def place(self, rows: Mapping[bytes, int]) -> None:
        """Where the windows' vectors stand now."""
        own = self.paper.windows["row"]
        self.paper.windows["row"] = [rows.get(d, row) for d, row in zip(self.digests, own.tolist(), strict=True)]


class Writer:
    """The parts of an index in ``folder``, to be written. One thread at a time; another program's writer is waited for."""

    def __init__(self, folder: Path, encoder: TextEncoder) -> None:
        self._folder, self._encoder = folder, encoder
        self.catalogue = Catalogue(folder / "catalogue.sqlite3")
        self.vectors = Vectors(folder / "vectors.i8", encoder.dim)
        self._one = threading.RLock()

    def words(self) -> Lexical:
        """The word index that the catalogue names: a rewritten one has a new name, so that the change of names is the commit."""
        return Lexical(self._folder / (self.catalogue.get("words") or "words"))

    def clear(self, stamp: str, encoder: str) -> None:
        """Forget every passage. Vectors of the same encoder are kept for texts that come again, unless most are unused."""
        with self._one, self.catalogue.transaction():
            same = self.catalogue.get("encoder") == encoder
            used = self.catalogue.extent() or self.catalogue.known_vectors()  # an empty index does not tell what it will need
            keep = same and 2 * used >= len(self.vectors)
            if not keep:
                self.vectors.clear()
            before = self.catalogue.get("words") or "words"
            self.catalogue.clear(keep_vectors=keep)
            self._new_words(before)
            self.catalogue.put("stamp", stamp)
            self.catalogue.put("encoder", encoder)
            self._changed_now()

    def apply(self, upserts: Iterable[Passage], deletes: Iterable[str], progress: Progress | None, meaning: bool) -> None:
        """Add or replace passages, drop passages by id. Texts that were encoded before keep their vector; ``meaning``: others get one."""
        with self._one:
            self.mend()
            held = self._passages(upserts, set(deletes))
            papers = [_Cut(Paper.of(doc, passages)) for doc, passages in held.items() if passages]
            made: dict[bytes, Floats] = {}
            if meaning or len(self.vectors):
                todo = {d: w for cut in papers for d, w in zip(cut.digest(), cut.texts, strict=True)}
                known = self._known(todo)
                made = self._encode({d: w for d, w in todo.items() if d not in known}, progress) if meaning else {}
                for cut in papers:
                    cut.paper.windows["row"] = [known.get(d, -1) for d in cut.digests]
            try:
                self._commit(list(held), papers, made)
            except BaseException:  # the word index may be ahead of the catalogue, which went back
                with suppress(Exception):  # what stands in the way now may be gone when the next writer looks
                    self.mend()
                raise

    def _commit(self, docs: Sequence[str], papers: Sequence[_Cut], made: Mapping[bytes, Floats]) -> None:
        with self.catalogue.transaction():
            self.catalogue.set_unsure(docs)
        with self.catalogue.transaction():
            rows = self._keep(made)
            for cut in papers if rows else ():
                cut.place(rows)
            before = [doc for doc in docs if self.catalogue.has(doc)]
            gone = sum(self.catalogue.drop(doc) for doc in before)
            firsts = [self.catalogue.add(cut.paper) for cut in papers]
            if gone and self.catalogue.extent() <= SMALL:
                self._rewrite()
            else:
                entries = (_entry(first + k, w) for first, cut in zip(firsts, papers, strict=True) for k, w in enumerate(cut.texts))
                self.words().write(entries, before, many=sum(len(cut.texts) for cut in papers) > SMALL)
                self.catalogue.count("dropped", gone)
            self.catalogue.set_unsure(())
            self._changed_now()

    def mend(self, wait: bool = True) -> None:
        """Papers whose writing another program began and did not end: their words once more. Raises StoreConflict when not to wait."""
        with self._one:
            if not self.catalogue.unsure():
                return
            with self.catalogue.transaction(wait):
                docs = self.catalogue.unsure()
                if self.catalogue.extent() <= SMALL:
                    self._rewrite()
                else:
                    entries = list(self._entries(docs))
                    self.words().write(entries, docs)
                    self.catalogue.count("dropped", len(entries))
                self.catalogue.set_unsure(())
                self._changed_now()

    def tidy(self) -> bool:
        """Write the word index anew where dropped entries are more than may stay; whether it was. Searches go on meanwhile.

        Dropped entries would go on counting in its word statistics until a merge takes them out, so that an index with a history would
        rank otherwise than a new one.
        """
        with self._one:
            dropped, extent = int(self.catalogue.get("dropped") or 0), self.catalogue.extent()
            if not dropped or (extent > TIDY and dropped < DROPPED * extent):
                return False
            with self.catalogue.transaction():
                self._rewrite()
                self._changed_now()
            return True

    def _rewrite(self) -> None:
        self._new_words(self.catalogue.get("words") or "words").write(self._entries(None), (), many=self.catalogue.extent() > SMALL)
        self.catalogue.put("dropped", "0")

    def _new_words(self, before: str) -> Lexical:
        """An empty word index in a folder of its own; the one before stays for those who still read it, older ones go."""
        name = f"words-{secrets.token_hex(4)}"
        for old in self._folder.glob("words*"):
            if old.name != before:
                shutil.rmtree(old, ignore_errors=True)
        self.catalogue.put("words", name)
        return Lexical(self._folder / name)

    def _entries(self, docs: Iterable[str] | None) -> Iterator[Entry]:
        """The windows of ``docs`` (None = of every paper) as the word index takes them."""
        for doc in self.catalogue.sizes() if docs is None else docs:
            if found := self.catalogue.paper(doc):
                _, first, paper = found
                yield from (_entry(first + k, w) for k, w in enumerate(paper.texts))

    def _passages(self, upserts: Iterable[Passage], deletes: set[str]) -> dict[str, list[Passage]]:
        """Doc → all its passages after the change, in order. A passage's id begins with its doc and #."""
        new: dict[str, dict[str, Passage]] = defaultdict(dict)
        for passage in upserts:
            new[passage.doc][passage.passage_id] = passage
            deletes.discard(passage.passage_id)
        docs = {*new, *(doc for i in deletes for doc in _docs_of(i) if self.catalogue.has(doc))}
        out = {}
        for doc in sorted(docs):
            found = self.catalogue.paper(doc)
            kept = {p.passage_id: p for p in (found[2].passages if found else ()) if p.passage_id not in deletes}
            if kept and new[doc]:  # what the newest says of the paper holds for all its passages
                head = {name: getattr(next(iter(new[doc].values())), name) for name in HEAD}
                kept = {i: replace(p, **head) for i, p in kept.items() if i not in new[doc]}
            out[doc] = sorted({**kept, **new[doc]}.values(), key=lambda p: (p.start, p.end, p.passage_id))
        return out

    def encode(self, progress: Progress | None, most: int | None) -> int:
        """Vectors for up to ``most`` windows that have none (None = all); how many still wait. ``progress(done, of)``."""
        total, done = self.catalogue.waiting(), 0
        while (left := self.catalogue.waiting()) and (most is None or done < most):
            with self._one:
                done += self._encode_some()
            if progress:
                progress(min(done, total), max(total, done))
        return left

    def _encode_some(self) -> int:
        """The next papers' windows, CHUNK or a few more."""
        chosen: dict[int, tuple[Paper, list[bytes]]] = {}
        todo: dict[bytes, Window] = {}
        for doc in self.catalogue.waiting_papers(CHUNK):
            if len(todo) >= CHUNK:
                break
            if found := self.catalogue.paper(doc):
                number, _, paper = found
                chosen[number] = paper, [_digest(w) for w in paper.texts]
                todo.update(zip(chosen[number][1], paper.texts, strict=True))
        known = self._known(todo)
        made = self._encode({d: w for d, w in todo.items() if d not in known}, None)
        with self.catalogue.transaction():
            rows = {**known, **self._keep(made)}
            for number, (paper, digests) in chosen.items():
                known_now = paper.windows.copy()
                known_now["row"] = [rows[d] for d in digests]
                self.catalogue.set_windows(number, known_now)
            self._changed_now()
        return len(todo)

    def _known(self, digests: Iterable[bytes]) -> dict[bytes, int]:
        many = len(self.vectors)
        return {d: row for d, row in self.catalogue.rows_of(digests).items() if row < many}

    def _encode(self, todo: Mapping[bytes, Window], progress: Progress | None) -> dict[bytes, Floats]:
        """Vectors of texts never seen before."""
        made: dict[bytes, Floats] = {}
        digests = list(todo)
        for at in range(0, len(digests), CHUNK):
            batch = digests[at : at + CHUNK]
            made.update(zip(batch, self._encoder.passages([_meaning(todo[d]) for d in batch]), strict=True))
            if progress is not None:
                progress(at + len(batch), len(digests))
        return made

    def _keep(self, made: Mapping[bytes, Floats]) -> dict[bytes, int]:
        """Write new vectors down, inside the transaction that names them."""
        if not made:
            return {}
        rows = dict(zip(made, self.vectors.append(np.stack(list(made.values()))), strict=True))
        self.catalogue.set_rows(rows.items())
        self.catalogue.put("rows", str(len(self.vectors)))
        return rows

    def _changed_now(self) -> None:
        self.catalogue.put("generation", secrets.token_hex(8))


_plain = lru_cache(maxsize=1 << 10)(plain)
_numbers = lru_cache(maxsize=1 << 10)(numbers_in)


def _docs_of(passage_id: str) -> Iterator[str]:
    """Papers that a passage with this id may belong to."""
    return (passage_id[:at] for at, c in enumerate(passage_id) if c == "#")


def _meaning(window: Window) -> str:
    """What the encoder reads of a window: the paper's title, then the words."""
    title = _plain(window.parts[0].title)[:TITLE]
    return f"{title}\n{window.plain}" if title else window.plain


def _digest(window: Window) -> bytes:
    return hashlib.blake2b(_meaning(window).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _entry(number: int, window: Window) -> Entry:
    first = window.parts[0]
    context = (f"{_plain(first.title)} {first.issuer} {first.region}", window.heading)
    numbers = dict.fromkeys((*_numbers(first.doc_number), *numbers_in(window.plain)))
    return Entry(number, window.doc, window.plain, context, tuple(numbers))
