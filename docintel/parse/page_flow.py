"""Lines of PDF pages → paragraphs, by geometry: first-line indent, short last lines, spacing, type size, centring."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from docintel.parse.page_lines import Line, join_lines

_INDENT = 1.2  # ems: a line that starts further right than this opens a paragraph
_SHORT = 2.4  # ems: a line that ends this far before the right edge closes one
_SLACK = 0.3  # ems of white that may stay beside the next word
_FIRST = (1.5, 2.6)  # ems from the margin at which a first line stands
_FIRSTS = 0.08  # share of first lines that shows that the paper indents them
_MANY = 8  # long lines that a type size needs to have margins of its own
_AT_EDGE = 4  # lines from margin to margin that prove where the margins are
_LOOSE = 1.45  # times the usual line distance: more white than this parts paragraphs
_LEADER = re.compile(r"[.．·…]{3,}\s*(\d{1,4}|[IVXivx]{1,6})$")  # dots that lead to a page number
_END = re.compile(r"[。！？!?；;：:…][”’」』）)]*$")
_OPENER = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}\s*[.．、]\s*(?!\d)|[（(]\d{1,2}[）)]|[①-⑳]|[●○■□▪◆•·]\s*"
    r"|第[一二三四五六七八九十百零〇\d]+[章节条]|[一二三四五六七八九十]是|附件|附：|抄送|问[：:一二三四五六七八九十\d]|答[：:]"
)
_NOTE_MARK = re.compile(r"(?:\d{1,2}|[①-⑳]|[\[〔［]\d{1,2}[\]〕］]|[*＊]{1,3})[\s.．、]*(?=\D)")
_WORD = re.compile(r"[（(《“‘「『〔【]*(?:[!-~]+|.)[）)》”’」』〕】，。；：、！？,.;:!?%％]*")
_STRONG = re.compile(r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十百零〇\d]+[章节条]|附件?[：:]|抄送")  # never in mid-paragraph
_LABEL = re.compile(r"[\u4e00-\u9fff\s]{2,8}[：:]")  # a field of a form: 报告类别：


@dataclass(frozen=True, slots=True)
class Setting:
    """How a paper is set: margins, type size and line distance in points; whether first lines stand two ems in, and whole blocks too."""

    left: float
    right: float
    size: float
    pitch: float
    indents: bool = False
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, the page on which it begins, and where the words of each of its lines begin in ``text``."""

    text: str
    page: int
    kind: str = "paragraph"
    lines: tuple[tuple[int, Line], ...] = ()


class Settings:
    """How each type size of a paper is set, and each page that shows its own margin; a size with few lines follows the usual one."""

    def __init__(self, lines: Sequence[Line], page_width: float = 0.0, sides: tuple[float, float] | None = None) -> None:
        self.usual = _widened(measure(lines), lines, page_width, sides)
        sizes: dict[int, list[Line]] = defaultdict(list)
        pages: dict[tuple[int, int], list[Line]] = defaultdict(list)
        for line in lines:
            sizes[round(line.size)].append(line)
            pages[round(line.size), line.page].append(line)
        wide = 0.6 * (self.usual.right - self.usual.left)
        self._own = {s: measure(g) for s, g in sizes.items() if sum(line.x1 - line.x0 > wide for line in g) >= _MANY}
        self._pages = {key: own for key, group in pages.items() if (own := self._of_page(group)) is not None}

    def of(self, line: Line) -> Setting:
        """The setting that a line follows."""
        size = round(line.size)
        return self._pages.get((size, line.page)) or self._own.get(size, self.usual)

    def _of_page(self, group: Sequence[Line]) -> Setting | None:
        """A page's own setting, if first lines two ems inside prove which edge is its margin and it is not the usual one."""
        known = self._own.get(round(group[0].size), self.usual)
        if len(group) < _MANY // 2:
            return None
        own = measure(group)
        firsts = sum(_FIRST[0] * own.size < line.x0 - own.left < _FIRST[1] * own.size for line in group)
        differs = abs(own.left - known.left) > 0.8 * own.size
        return own if firsts and differs else None


def measure(lines: Sequence[Line]) -> Setting:
    """Measure lines of about one size. The margins are those of the long lines; short ones (titles, dates) say nothing of them."""
    size = _usual((line.size for line in lines), 0.5) or 12.0
    body = [line for line in lines if abs(line.size - size) <= 0.15 * size] or list(lines)
    widest = max((line.x1 - line.x0 for line in body), default=0.0)
    long = [line for line in body if line.x1 - line.x0 >= 0.6 * widest] or body
    left = _usual((line.x0 for line in long), 2.0)
    starts = sorted(line.x0 for line in long)
    if starts and left - starts[0] > _INDENT * size:  # more first lines than following ones: the smaller start is the margin
        smaller = [x for x in starts if x < left - _INDENT * size]
        nearest = max(smaller, default=left)
        firsts = _FIRST[0] * size < left - nearest < _FIRST[1] * size  # the usual start is the first-line indent of short paragraphs
        left = _usual(smaller, 2.0) if firsts or len(smaller) >= max(2, len(starts) // 12) else left
    ends = sorted(line.x1 for line in long)
    right = ends[int(len(ends) * 0.9)] if ends else 0.0
    gaps = [b.top - a.top for a, b in pairwise(body) if a.page == b.page and 0 < b.top - a.top < 4 * size]
    indented = sum(_FIRST[0] * size < line.x0 - left < _FIRST[1] * size for line in body)
    indents = indented >= max(2, _FIRSTS * len(body))
    return Setting(left, right, size, median(gaps) if gaps else size * 1.6, indents, _has_blocks(body, left, right, size))


def _has_blocks(lines: Sequence[Line], left: float, right: float, size: float) -> bool:
    """Whether three lines in a row stand equally far in and reach the right margin: a paragraph set in as a whole."""
    inside = [line.x0 - left > _INDENT * size and right - line.x1 < size for line in lines]
    return any(
        a and b and c and abs(lines[i].x0 - lines[i + 1].x0) < size / 2 > abs(lines[i + 1].x0 - lines[i + 2].x0)
        for i, (a, b, c) in enumerate(zip(inside, inside[1:], inside[2:], strict=False))
    )


def _widened(how: Setting, lines: Sequence[Line], page_width: float, sides: tuple[float, float] | None) -> Setting:
    """A paper of short lines alone does not show its margins: a table's ``sides`` do, or both are taken as alike."""
    at_edge = sum(abs(line.x1 - how.right) < 0.5 * how.size and abs(line.x0 - how.left) < 0.5 * how.size for line in lines)
    if at_edge >= _AT_EDGE or (sides is None and how.right - how.left >= 0.65 * page_width):
        return how
    if sides is not None and _FIRST[0] * how.size < how.left - sides[0] < _FIRST[1] * how.size:
        return replace(how, left=sides[0], right=max(how.right, sides[1]), indents=True)
    return replace(how, right=max(how.right, page_width - how.left))


def _usual(values: Iterable[float], step: float) -> float:
    counts = Counter(round(v / step) for v in values)
    return counts.most_common(1)[0][0] * step if counts else 0.0


def paragraphs(lines: Sequence[Line], how: Settings | Setting) -> list[Paragraph]:
    """Reflow a run of lines (furniture and tables already taken out; pages in order)."""
    usual = how.usual if isinstance(how, Settings) else how
    out: list[Paragraph] = []
    run: list[Line] = []
    for line in lines:
        if run and _breaks(run, line, how.of(line) if isinstance(how, Settings) else how):
            out.append(_close(run, usual))
            run = []
        run.append(line)
    if run:
        out.append(_close(run, usual))
    return out


def note_paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """A page's footnotes, each from its mark (which goes) to the next; a line without a mark goes on."""
    runs: list[list[Line]] = []
    for line in lines:
        if not runs or (_NOTE_MARK.match(line.text) and line.x0 <= runs[0][0].x0 + line.size):
            runs.append([])
        runs[-1].append(line)
    out = []
    for run in runs:
        whole = _close(run, Setting(run[0].x0, run[0].x1, run[0].size, run[0].size))
        mark = _NOTE_MARK.match(whole.text)
        cut = mark.end() if mark else 0
        out.append(replace(whole, text=whole.text[cut:], kind="footnote", lines=tuple((at - cut, line) for at, line in whole.lines)))
    return out


def _close(run: Sequence[Line], usual: Setting) -> Paragraph:
    text = run[0].text
    places = [(0, run[0])]
    for line in run[1:]:
        text = join_lines(text, line.text)
        places.append((len(text) - len(line.text), line))
    contents = _LEADER.search(text)
    if contents:  # a line of the table of contents
        return Paragraph(f"{text[: contents.start()].rstrip()} … {contents.group(1)}", run[0].page, "toc", tuple(places))
    heading = run[0].size >= 1.15 * usual.size and len(text) <= 80 and "。" not in text
    return Paragraph(text, run[0].page, "heading" if heading else "paragraph", tuple(places))


def _breaks(run: Sequence[Line], line: Line, how: Setting) -> bool:
    last = run[-1]
    em = how.size
    if _LEADER.search(last.text):
        return True
    if abs(line.size - last.size) > 0.12 * max(line.size, last.size) and abs(line.size - last.size) > 0.8:
        return True
    if line.size >= 1.15 * em and not _short(last, how) and line.page == last.page and line.top - last.top < 2.2 * line.size:
        return False  # a title that fills its first line
    if _centred(last, how) and _centred(line, how):  # a title over several lines, set larger than the text
        return not (line.size >= 1.15 * em and line.page == last.page and line.top - last.top < 2.2 * line.size)
    if last.page == line.page and line.top - last.top > max(_LOOSE * how.pitch, 1.25 * (last.bottom - last.top)):
        return True
    full = _white(last, how) <= _next_word(line) + _SLACK * em
    if line.x0 - how.left > _INDENT * em:
        if line.x0 - last.x0 > em:  # a hanging line: it goes on under the words of a numbered one (附件：1.…)
            return not (full and len(run) == 1 and not _opens(line, last) and _OPENER.match(last.text))
        if how.indents and not how.blocks:  # only a full line that breaks off in running text goes on at the same place
            return not (full and abs(line.x0 - last.x0) < 0.5 * em and "。" in last.text and not _opens(line, last))
        # A hanging paragraph keeps its indent from the second line on; all others open a paragraph by it.
        hanging = len(run) > 1 and abs(line.x0 - last.x0) < 0.5 * em and not _short(last, how) and not _END.search(last.text)
        second = len(run) == 1 and abs(line.x0 - last.x0) < 0.5 * em and not _short(last, how) and not _opens(line, last)
        return not (hanging or second) or (how.indents and not full)
    if _short(last, how):
        # A paragraph ends with a mark or well before the edge; a line that merely could not take the next word does neither.
        opens = _opens(line, last) or bool(_LABEL.match(line.text))
        return opens or (_white(last, how) > _next_word(line) + em and not _LEADER.search(line.text))
    opener = _STRONG if full and how.indents else _OPENER
    return bool(_END.search(last.text) and opener.match(line.text))


def _opens(line: Line, last: Line) -> bool:
    return bool(_END.search(last.text) or _OPENER.match(line.text))


def opens(text: str) -> bool:
    """Whether words begin with a number or mark that opens a paragraph."""
    return bool(_OPENER.match(text))


def _short(line: Line, how: Setting) -> bool:
    return _white(line, how) > _SHORT * how.size


def _white(line: Line, how: Setting) -> float:
    """Points left free at a line's end."""
    return how.right - line.x1


def _next_word(line: Line) -> float:
    """Points that the first word of a line takes: what cannot be parted from it goes along (GB/T 15834: 。 opens no line, （ ends none)."""
    word = _WORD.match(line.text)
    return sum(1.0 if sign > "\u2e7f" else 0.55 for sign in word[0]) * line.size if word else line.size


def _centred(line: Line, how: Setting) -> bool:
    """White on both sides, about equal: titles and their second lines."""
    before, after = line.x0 - how.left, how.right - line.x1
    return before > 1.8 * how.size and after > 1.2 * how.size and abs(before - after) < max(2 * how.size, 0.25 * (before + after))
