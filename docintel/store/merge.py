"""Which items of a paper's new version are which of the old one's. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ALIKE = 0.55  # Dice of character pairs: 于2024年底前完成X and 于2025年6月底前完成X are one item, two items of one list are not


@dataclass(frozen=True, slots=True)
class Key:
    """What is compared: the id the extractor gave, the hash of the words, the words."""

    found_id: str
    text_hash: str
    text: str


@dataclass(frozen=True, slots=True)
class Matches:
    """Indexes: ``pairs`` of (old, new), new ones without an old one, old ones that are gone."""

    pairs: tuple[tuple[int, int], ...]
    added: tuple[int, ...]
    gone: tuple[int, ...]


def pairs_of(text: str) -> frozenset[str]:
    """The set of adjacent character pairs, blanks left out."""
    words = "".join(text.split())
    return frozenset(words[i : i + 2] for i in range(len(words) - 1))


def alike(a: frozenset[str], b: frozenset[str]) -> float:
    """Dice coefficient of two sets, 0..1."""
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def match(old: Sequence[Key], new: Sequence[Key]) -> Matches:
    """Same id and words first, then same words in order, then the most alike (at least ALIKE), each item once."""
    taken: dict[int, int] = {}  # new → old
    free_old = set(range(len(old)))
    for pick in (lambda k: (k.found_id, k.text_hash), lambda k: k.text_hash):
        waiting: dict[object, list[int]] = defaultdict(list)
        for i in sorted(free_old, reverse=True):
            waiting[pick(old[i])].append(i)
        for j, key in enumerate(new):
            if j not in taken and waiting.get(pick(key)):
                taken[j] = waiting[pick(key)].pop()
                free_old.discard(taken[j])
    for _, i, j in sorted(_candidates(old, new, free_old, set(range(len(new))) - taken.keys()), reverse=True):
        if i in free_old and j not in taken:
            taken[j] = i
            free_old.discard(i)
    return Matches(
        pairs=tuple((i, j) for j, i in sorted(taken.items())),
        added=tuple(j for j in range(len(new)) if j not in taken),
        gone=tuple(sorted(free_old)),
    )


def _candidates(old: Sequence[Key], new: Sequence[Key], free_old: Iterable[int], free_new: Iterable[int]) -> list[tuple[float, int, int]]:
    old_pairs = {i: pairs_of(old[i].text) for i in free_old}
    found = []
    for j in free_new:
        mine = pairs_of(new[j].text)
        for i, theirs in old_pairs.items():
            score = alike(mine, theirs)
            if score >= ALIKE:
                found.append((score - abs(i - j) * 1e-6, i, j))
    return found
