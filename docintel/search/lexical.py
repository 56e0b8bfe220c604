"""Words: BM25 by tantivy over text that was cut before (``docintel.text.words``); the index's only home of tantivy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy

from docintel.errors import StoreConflict
from docintel.text.normalise import fold
from docintel.text.words import words

FIELDS = ("words", "grams", "context", "numbers")
_RUN = re.compile(r"[\u4e00-\u9fff]+")
_HEAP = 64_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A window as the word index takes it: ``context`` = title and headings, ``numbers`` = normal forms of 发文字号."""

    window: int
    doc: str
    text: str
    context: str
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

    def write(self, entries: Iterable[Entry], dropped_docs: Iterable[str]) -> None:
        """Drop every window of ``dropped_docs``, add ``entries``, commit, merge and clear files no longer used."""
        try:
            writer = self._index.writer(_HEAP, num_threads=1)
        except ValueError as error:
            raise StoreConflict(f"另一个程序正在更新索引（{self.folder}）；请等它结束后重试") from error
        for doc in dropped_docs:
            writer.delete_documents_by_term("doc", doc)
        for entry in entries:
            writer.add_document(self._document(entry))
        writer.commit()
        writer.garbage_collect_files()
        writer.wait_merging_threads()
        self._index.reload()

    def _document(self, entry: Entry) -> tantivy.Document:
        document = tantivy.Document()
        document.add_unsigned("window", entry.window)
        document.add_text("doc", entry.doc)
        document.add_text("words", " ".join(words(entry.text)))
        document.add_text("grams", " ".join(grams(entry.text)))
        document.add_text("context", " ".join(words(entry.context)))
        document.add_text("numbers", " ".join(entry.numbers))
        return document

    def __len__(self) -> int:
        self._index.reload()
        return int(self._index.searcher().num_docs)

    def reload(self) -> None:
        """See what another program committed."""
        self._index.reload()

    def search(self, terms: Mapping[str, Mapping[str, float]], docs: Sequence[str] | None, limit: int) -> list[tuple[int, float]]:
        """[(window, BM25)] best first; ``terms`` = field → term → weight, ``docs`` = the only papers looked at (None = all)."""
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, field, term, "freq"), weight))
            for field, weighted in terms.items()
            for term, weight in weighted.items()
            if weight > 0
        ]
        if not clauses:
            return []
        query = tantivy.Query.boolean_query(clauses)
        if docs is not None:
            only = tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._schema, "doc", list(docs)), 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, only)])
        searcher = self._index.searcher()
        hits = searcher.search(query, limit, count=False).hits
        windows = searcher.fast_field_values("window", [address for _, address in hits])
        return [(int(window), score) for window, (score, _) in zip(windows, hits, strict=True)]

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
