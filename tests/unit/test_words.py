from pathlib import Path

import jieba
import pytest

from docintel.text import words as module
from docintel.text.words import words

PAPERS = sorted((Path(__file__).parents[2] / "corpora").rglob("W*.txt"))


def test_long_words_come_with_their_parts():
    assert set(words("知识产权质押融资")) >= {"知识", "产权", "知识产权", "质押", "融资"}


def test_query_and_index_fold_alike():
    assert words("５Ｇ基站，國務院辦公廳\u200b") == words("5g基站 国务院办公厅")


def test_letters_and_digits_keep_their_whole_and_their_parts():
    assert words("LPR 3.45，2025-06-30") == ["lpr", "3", "45", "3.45", "2025", "06", "30", "2025-06-30"]


def test_punctuation_and_empty_text_give_nothing():
    assert words("") == [] == words("，。（）—— “”")


def test_both_engines_cut_alike(monkeypatch: pytest.MonkeyPatch):
    texts = [p.read_text(encoding="utf-8") for p in PAPERS]
    assert len(texts) >= 12, "the papers of corpora/ are needed for this comparison"
    fast = [words(t) for t in texts]
    monkeypatch.setattr(module, "segmenter", lambda: jieba.lcut_for_search)
    assert fast == [words(t) for t in texts]
