"""One wrong character, mended by what the library writes."""

from docintel.search.spelling import repair

LIBRARY = ["长期护理保险待遇", "长期护理保险资金", "申请长期护理", "长期管理办法", "住房公积金提取", "住房公积金贷款"]
PAIRS = [{t[i : i + 2] for i in range(len(t) - 1)} for t in LIBRARY]


def together(pairs):
    return sum(set(pairs) <= window for window in PAIRS)


def followers(c):
    after = [{p[1] for p in window if p[0] == c} for window in PAIRS]
    return {x: sum(x in a for a in after) for x in set().union(*after)}


def mend(text, stopwords=frozenset()):
    return repair(text, together, followers, stopwords)


def test_mends_a_character_between_known_ones():
    assert mend("长期户理保险") == {"长期户理保": "长期护理保"}
    assert mend("住房公机金提取") == {"房公机金提": "房公积金提"}


def test_leaves_alone_what_the_library_writes_or_cannot_know():
    assert mend("长期护理保险") == {}
    assert mend("全新的词语组合") == {}
    assert mend("护理") == {}


def test_stopwords_are_no_misspellings():
    assert mend("长期户理保险", frozenset("户")) == {}
