"""Lines of pages → paragraphs, by geometry: first-line indent, short last lines, spacing, type size, centring."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from docintel.parse.page_lines import Line, join_lines
from docintel.parse.page_margins import INDENT, Setting, Settings

_TITLE = 1.15  # times the usual type size: a title
_SHORT = 2.4  # ems: a line that ends this far before the right edge closes one
_SLACK = 0.3  # ems of white that may stay beside the next word
_LOOSE = 1.45  # times the usual line distance: more white than this parts paragraphs
_LEADER = re.compile(r"[.．·…]{3,}\s*(\d{1,4}|[IVXivx]{1,6})$")  # dots that lead to a page number
_END = re.compile(r"[。！？!?；;：:…][”’」』）)]*$")
_OPENER = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}\s*[.．、]\s*(?!\d)|[（(]\d{1,2}[）)]|[①-⑳]|[●○■□▪◆•·]\s*"
    r"|第[一二三四五六七八九十百零〇\d]+[章节条]|[一二三四五六七八九十]是|附件|附：|抄送|问[：:一二三四五六七八九十\d]|答[：:]"
)
_NOTE_MARK = re.compile(r"(?:\d{1,2}|[①-⑳]|[\[〔［]\d{1,2}[\]〕］]|[*＊]{1,3})[\s.．、]*(?=\D)")
_PLAIN = r"[（(《“‘「『〔【]*(?:[!-~]+|\S)[）)》”’」』〕】，。；：、！？,.;:!?%％]*"
_WORD = re.compile(rf"\s*{_PLAIN}(?:(?:(?<=[”’])|(?=[“‘])){_PLAIN})*")  # quotation marks hold on to both sides (UAX #14, class QU)
_WIDE = "“”‘’—…"  # as wide as a Chinese sign in Chinese type
_STRONG = re.compile(r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十百零〇\d]+[章节条]|附件?[：:]|抄送")  # never in mid-paragraph
_BRACKETS = (("（(", "）)"), ("《", "》"))
_REACH = 3  # lines back that an open bracket is looked for
_LABEL = re.compile(r"[\u4e00-\u9fff\s]{2,8}[：:]")  # a field of a form: 报告类别：


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, the page on which it begins, and where the words of each of its lines begin in ``text``."""

    text: str
    page: int
    kind: str = "paragraph"
    lines: tuple[tuple[int, Line], ...] = ()


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
    heading = run[0].size >= _TITLE * usual.size and len(text) <= 80 and "。" not in text
    return Paragraph(text, run[0].page, "heading" if heading else "paragraph", tuple(places))


def _breaks(run: Sequence[Line], line: Line, how: Setting) -> bool:
    """Whether ``line`` opens a paragraph after the lines of ``run``."""
    last = run[-1]
    if _LEADER.search(last.text):
        return True
    if abs(line.size - last.size) > 0.12 * max(line.size, last.size) and abs(line.size - last.size) > 0.8:
        return True
    title = line.size >= _TITLE * how.size and line.page == last.page and line.top - last.top < 2.2 * line.size
    if title and not _short(last, how):
        return False  # a title that fills its first line
    if _centred(last, how) and _centred(line, how):  # a title over several lines, set larger than the text
        return not title
    if last.page == line.page and line.top - last.top > max(_LOOSE * how.pitch, 1.25 * (last.bottom - last.top)):
        return True
    full = _white(last, how) <= _next_word(line) + _SLACK * how.size
    if line.x0 - how.left > INDENT * how.size:
        return _breaks_inside(run, line, how, full)
    if _within_brackets(run, line):
        return False
    if _short(last, how):
        # A paragraph ends with a mark or well before the edge; a line that merely could not take the next word does neither.
        ends = _white(last, how) > _next_word(line) + how.size and not _LEADER.search(line.text)
        return ends or _opens(line, last) or bool(_LABEL.match(line.text))
    opener = _STRONG if full and how.indents else _OPENER
    return bool(_END.search(last.text) and opener.match(line.text))


def _within_brackets(run: Sequence[Line], line: Line) -> bool:
    """Whether a bracket or book title that the lines before left open is closed in this one."""
    before = "".join(last.text for last in run[-_REACH:])
    if _END.search(before) or _OPENER.match(line.text):
        return False
    for opening, closing in _BRACKETS:
        at = min((line.text.find(sign) for sign in closing if sign in line.text), default=-1)
        left_open = max(map(before.rfind, opening)) > max(map(before.rfind, closing))
        if left_open and at >= 0 and not any(sign in line.text[:at] for sign in opening):
            return True
    return False


def _breaks_inside(run: Sequence[Line], line: Line, how: Setting, full: bool) -> bool:
    """The same for a line that stands in from the margin; ``full``: the line before it had no room for its first word."""
    last, near = run[-1], 0.5 * how.size
    opens_here = _opens(line, last)
    if line.x0 - last.x0 > how.size:  # a hanging line: it goes on under the words of a numbered one (附件：1.…)
        return not (full and len(run) == 1 and not opens_here and _OPENER.match(last.text))
    if abs(line.x0 - last.x0) >= near:
        return True
    if how.indents and not how.blocks:  # only a full line that breaks off in running text goes on at the same place
        return not (full and "。" in last.text and not opens_here)
    # a paragraph set in as a whole keeps its indent from the second line on; all others open by it
    goes_on = not _END.search(last.text) if len(run) > 1 else not opens_here
    return _short(last, how) or not goes_on or (how.indents and not full)


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
    return sum(1.0 if sign > "\u2e7f" or sign in _WIDE else 0.55 for sign in word[0]) * line.size if word else line.size


def _centred(line: Line, how: Setting) -> bool:
    """White on both sides, about equal: titles and their second lines."""
    before, after = line.x0 - how.left, how.right - line.x1
    return before > 1.8 * how.size and after > 1.2 * how.size and abs(before - after) < max(2 * how.size, 0.25 * (before + after))
