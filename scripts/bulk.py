"""Many provisions for measuring: paragraphs of law books and papers, varied and mixed until there are as many as asked for.

reads   laws.tar.xz (folders of .md, "# title", "## heading", paragraphs) and, where given, a folder of papers (.txt)
gives   ``papers(count, laws, folder)``: lists of Passage, a paper each; the same for the same arguments
        ``vectors(count, near)``: unit vectors spread like ``near`` (real encoded ones): encoding a million windows takes hours

A second round through the sources takes every second paragraph from another paper and other figures, so that no two papers are alike,
and no window of one round has the words of a window of another.
"""

from __future__ import annotations

import hashlib
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from docintel.domain.passages import Passage

_FIGURE = re.compile(r"\d+|[一二三四五六七八九](?=[万千百]?元)")
_PLACES = ("", "浙江省/温州市", "浙江省/杭州市", "广东省/深圳市", "江苏省/苏州市", "四川省/成都市", "湖北省/武汉市", "山东省/青岛市")
_KINDS = ("measures", "plan", "notice", "opinions")
Source = tuple[str, list[tuple[str, str]]]
"""Title, and (heading path, paragraph) in order."""


def sources(laws: Path, folder: Path | None = None) -> list[Source]:
    """Title and paragraphs of every text, in order."""
    out = []
    with tarfile.open(laws) as tar:  # in the archive's order: to go back in it is to unpack it again
        for member in tar:
            data = tar.extractfile(member) if member.isfile() and member.name.endswith(".md") else None
            if data:
                out.append(_source(data.read().decode("utf-8", "replace"), Path(member.name).stem))
    for file in sorted(folder.glob("*.txt")) if folder else ():
        out.append(_source(file.read_text(encoding="utf-8", errors="replace"), file.stem))
    return [source for source in out if len(source[1]) > 3]


def _source(text: str, name: str) -> Source:
    title, path, found = name, "", []
    for line in (line.strip() for line in text.splitlines()):
        if line.startswith("# "):
            title = line[2:].strip()
        elif line.startswith("#"):
            path = line.lstrip("# ")
        elif len(line) > 5 and not line.startswith(("<", "!")):
            found.append((path, line))
    return title, found


def papers(count: int, laws: Path, folder: Path | None = None) -> Iterator[list[Passage]]:
    """Papers until ``count`` provisions were given; the last one is cut."""
    held = sources(laws, folder)
    made = number = 0
    while made < count:
        turn, which = divmod(number, len(held))
        title, own = held[which]
        if turn:
            other = held[(which + 97 * turn) % len(held)][1]
            own = [other[k % len(other)] if k % 2 else row for k, row in enumerate(own)]
        rows = [(path, _varied(text, number) if turn else text) for path, text in own][: count - made]
        yield list(_passages(number, f"{title}{turn or ''}", rows))
        made += len(rows)
        number += 1


def _varied(text: str, number: int) -> str:
    return _FIGURE.sub(lambda m: str((int(m.group()) if m.group().isdigit() else 3) + number % 89), text)


def _passages(number: int, title: str, rows: list[tuple[str, str]]) -> Iterator[Passage]:
    doc, at = f"B{number:06}", 0
    day = f"{2005 + number % 20}-{1 + number % 12:02}-{1 + number % 28:02}"
    head = {"title": title, "region": _PLACES[number % len(_PLACES)], "kind": _KINDS[number % len(_KINDS)], "date": day}
    head |= {"issuer": f"某市第{number % 200}局", "status": "in_force", "doc_number": f"某政发〔{2005 + number % 20}〕{number}号"}
    for k, (path, text) in enumerate(rows):
        yield Passage(f"{doc}#{k}", doc, at, at + len(text), text, heading_path=path, **head)
        at += len(text) + 1


def vectors(count: int, near: NDArray[np.float32], seed: int = 0) -> NDArray[np.float32]:
    """Unit vectors with the mean and the spread of ``near``, dimension by dimension along their main axes."""
    middle = near.mean(axis=0)
    _, spread, axes = np.linalg.svd(near - middle, full_matrices=False)
    noise = np.random.default_rng(seed).standard_normal((count, len(spread)), dtype=np.float32)
    made = middle + (noise * (spread / np.sqrt(len(near))).astype(np.float32)) @ axes
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


class DrawnEncoder:
    """Stands in for e5 where its pace is not what is measured: passages get drawn vectors, each by its words; questions are encoded."""

    dim, version, near = 384, "drawn", 0.892

    def __init__(self, real: object, examples: list[str]) -> None:
        self._real = real
        self._drawn = vectors(1 << 16, real.passages(examples))  # type: ignore[attr-defined]
        self._noise = vectors(1 << 16, self._drawn[:2000], seed=1)

    def queries(self, texts: list[str]) -> NDArray[np.float32]:
        """Real vectors of questions."""
        return self._real.queries(texts)  # type: ignore[attr-defined, no-any-return]

    def passages(self, texts: list[str]) -> NDArray[np.float32]:
        """A vector between two of the drawn ones that the words choose."""
        keys = np.array([int.from_bytes(hashlib.blake2b(t.encode(), digest_size=4).digest(), "little") for t in texts], np.uint32)
        made = self._drawn[keys & 0xFFFF] + 0.5 * self._noise[keys >> 16]
        return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)
