"""Many texts folded and cut at once come out as one by one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docintel.search.lexical import grams
from docintel.text import folding
from docintel.text.folding import fold_all, pair_lines, word_lines
from docintel.text.normalise import fold
from docintel.text.words import words

some = st.one_of(
    st.text("高新技术企業补贴２０万元①㎡…ΣİAa1.5-3（）〔〕， \n\t\u3000\u200b", max_size=40),
    st.text(max_size=20),
    st.text(st.characters(categories=["Mn", "Lo", "Lm", "Nd", "Cs"]), max_size=8),
    st.just("含\x00分隔"),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(some, max_size=6))
def test_a_batch_is_like_one_by_one(texts):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folding, "_FEW", 0)
        folded = fold_all(texts)
    assert folded == [fold(t) for t in texts]
    assert [sorted(line.split()) for line in word_lines(folded)] == [sorted(" ".join(words(t)).split()) for t in texts]
    assert [line.split() for line in pair_lines(folded)] == [grams(t) for t in texts]
