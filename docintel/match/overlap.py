"""How far a condition's words are found in what is known: weighted share of telling words, with synonyms (data/synonyms.tsv)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from docintel.match import lexicon
from docintel.match.clean import squeeze
from docintel.match.portrait import Known
from docintel.text.places import find_places
from docintel.text.words import words

_GRADE = re.compile(
    r"[一二三四五特优]等奖|[金银铜]奖|优秀奖|[甲乙丙丁]级|[一二三四五]星级|\dA级?|[一二三]类|特级|[一二三四五六七八九]级(?!以上)"
)
_GRADE_KINDS = (
    re.compile(r"等奖|[金银铜]奖|优秀奖"),
    re.compile(r"[甲乙丙丁]级"),
    re.compile(r"星级"),
    re.compile(r"\dA"),
    re.compile(r"类"),
)
_LIST = re.compile(r"、|或者|或|以及|及|和|与")


@dataclass(frozen=True, slots=True)
class Cover:
    """``score`` 0–1 = share of the telling words covered; ``weight`` of what was covered; ``known`` that covered most."""

    score: float
    weight: float
    known: Known | None


@lru_cache(maxsize=131072)
def telling(text: str) -> tuple[tuple[str, float], ...]:
    """(word, weight) of the words that tell something, whole words rather than their parts."""
    found = dict.fromkeys(w for w in words(text) if not w.isdigit())
    kept = {w: lexicon.weight(w) for w in found}
    whole = [w for w in kept if kept[w] > 0]
    return tuple((w, kept[w]) for w in whole if not any(w != o and w in o for o in whole))


@lru_cache(maxsize=131072)
def kin(word: str) -> tuple[str, ...]:
    """Words that say the same (data/synonyms.tsv)."""
    return tuple(sorted({s for group in lexicon.synonyms() if word in group for s in group} - {word}))


@lru_cache(maxsize=131072)
def word_cover(word: str, text: str) -> float:
    """1 for the word itself, 0.9 for a synonym, up to 0.7 for its pairs of characters."""
    word, text = word.lower(), text.lower()
    if word in text:
        return 1.0
    if any(s in text for s in kin(word)):
        return 0.9
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    if len(word) < 3:
        return 0.0
    hit = sum(1 for p in pairs if lexicon.weight(p) > 0 and (p in text or any(s in text for s in kin(p))))
    return 0.7 * hit / len(pairs)


@lru_cache(maxsize=131072)
def share(asked: str, text: str) -> tuple[float, float]:
    """(share, weight) of the telling words of ``asked`` found in ``text``; (0, 0) when nothing tells."""
    all_words = telling(asked)
    total = sum(w for _, w in all_words)
    if not total:
        return 0.0, 0.0
    got = sum(w * word_cover(word, text) for word, w in all_words)
    return got / total, got


@lru_cache(maxsize=131072)
def best_share(asked: str, text: str) -> tuple[float, float]:
    """Like :func:`share`, but of a list (A、B或C) the best member is enough, at nine tenths; where something follows
    the list and governs all of it (A、B发展C), the last member counts half."""
    whole = share(asked, text)
    parts = [p for p in _LIST.split(asked) if len(p) > 1]
    if len(parts) < 2:
        return whole
    told = [p for p in parts if sum(w for _, w in telling(p)) >= 3.0]
    if not told:
        return whole
    best = max(share(p, text) for p in told)
    usual = sorted(len(p) for p in parts[:-1])[(len(parts) - 1) // 2]
    if len(parts[-1]) <= 1.5 * usual:  # nothing follows the list
        return max(whole, (0.9 * best[0], best[1]))
    last = share(told[-1], text)  # it also holds what follows the list and governs all of it
    return max(whole, (0.45 * (best[0] + last[0]), best[1]))


def cover(asked: str, knowns: tuple[Known, ...]) -> Cover:
    """The known that covers most of ``asked``."""
    asked = squeeze(asked)
    best = Cover(0.0, 0.0, None)
    for known in knowns:
        score, got = best_share(asked, known.label)
        if score > best.score or (score == best.score and got > best.weight):
            best = Cover(score, got, known)
    return best


def back_cover(asked: str, known: Known) -> float:
    """Share of the telling words of a known that the condition names (天府旅游名宿 in 新创建天府旅游名宿)."""
    label = re.sub(r"（[^（）]*）", "", known.label) or known.label
    for start, end, _ in reversed(find_places(label)):
        label = label[:start] + label[end:] if label[:start] + label[end:] else label  # 南沙区总部型企业 is the 总部型企业 of the paper
    return share(label if grades(asked) else _GRADE.sub("", label), asked)[0]


def grades(text: str) -> tuple[str, ...]:
    """Grade words: 二等奖, 甲级, 五星级, 3A."""
    return tuple(m.group().removesuffix("级") if "A" in m.group() else m.group() for m in _GRADE.finditer(text))


def grade_clash(asked: str, label: str) -> bool:
    """Both name grades of one kind and none of the firm's is among those asked for (特等奖 against 二等奖)."""
    own, wanted = grades(label), grades(asked)
    for kind in _GRADE_KINDS:
        mine = {g for g in own if kind.search(g)}
        theirs = {g for g in wanted if kind.search(g)}
        if mine and theirs and not mine & theirs:
            return True
    return False
