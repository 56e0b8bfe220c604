"""Laws of every passage index (docs/rooms.md, law 6), here the embedded one with a small deterministic encoder."""

import hashlib
import shutil
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from docintel.domain.passages import Filters, Passage
from docintel.search.index import LocalIndex


class HashEncoder:
    """Stands in for e5: a text's vector is the sum of its characters' fixed random vectors."""

    dim = 64
    version = "test"
    encoded = 0

    def _vector(self, text):
        total = np.zeros(self.dim, np.float32)
        for c in sorted(set(text)):
            seed = int.from_bytes(hashlib.sha256(c.encode()).digest()[:4], "big")
            total += np.random.default_rng(seed).standard_normal(self.dim).astype(np.float32)
        return total / max(float(np.linalg.norm(total)), 1e-9)

    def queries(self, texts):
        return np.stack([self._vector(t) for t in texts])

    def passages(self, texts):
        self.encoded += len(texts)
        return self.queries(texts)


AIM = "到2025年养老服务体系基本建成。" * 90
PAPERS = {
    "P1": (
        ("澜州市科技创新若干措施", "澜江省澜州市", "澜科发〔2024〕12号"),
        ["对首次认定的高新技术企业给予20万元奖励。", "对科技保险保费给予50%补贴，最高10万元。"],
    ),
    "P2": (("江宜市养老服务条例", "澜江省江宜市", ""), ["养老机构每张床位补贴5000元。", "失能老人可以申请居家照护。"]),
    "P3": (("国务院关于养老服务的意见", "", "国发〔2018〕41号"), [AIM, "赡养老人支出可以扣除。"]),
}


def _passages(doc):
    (title, region, number), texts = PAPERS[doc]
    head = {"title": title, "region": region, "doc_number": number, "issuer": "某局", "kind": "measures", "status": "in_force"}
    out, at = [], 100
    for k, text in enumerate(texts):
        out.append(Passage(f"{doc}#{k}", doc, at, at + len(text), text, heading_path=f"一、第{k}节", date="2024-05-01", **head))
        at += len(text) + 1
    return out


def _all():
    return [p for doc in PAPERS for p in _passages(doc)]


@pytest.fixture
def encoder():
    return HashEncoder()


@pytest.fixture
def index(tmp_path, encoder):
    made = LocalIndex(tmp_path / "index", encoder)
    made.apply(_all(), [])
    return made


FIRST = {"高新技术企业奖励": "P1", "养老机构床位补贴": "P2", "国发[2018]41号": "P3", "赡养老人 扣除": "P3", "澜州市 科技保险": "P1"}
QUESTIONS = list(FIRST)


def _answers(index):
    return {q: [(h.passage.doc, h.passage.start, h.passage.end, h.score) for h in index.search(q, Filters(), 5).hits] for q in QUESTIONS}


def test_finds_what_was_put_in(index):
    assert {q: found[0][0] for q, found in _answers(index).items()} == FIRST


def test_hits_quote_the_paper_and_highlight_inside_it(index):
    parts = {doc: _passages(doc) for doc in PAPERS}
    for question in QUESTIONS:
        for hit in index.search(question, Filters(), 5).hits:
            p = hit.passage
            assert len(p.text) == p.end - p.start <= 1200
            assert hit.why
            assert all(p.start <= start < end <= p.end for start, end in hit.highlights)
            for part in parts[p.doc]:
                if p.start <= part.start and part.end <= p.end:
                    assert p.text[part.start - p.start : part.end - p.start] == part.text


def test_deleted_and_rebuilt_answers_the_same(index, tmp_path, encoder):
    rebuilt = LocalIndex(tmp_path / "again", encoder)
    for doc in reversed(list(PAPERS)):  # another order, in several parts
        rebuilt.apply(_passages(doc), [])
    before = _answers(index)
    assert _answers(rebuilt) == before
    index.clear()
    assert index.empty
    assert index.search("养老", Filters(), 5).no_answer
    index.apply(_all(), [])
    assert _answers(index) == before


def test_change_and_undo_leaves_no_trace(index):
    before = _answers(index)
    index.apply([replace(p, text=p.text.replace("奖励", "补助")) for p in _passages("P1")], [])
    assert _answers(index) != before
    index.apply(_passages("P1"), [])
    assert _answers(index) == before


def test_same_again_changes_nothing_and_encodes_nothing(index, encoder):
    before, encoded = _answers(index), encoder.encoded
    index.apply(_all(), [])
    assert _answers(index) == before
    assert encoder.encoded == encoded


def test_deleted_passages_are_gone(index):
    index.apply([], ["P2#0", "P2#1"])
    assert all(h.passage.doc != "P2" for q in QUESTIONS for h in index.search(q, Filters(), 10).hits)
    index.apply([], ["P3#1", "unknown"])
    assert all("赡养" not in h.passage.text for h in index.search("赡养老人", Filters(), 10).hits)


def test_a_second_opening_sees_the_same(index, tmp_path, encoder):
    other = LocalIndex(tmp_path / "index", encoder)
    assert _answers(other) == _answers(index)
    index.apply([], [p.passage_id for p in _passages("P1")])  # what one writes, the other sees
    assert _answers(other) == _answers(index)


def test_an_index_built_anew_is_seen_by_who_has_it_open(index, tmp_path, encoder):
    other = LocalIndex(tmp_path / "index", encoder)
    before = _answers(other)
    index.clear()
    index.apply(_passages("P2"), [])
    assert _answers(other) == _answers(index) != before


def test_searches_go_on_while_another_thread_writes(index):
    stop = threading.Event()
    failed = []

    def ask():
        while not stop.is_set():
            try:
                assert index.search("养老 补贴", Filters(), 5).hits
            except Exception as error:
                failed.append(error)
                return

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        index.apply([replace(p, text=p.text + "新") for p in _passages("P1")], [])
        index.apply(_passages("P1"), [])
    stop.set()
    for thread in threads:
        thread.join()
    assert not failed


def test_a_write_that_fails_leaves_the_index_as_it_was(index, monkeypatch):
    before = _answers(index)
    monkeypatch.setattr(index._writer.catalogue, "put", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        index.apply([replace(p, text="别的。") for p in _passages("P1")], [])
    monkeypatch.undo()
    assert _answers(index) == before
    assert not index.stale


def test_another_encoder_makes_it_stale(index, tmp_path):
    newer = HashEncoder()
    newer.version = "other"
    other = LocalIndex(tmp_path / "index", newer)
    assert not index.stale
    assert other.stale
    other.clear()
    assert not other.stale


def test_lost_parts_make_it_stale(index, tmp_path, encoder):
    (tmp_path / "index" / "vectors.i8").write_bytes(b"")
    assert LocalIndex(tmp_path / "index", encoder).stale


def _many(count, word="补贴"):
    return [
        replace(p, passage_id=f"Q{k}#0", doc=f"Q{k}", text=f"第{k}批{word}{k * 7}元。") for k in range(count) for p in _passages("P2")[:1]
    ]


def test_changed_paper_by_paper_it_answers_like_one_built_anew(index, tmp_path, encoder):
    index.apply(_many(30), [])
    index.apply(_many(20, "奖励"), [])
    index.apply([], [f"Q{k}#0" for k in range(5, 25)])
    index.apply([replace(p, title="另一题目") for p in _passages("P1")[:1]], [])
    index.apply([replace(p, title="另一题目") for p in _passages("P1")], [])
    rebuilt = LocalIndex(tmp_path / "again", encoder)
    kept = [p for p in {**{p.doc: p for p in _many(30)}, **{p.doc: p for p in _many(20, "奖励")}}.values() if not 5 <= int(p.doc[1:]) < 25]
    rebuilt.apply([*kept, *(p for p in _all() if p.doc != "P1"), *(replace(p, title="另一题目") for p in _passages("P1"))], [])
    assert _answers(rebuilt) == _answers(index)
    assert rebuilt.held() == index.held()


def test_what_a_large_index_dropped_is_tidied_away(index, tmp_path, encoder, monkeypatch):
    monkeypatch.setattr("docintel.search.writer.SMALL", 0)  # nothing is written anew at once
    index.apply(_many(30), [])
    index.apply([], [f"Q{k}#0" for k in range(30)])
    assert index.tidy()
    assert not index.tidy()
    rebuilt = LocalIndex(tmp_path / "again", encoder)
    rebuilt.apply(_all(), [])
    assert _answers(rebuilt) == _answers(index)


def test_a_new_paper_is_taken_in_without_reading_the_others_again(index, monkeypatch):
    _answers(index)
    read = []
    heads = index._reader.heads
    monkeypatch.setattr(index._reader, "heads", lambda numbers=None: read.append(numbers) or heads(numbers))
    index.apply(_many(1), [])
    index.search("养老", Filters(), 5)
    assert [len(numbers) for numbers in read] == [1]


def test_words_are_found_before_their_meaning_is_made(tmp_path, encoder, index):
    later = LocalIndex(tmp_path / "later", encoder)
    encoded = encoder.encoded
    later.apply(_all(), [], meaning=False)
    assert encoder.encoded == encoded
    assert later.waiting > 0
    found = later.search("养老机构床位补贴", Filters(), 5)
    assert found.hits[0].passage.doc == "P2"
    assert "语义" in found.notes[0]
    assert later.encode(most=1) == 0  # a few more than asked for: whole papers
    assert later.waiting == 0
    assert _answers(later) == _answers(index)
    assert not later.search("养老机构床位补贴", Filters(), 5).notes


def test_by_words_alone_no_question_is_encoded(index, monkeypatch, encoder):
    monkeypatch.setattr(encoder, "queries", lambda _: 1 / 0)
    assert index.search("养老机构床位补贴", Filters(), 5, meaning=False).hits[0].passage.doc == "P2"


@pytest.mark.parametrize("step", ["words", "catalogue"])
def test_a_program_that_dies_while_it_writes_is_set_right_by_the_next(index, tmp_path, encoder, step):
    """The process ends between the first word written and the commit of the catalogue, or just before anything is committed."""
    before = _answers(index)
    script = f"""
import os, sys
sys.path.insert(0, {str(tmp_path)!r})
from tests.contract.test_index import HashEncoder, LocalIndex, _passages, replace
from docintel.search import lexical, catalogue
index = LocalIndex(__import__("pathlib").Path({str(tmp_path / "index")!r}), HashEncoder())
import docintel.search.writer as writer
writer.SMALL = 0
write = lexical.Lexical.write
if {step!r} == "words":
    lexical.Lexical.write = lambda *a, **k: (write(*a, **k), os._exit(9))
else:
    lexical.Lexical.write = lambda *a, **k: os._exit(9)
index.apply([replace(p, text=p.text.replace("奖励", "补助")) for p in _passages("P1")], [])
"""
    assert subprocess.run([sys.executable, "-c", script], check=False, cwd=Path(__file__).parents[2]).returncode == 9
    after = LocalIndex(tmp_path / "index", encoder)
    assert not after.stale
    assert _answers(after) == before
    after.apply([replace(p, text=p.text.replace("奖励", "补助")) for p in _passages("P1")], [])
    assert "补助" in after.search("高新技术企业 补助", Filters(), 5).hits[0].passage.text


def test_a_search_does_not_wait_for_a_writer(index, tmp_path, encoder):
    with index._writer.catalogue.transaction():
        assert index.search("养老", Filters(), 5).hits
        assert LocalIndex(tmp_path / "index", encoder).search("养老", Filters(), 5).hits


def test_an_index_of_an_older_version_is_built_again_without_encoding(index, tmp_path, encoder):
    before = _answers(index)
    with sqlite3.connect(tmp_path / "index" / "catalogue.sqlite3") as db:
        db.executescript("DROP TABLE paper; CREATE TABLE window (id INTEGER); PRAGMA user_version=3;")
    after = LocalIndex(tmp_path / "index", encoder)
    assert after.stale
    encoded = encoder.encoded
    after.clear()
    after.clear()  # whoever sees it stale does so
    after.apply(_all(), [])
    assert encoder.encoded == encoded
    assert _answers(after) == before


def test_an_index_deleted_under_a_running_program_is_noticed(index, tmp_path):
    before = _answers(index)
    shutil.rmtree(tmp_path / "index")
    assert index.empty
    assert index.search("养老", Filters(), 5).no_answer
    index.apply(_all(), [])
    assert _answers(index) == before


def test_a_word_index_deleted_under_a_running_program_makes_it_stale(index, tmp_path):
    before = _answers(index)
    for folder in (tmp_path / "index").glob("words*"):
        shutil.rmtree(folder)
    assert index.search("养老", Filters(), 5) is not None
    assert index.stale
    index.clear()
    index.apply(_all(), [])
    assert _answers(index) == before


def test_a_filter_finds_what_stands_behind_many_better_ones(index, monkeypatch):
    monkeypatch.setattr("docintel.search.index.POOL", 3)
    monkeypatch.setattr("docintel.search.index.FEW", 0)
    index.apply([replace(p, region="") for p in _many(60, "养老补贴")], [])
    hits = index.search("养老补贴", Filters(kind="measures", region="澜江省江宜市"), 50, meaning=False).hits
    assert len(hits) == 3
    monkeypatch.setattr("docintel.search.index.FEW", 1000)
    few = index.search("养老补贴", Filters(kind="measures", region="澜江省江宜市"), 50, meaning=False).hits
    assert [h.score for h in few] == [h.score for h in hits]


@pytest.mark.parametrize(
    ("filters", "docs"),
    [
        (Filters(region="澜江省澜州市"), {"P1", "P3"}),  # its own and the nation's
        (Filters(region="澜江省"), {"P1", "P2", "P3"}),
        (Filters(kind="plan"), set()),
        (Filters(issuer="某"), {"P1", "P2", "P3"}),
        (Filters(status="draft_for_comment"), set()),
        (Filters(since="2024-06-01"), set()),
        (Filters(until="2024-05-01"), {"P1", "P2", "P3"}),
    ],
)
def test_filters(index, filters, docs):
    found = index.search("养老 科技 补贴", filters, 20)
    assert {h.passage.doc for h in found.hits} == docs
    assert found.no_answer == (not docs)


@pytest.mark.parametrize("query", ["", "   ", '()[]:*"AND OR', "a" * 5000, "\x00", "🙂", "？？？"])
def test_any_question_is_answered_without_error(index, query):
    index.search(query, Filters(), 5)


def test_an_unknown_place_is_told(index):
    found = index.search("养老", Filters(region="abc"), 5)
    assert found.hits
    assert "abc" in found.notes[0]
