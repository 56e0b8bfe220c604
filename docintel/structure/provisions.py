"""条款: what a reader would cite: the smallest numbered point or paragraph, with its headings above."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from docintel.domain.documents import Document
from docintel.domain.ids import content_id
from docintel.domain.papers import Provision, Section
from docintel.structure.numbers import Number
from docintel.structure.para import Para
from docintel.text.sentences import units

SHORT, LONG, LIST_LONG = 24, 600, 450
"""Characters: a shorter piece is joined to its neighbour, a longer one is cut at numbers and sentence groups;
a lead-in with its list is one provision up to the third figure."""

_OWNER_LINE = re.compile(r"^[（(〔\[]?(?:责任|牵头|配合|主办|协办|承办|完成)(?:单位|部门|时限|领导|处室|科室)")
_OWNERS = re.compile(
    r"^[（(〔\[][^（()）]{2,200}(?:负责|牵头|配合|责任单位|落实|处|科|局|委|厅|部|办|院|中心|政府|银行|公司|总会|联合会|管委会)[^（()）]{0,60}[)）〕\]]。?$",
    re.S,
)


@dataclass(slots=True)
class _Piece:
    start: int
    end: int
    number: int | None  # index of the section that opens the piece
    bare: bool  # a heading without words of its own
    lines: int = 1  # short lines that it joins
    whole: int = 0  # a lead-in … 下列条件： holds its list up to here, where the two together are short


def build_provisions(
    document: Document,
    paras: list[Para],
    numbers: list[Number],
    sections: tuple[Section, ...],
    *,
    above: tuple[str, ...] = (),
    seen: dict[str, int] | None = None,
) -> tuple[Provision, ...]:
    """Provisions in text order, not overlapping; together they cover ``paras``. Ids depend on paper and words, on nothing after them.

    ``above`` opens every path (the annex that holds them); ``seen`` counts equal words over the parts of one paper.
    """
    text = document.text
    pieces = _join(text, _pieces(text, paras, numbers, sections))
    pieces = [part for piece in pieces for part in _cut(text, piece)]
    pages = _pages(document)
    starts = [s.start for s in sections]
    seen = {} if seen is None else seen
    out = []
    for piece in pieces:
        words = text[piece.start : piece.end]
        seen[words] = seen.get(words, 0) + 1
        path, heading, number = _headings(piece, sections, starts)
        out.append(
            Provision(
                content_id("p", document.doc_id, words, seen[words]),
                piece.start,
                piece.end,
                words,
                above + path,
                heading,
                number,
                _page(pages, piece.start),
            )
        )
    return tuple(out)


def _pieces(text: str, paras: list[Para], numbers: list[Number], sections: tuple[Section, ...]) -> list[_Piece]:
    """One piece a paragraph; a long paragraph is cut before the numbers inside it."""
    inside: dict[int, list[int]] = {}
    for i, n in enumerate(numbers):
        inside.setdefault(n.para, []).append(i)
    out = []
    for k, para in enumerate(paras):
        marks = inside.get(k, [])
        if para.end - para.start <= LONG:
            marks = marks[:1] if marks and numbers[marks[0]].opens else []
        bounds: list[tuple[int, int | None]] = [(numbers[i].start, i) for i in marks]
        if not bounds or bounds[0][0] > para.start:
            bounds.insert(0, (para.start, None))
        stops = [start for start, _ in bounds[1:]] + [para.end]
        for (start, mark), bound in zip(bounds, stops, strict=True):
            stop = start + len(text[start:bound].rstrip())
            if stop > start:
                whole = _list_end(text, sections, mark, start, stop)
                bare = _is_bare(text, sections, mark, stop) if mark is not None else _is_subheading(text[start:stop])
                out.append(_Piece(start, stop, mark, bare and not whole, whole=whole))
    return out


def _is_bare(text: str, sections: tuple[Section, ...], i: int, stop: int) -> bool:
    """A heading without words of its own: no sentence, or only its owners before a point below it."""
    section = sections[i]
    if stop - section.start < 2 * SHORT and text[stop - 1] in "：:":
        return True
    if section.heading_end <= section.start + len(section.number) and not section.heading:
        return False
    rest = text[section.heading_end : stop].strip(" 。\n\t\u3000")
    has_child = i + 1 < len(sections) and sections[i + 1].parent == i
    if not rest:
        return has_child or text[stop - 1] not in "。；;！？!?"
    return has_child and bool(_OWNERS.match(rest))


def _list_end(text: str, sections: tuple[Section, ...], mark: int | None, start: int, stop: int) -> int:
    """The end of the point that a lead-in opens, if a reader would cite point and list as one; else 0."""
    if mark is None or text[stop - 1] not in "：:":
        return 0
    end = sections[mark].end
    return end if end - start <= LIST_LONG else 0


def _is_subheading(words: str) -> bool:
    """A short line that is no sentence: an unnumbered heading, which belongs to what follows."""
    return len(words) <= 30 and not any(c in words for c in "。；;：:，,！？!?、（）()\t|")


def _join(text: str, pieces: list[_Piece]) -> list[_Piece]:
    """A bare heading goes to the piece that follows; owner lines, short lists after a colon and scraps go to the piece before."""
    out: list[_Piece] = []
    for piece in pieces:
        last = _back(out, piece) if out else None
        if last and last.bare and piece.end - last.start <= LONG + 200:
            keep = last.number if piece.number is None else piece.number
            out[-1] = _Piece(last.start, piece.end, keep, piece.bare, last.lines + 1)
        elif last and _belongs(text, last, piece):
            last.end = piece.end
        else:
            out.append(piece)
    return out


def _back(out: list[_Piece], piece: _Piece) -> _Piece:
    """The piece that ``piece`` may join. Several short lines above a number are cells of a lost table and stay with what is before."""
    last = out[-1]
    if last.bare and last.number is None and last.lines >= 3 and piece.number is not None:
        last.bare = False
        if len(out) > 1 and last.end - out[-2].start <= LONG:
            out[-2].end = last.end
            out.pop()
    return out[-1]


def _belongs(text: str, last: _Piece, piece: _Piece) -> bool:
    words = text[piece.start : piece.end]
    if piece.number is None and (_OWNER_LINE.match(words) or (len(words) < 240 and _OWNERS.match(words))):
        return True
    if piece.end <= last.whole:
        return True
    if piece.end - last.start > LONG or piece.bare:
        return False
    short_list = text[last.end - 1] in "：:" and piece.number is None
    return short_list or piece.end - piece.start < SHORT


def _cut(text: str, piece: _Piece) -> list[_Piece]:
    """A piece longer than LONG in groups of whole sentences; a sentence longer than that is cut at ； or left whole."""
    if piece.end - piece.start <= LONG + 200:
        return [piece]
    bounds = [piece.start + s for s, _ in units(text[piece.start : piece.end])][1:]
    bounds = [b for s, e in pairwise([piece.start, *bounds, piece.end]) for b in (*_semicolons(text, s, e), e)]
    out: list[_Piece] = []
    begin, last = piece.start, piece.start
    for bound in bounds:
        if bound - begin > LONG and last > begin:
            out.append(_trimmed(text, begin, last, piece))
            begin = last
        last = bound
    out.append(_trimmed(text, begin, piece.end, piece))
    return [p for p in out if p.end > p.start]


def _semicolons(text: str, start: int, end: int) -> list[int]:
    """Ends of the ；-clauses of a sentence that is too long by itself."""
    return [start + m.end() for m in re.finditer("[；;]", text[start:end])] if end - start > LONG else []


def _trimmed(text: str, start: int, end: int, piece: _Piece) -> _Piece:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return _Piece(start, end, piece.number, False)


def _headings(piece: _Piece, sections: tuple[Section, ...], starts: list[int]) -> tuple[tuple[str, ...], str, str]:
    """(headings above, own heading, own number); a further paragraph of a point has no heading of its own, the point stands in its path."""
    own = piece.number
    if own is None:
        own = bisect_right(starts, piece.start) - 1
        while own is not None and own >= 0 and sections[own].end <= piece.start:
            own = sections[own].parent if sections[own].parent is not None else -1
        above: int | None = own if own is not None and own >= 0 else None
        heading = number = ""
    else:
        above, heading, number = sections[own].parent, sections[own].heading, sections[own].number
    path: list[str] = []
    while above is not None:
        path.append(sections[above].number + sections[above].heading)
        above = sections[above].parent
    return tuple(reversed(path)), heading, number


def _pages(document: Document) -> tuple[list[int], list[int | None]]:
    blocks = [b for b in document.blocks if b.page is not None]
    return [b.start for b in blocks], [b.page for b in blocks]


def _page(pages: tuple[list[int], list[int | None]], offset: int) -> int | None:
    k = bisect_right(pages[0], offset) - 1
    return pages[1][k] if k >= 0 else None
