"""Which items of a new version are which of the old one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from docintel.store.merge import Key, match


def keys(*texts, ids=None):
    return [Key(ids[n] if ids else f"c-{text}", text, text) for n, text in enumerate(texts)]


def pairs(old, new):
    found = match(old, new)
    return dict(found.pairs), list(found.added), list(found.gone)


def test_same_words_are_the_same_item_wherever_they_stand():
    assert pairs(keys("修建学校", "修建医院"), keys("新的事项", "修建医院", "修建学校")) == ({1: 1, 0: 2}, [0], [])


def test_a_changed_date_is_the_same_item():
    old = keys("市教育局于2025年12月底前新增学位2000个。", "市财政局于2025年12月底前拨付资金500万元。")
    new = keys("市财政局于2026年6月底前拨付资金500万元。", "市教育局于2026年6月底前新增学位2000个。")
    assert pairs(old, new) == ({1: 0, 0: 1}, [], [])


def test_another_item_is_not_the_same():
    old, new = keys("市教育局新增公办学位。"), keys("市水利局完成水库除险加固。")
    assert pairs(old, new) == ({}, [0], [0])


def test_repeated_words_keep_their_order():
    assert pairs(keys("同", "同", ids=["a", "b"]), keys("同", "同", "同", ids=["b", "a", "c"])) == ({1: 0, 0: 1}, [2], [])


WORDS = st.lists(st.text("学位医院资金年月", min_size=1, max_size=12), max_size=8)


@given(old=WORDS, new=WORDS)
def test_every_item_is_told_once(old, new):
    found = match(keys(*old), keys(*new))
    assert sorted([j for _, j in found.pairs] + list(found.added)) == list(range(len(new)))
    assert sorted([i for i, _ in found.pairs] + list(found.gone)) == list(range(len(old)))
    same = min(sum(min(old.count(w), new.count(w)) for w in set(old)), len(old))
    assert len(found.pairs) >= same
