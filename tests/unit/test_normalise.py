import pytest
from hypothesis import given
from hypothesis import strategies as st

from docintel.text.normalise import fold, normalise


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("２０２５年１２月底前，１．５亿元", "2025年12月底前，1.5亿元"),
        ("\ufeff到2025\u200b年\u3000达５０％", "到2025年 达50%"),
        ("國務院辦公廳關於印發", "国务院办公厅关于印发"),
        ("乾县、瞭望、著名", "乾县、瞭望、著名"),  # simplified characters that also serve as traditional ones stay
        ("建筑面积6.5万㎡", "建筑面积6.5万m2"),
        ("①2025年", "①2025年"),
        ("按1∶1承担（含）", "按1:1承担（含）"),
    ],
)
def test_clean_copy(text: str, clean: str):
    assert normalise(text).text == clean


def test_offsets_come_back_through_removed_and_widened_characters():
    source = "\u200b面积㎡：２０\u200b２５年"
    clean = normalise(source)
    at = clean.text.index("2025年")
    start, end = clean.span(at, at + 5)
    assert source[start:end] == "２０\u200b２５年"
    assert clean.back(clean.text.index("m2")) == clean.back(clean.text.index("m2") + 1) == source.index("㎡")
    assert clean.back(len(clean.text)) == len(source)


@given(st.text())
def test_map_is_monotone_and_inside_the_source(text: str):
    clean = normalise(text)
    offsets = [clean.back(i) for i in range(len(clean.text) + 1)]
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(text)
    assert all(0 <= o <= len(text) for o in offsets)


@given(st.text())
def test_untouched_characters_stand_where_they_came_from(text: str):
    source = f"{text}①{text}"
    clean = normalise(source)
    assert [clean.back(i) for i, c in enumerate(clean.text) if c == "①"] == [i for i, c in enumerate(source) if c == "①"]


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str):
    assert fold(fold(text)) == fold(text)
