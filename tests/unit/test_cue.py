"""A Cue finds what its expression finds."""

from __future__ import annotations

import itertools
import re

import pytest

from docintel.text.cue import Cue, alternatives, finder, firsts, needs, opening, trie
from docintel.text.cues import Cues

PATTERNS = (
    r"近年来|近[一二三]年来?(?!内)|多年来",
    r"(?<!未)(?<!首)以来[，,]",
    r"(?:将(?:会|要)?|要(?![求素]))\d*|[一\d]+年",
    r"^(?:对|向)?[^，]{0,4}(?:补贴|奖励)(?=的|$)",
    r"(?:的)?了|[^，]?完毕$",
    r"x*",
    r"(?i)Ab|c",
    r"(?P<n>年)(?:底|末)?(?P<m>前|内)",
    r"(?>年底?)前|(?:未来){1,2}|(?:今后)*末",
    r"(?:近年|一(?:来|内)?|内|未来?|首|以(?!将)|将|要求?|求|9|补贴?|贴的|奖励?|励|的了|完|毕)(?!今)|底\d|末?前|[今\d]后|了(?=x|$)",
)
LETTERS = "近年来一内未首以，将要求9对补贴奖励的了完毕底末前今后x"


def _texts() -> list[str]:
    words = ["".join(w) for n in (0, 1, 2) for w in itertools.product(LETTERS, repeat=n)]
    return [*words, *(f"{a}{b}" for a in ("未来以来，", "年底前", "向企业补贴的", "Abc") for b in words[:200])]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_same_results(pattern: str) -> None:
    exact, quick = re.compile(pattern), Cue(pattern)
    for text in _texts():
        for span in ((), (1,), (1, len(text) - 1)):
            for name in ("search", "match"):
                a, b = getattr(exact, name)(text, *span), getattr(quick, name)(text, *span)
                assert (a and (a.span(), a.groupdict())) == (b and (b.span(), b.groupdict())), (name, text, span)
            assert [m.span() for m in exact.finditer(text, *span)] == [m.span() for m in quick.finditer(text, *span)]


def test_words_that_a_match_holds() -> None:
    assert needs("将来|近[一二]年来") == {"将来", "年来"}
    assert needs(r"\d+[^，]*") is None
    assert needs("(?:的)?") is None
    assert firsts(r"(?:将|要)?会|[一\d]年") == {"将", "要", "会", "一", r"\d"}
    assert firsts("[^，]年") is None
    assert firsts("(?:年)?") is None


def test_trie_is_longest_first() -> None:
    words = ["推进", "推", "推进落实", "进行", "a|b"]
    plain = re.compile("(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + ")(?!的)")
    quick = re.compile(f"(?:{trie(words)})(?!的)")
    for text in ("推进落实", "推进落实的", "推进的", "推", "的进行", "a|b", "a"):
        assert [m.group() for m in plain.finditer(text)] == [m.group() for m in quick.finditer(text)]


def test_alternatives_and_finder() -> None:
    assert alternatives(r"^a|(?:b|c)[|]\||d") == ["^a", r"(?:b|c)[|]\|", "d"]
    assert finder({"年", "年底", "将"})("到年底")
    assert not finder({"年底", "将"})("年")


@pytest.mark.parametrize("text", ["", *_texts()[::7], "未来以来，向企业补贴的年底前"])
def test_many_together_find_what_each_finds(text: str) -> None:
    together = Cues(PATTERNS)
    alone = [(n, match.span()) for n, one in enumerate(PATTERNS) if (match := re.search(one, text))]
    assert [(n, match.span()) for n, match in together.found(text)] == alone
    assert together.any(text, together.candidates(text)) == bool(alone)


def test_opening_knows_where_no_pattern_begins() -> None:
    opens = opening("渡口|修[缮建]", r"\d{4}年")
    assert opens("修缮渡口", 0)
    assert opens("到２０25年", 1)
    assert not opens("管护渡口", 0)
    assert not opens("渡口", 2)
