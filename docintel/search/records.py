"""How the catalogue writes a paper down: what all its passages share, its windows with their passages. Bytes in, bytes out."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, fields
from operator import attrgetter

import numpy as np
import orjson
from numpy.typing import NDArray

from docintel.domain.passages import Passage
from docintel.search.windows import Window, joined, window, windows

HEAD = (
    *("title", "doc_number", "issuer", "region", "kind", "status", "date"),
    *("valid_from", "valid_until", "repealed", "repealed_by", "repealed_doc"),
)
"""What belongs to the paper and not to the passage."""

WINDOW = np.dtype([("row", "<i4"), ("amount", "u1")])
"""What is known of a window without reading its words: row of its vector (-1 = not made yet), whether it names a sum."""

Windows = NDArray[np.void]
_OWN = tuple(f.name for f in fields(Passage) if f.name not in {*HEAD, "doc"})
_own = attrgetter(*_OWN)
_LEVEL = 1  # of compression: words are written once and read ten papers a question


@dataclass(slots=True)
class Paper:
    """A paper as the index holds it: its windows in order with their words, and what is known of each without them."""

    doc: str
    texts: list[Window]
    windows: Windows

    @classmethod
    def of(cls, doc: str, passages: list[Passage]) -> Paper:
        """Cut into windows; no vector yet."""
        texts = windows(passages)
        made = np.zeros(len(texts), WINDOW)
        made["row"] = -1
        made["amount"] = [w.names_sum for w in texts]
        return cls(doc, texts, made)

    @property
    def passages(self) -> list[Passage]:
        """What it was cut from."""
        return joined(self.texts)


def head(paper: Paper) -> bytes:
    """What the passages of a paper share."""
    return orjson.dumps([getattr(paper.texts[0].parts[0], name) for name in HEAD])


def read_head(doc: str, data: bytes) -> Passage:
    """The paper as a passage without words: what the filters and the ranking look at."""
    return Passage("", doc, 0, 0, "", **dict(zip(HEAD, orjson.loads(data), strict=True)))


def content(text: Window) -> bytes:
    """The passages of a window, cut where it ends."""
    return zlib.compress(orjson.dumps([_own(p) for p in text.parts]), _LEVEL)


def read_content(head: Passage, data: bytes) -> Window:
    """A window of the paper ``head``."""
    shared = {name: getattr(head, name) for name in HEAD}
    return window([Passage(doc=head.doc, **dict(zip(_OWN, row, strict=True)), **shared) for row in orjson.loads(zlib.decompress(data))])


def read_windows(data: bytes) -> Windows:
    """The windows of one paper or of several behind one another."""
    return np.frombuffer(data, WINDOW)
