"""Words: BM25 by tantivy over text that was cut before (``docintel.text.words``); the index's only home of tantivy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from docintel.errors import StoreConflict
from docintel.text.folding import fold_all, pair_lines, word_lines
from docintel.text.normalise import fold

FIELDS = ("words", "grams", "context", "numbers")
_RUN = re.compile(r"[\u4e00-\u9fff]+")
_HEAP = 200_000_000  # bytes of postings before a segment is written out
_BATCH = 512  # entries whose words are cut at once

Found = tuple[NDArray[np.int64], NDArray[np.float32]]
"""Ids of windows and their scores, best first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A window as the word index takes it: ``context`` = title, place, headings; ``numbers`` = normal forms of 发文字号."""

    window: int
    doc: str
    text: str
    context: tuple[str, ...]
    numbers: tuple[str, ...]


def grams(text: str) -> list[str]:
    """Pairs of neighbouring Chinese characters: they find what the segmenter cut otherwise, and words with one wrong character."""
    return [run[i : i + 2] for run in _RUN.findall(fold(text)) for i in range(len(run) - 1)]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("window", stored=True, indexed=True, fast=True)
    builder.add_text_field("doc", tokenizer_name="raw", index_option="basic")
    for name in FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class Lexical:
    """The word index in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, path=str(folder), reuse=True)
        self._index.config_reader(reload_policy="manual")
        self._index.reload()

    def write(self, entries: Iterable[Entry], dropped_docs: Iterable[str], many: bool = False) -> None:
        """Drop every window of ``dropped_docs``, add ``entries``, commit, merge and clear files not used; seen after :meth:`reload`.

        ``many`` entries are sorted into the index by two threads.
        """
        try:
            writer = self._index.writer(_HEAP, num_threads=2 if many else 1)
        except ValueError as error:
            raise StoreConflict(f"另一个程序正在更新索引（{self.folder}）；请等它结束后重试") from error
        for doc in dropped_docs:
            writer.delete_documents_by_term("doc", doc)
        for document in _documents(iter(entries)):
            writer.add_document(document)
        writer.commit()
        writer.garbage_collect_files()
        writer.wait_merging_threads()

    def __len__(self) -> int:
        self._index.reload()
        return int(self._index.searcher().num_docs)

    def reload(self) -> None:
        """See what another program committed."""
        self._index.reload()

    def search(self, terms: Mapping[str, Mapping[str, float]], docs: Sequence[str] | None, limit: int) -> Found:
        """(windows, BM25) best first; ``terms`` = field → term → weight, ``docs`` = the only papers looked at (None = all)."""
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, field, term, "freq"), weight))
            for field, weighted in terms.items()
            for term, weight in weighted.items()
            if weight > 0
        ]
        if not clauses:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        query = tantivy.Query.boolean_query(clauses)
        if docs is not None:
            only = tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._schema, "doc", list(docs)), 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, only)])
        searcher = self._index.searcher()
        hits = searcher.search(query, limit, count=False).hits
        windows = searcher.fast_field_values("window", [address for _, address in hits])
        return np.array(windows, np.int64), np.array([score for score, _ in hits], np.float32)

    def count(self, word: str) -> int:
        """How many windows hold the word."""
        return int(self._index.searcher().doc_freq("words", word))

    def together(self, pairs: Sequence[str]) -> int:
        """How many windows hold all these pairs of neighbouring characters."""
        searcher = self._index.searcher()
        if len(pairs) == 1:
            return int(searcher.doc_freq("grams", pairs[0]))
        all_of = [(tantivy.Occur.Must, tantivy.Query.term_query(self._schema, "grams", pair, "basic")) for pair in pairs]
        return int(searcher.search(tantivy.Query.boolean_query(all_of), 1).count)

    def followers(self, character: str) -> dict[str, int]:
        """Characters that stand behind ``character``, with the number of windows."""
        found = self._index.searcher().terms_with_prefix("grams", character)
        return {pair[1]: count for pair, count in found if len(pair) == 2}


def _documents(entries: Iterator[Entry]) -> Iterator[tantivy.Document]:
    """The entries with their words cut, a batch at a time."""
    contexts: dict[str, str] = {}  # titles and headings come again and again
    while batch := list(islice(entries, _BATCH)):
        folded = fold_all([e.text for e in batch])
        new = list(dict.fromkeys(part for e in batch for part in e.context if part not in contexts))
        contexts.update(zip(new, word_lines(fold_all(new)), strict=True))
        for entry, words, pairs in zip(batch, word_lines(folded), pair_lines(folded), strict=True):
            document = tantivy.Document()
            document.add_unsigned("window", entry.window)
            document.add_text("doc", entry.doc)
            document.add_text("words", words)
            document.add_text("grams", pairs)
            document.add_text("context", " ".join(contexts[part] for part in entry.context))
            document.add_text("numbers", " ".join(entry.numbers))
            yield document
