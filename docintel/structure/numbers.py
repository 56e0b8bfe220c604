"""Numbers of an outline where they stand: 第一章, 一、, （一）, 1., （1）, ①, 一是 (GB/T 9704-2012 §7.3.3 and everyday deviations)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from docintel.structure.para import Para
from docintel.structure.shapes import REFERRED

STYLES = (
    "head1",
    "head2",
    "head3",
    "part",
    "chapter",
    "division",
    "article",
    "cn",
    "cnp",
    "ar",
    "dec2",
    "dec3",
    "dec4",
    "arp",
    "circle",
    "point",
)
"""From outer to inner, as GB/T 9704 orders them; a paper may skip any. head1–3 are unnumbered headings that the file itself marks."""

HEADS = ("head1", "head2", "head3")

_CN = "一二三四五六七八九十百零〇"
_SPACE = r"\s*"
_UNITS = "[万亿千百元个家倍米吨级版亩人年月日号度]|公里|公顷|平方|以上|以下|左右|厘米"
_NUMBER = re.compile(
    rf"(?=[第{_CN}（(〔\d①-⒛㈠-㈩首其再最另此问])(?:(?P<law>第{_SPACE}(?P<lawn>[{_CN}\d](?:\s?[{_CN}\d]){{0,5}}){_SPACE}(?P<lawk>[编章节条篇]|部分){REFERRED})"
    rf"|(?P<cn>[一二三四五六七八九十]{{1,3}}){_SPACE}(?:、|[．.](?!\d))"
    rf"|[（(〔]{_SPACE}(?P<cnp>[一二三四五六七八九十]{{1,3}}){_SPACE}[)）〕]"
    rf"|(?<![\d.年月第])(?P<dec>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})(?=[.．、]?\s*[一-龥“《])(?!\s*(?:{_UNITS}))"
    r"|^(?P<lone>\d{1,2})(?=[ \u3000]{1,4}[一-龥])"
    rf"|(?<![\d.年月第])(?P<ar>\d{{1,2}}){_SPACE}(?P<sep>[.．、])(?!(?!(?:19|20)\d\d\s*年)[\d%％])"
    rf"|[（(]{_SPACE}(?P<arp>\d{{1,2}}){_SPACE}[)）]|(?<![\d（(])(?P<arh>\d{{1,2}})[)）]"
    r"|(?P<circle>[①-⑳⑴-⒇⒈-⒛㈠-㈩])"
    r"|(?P<point>[一二三四五六七八九十]{1,2})(?:是|要)(?!个|些|种|点|方面|名|家)|(?P<first>首先|其次|再次(?!感谢)|最后(?!感谢|一)|此外(?!，?(?:还|也)?是)|另外|一方面|另一方面|其[一二三四五六])[，,、：:]?"
    r"|(?P<ask>问题[一二三四五六七八九十\d]{1,3}|第[一二三四五六七八九十]{1,2})[：:，,、])"
)
_WORDS = {"首先": 1, "其次": 2, "再次": 3, "最后": 9, "此外": 9, "另外": 9, "一方面": 1, "另一方面": 2}
_ADDED = ("此外", "另外", "最后")
_COUNTED = ("首先", "其次", "再次", "其一", "其二", "其三", "其四", "其五", "一方面", "另一方面", "此外")
_KINDS = {"编": "part", "篇": "part", "部分": "part", "章": "chapter", "节": "division", "条": "article"}
_BEFORE = frozenset("。；;：:！？!?）)】》”’〕] \t\u3000\xa0、，,")
_REFERENCE = re.compile(r"(?:本[法办细条规措政]\w{0,3}|依照|按照|根据|违反|符合|所列|以上|上述|前述|《[^》]*》)\s*$")
_NAMED_BEHIND = re.compile(rf"[、和及至—][（(]?[{_CN}\d①-⑳]|款(?!项)|项(?![目资])")
_NAMED_BEFORE = re.compile(r"[)）][、和及至—]|第$")
"""（一）、（二）所列, 第（二）款: points that are named, not begun."""

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0}


@dataclass(slots=True)  # not frozen: made a hundred thousand times a second, and never leaves the room
class Number:
    """A number at ``start`` of the document; the words after it begin at ``end``. ``value`` counts within its series."""

    start: int
    end: int
    style: str
    value: int
    raw: str
    para: int
    opens: bool  # stands at the head of its paragraph
    arabic: bool = False
    at: int = 0  # where it stands in its paragraph's words
    to: int = 0  # where the words behind it begin there


def cn_value(word: str) -> int:
    """二十三 → 23; Arabic digits as they are; 0 when it is no number below 1000."""
    if word.isdigit():
        return int(word)
    total, digit = 0, 0
    for c in word:
        if c == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif c == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif c in _DIGITS:
            digit = _DIGITS[c]
        else:
            return 0
    return total + digit


def find_numbers(paras: list[Para]) -> list[Number]:
    """The numbers that carry the outline, in order: those that open a paragraph, and those inside one that continue a series."""
    found = [n for k, para in enumerate(paras) if not para.row for n in _candidates(k, para)]
    return _repair(_in_series(_decimal(found)))


def _decimal(found: list[Number]) -> list[Number]:
    """1 → 1.1 → 1.1.1 (plans for emergencies, standards): a figure with points counts where its neighbour in the series stands too."""
    known = {tuple(map(int, n.raw.split("."))) for n in found if n.style.startswith("dec")}
    lone = {(n.value,) for n in found if n.style == "lone"}
    if not known and not lone:
        return found
    out = []
    for n in found:
        if n.style == "lone":
            if (n.value, 1) in known:
                out.append(replace(n, style="ar"))
            continue
        if n.style.startswith("dec"):
            place = tuple(map(int, n.raw.split(".")))
            above, last = place[:-1], place[-1]
            if not ((*above, last - 1) in known or (last == 1 and ({above, (*above, 2), (*place, 1)} & (known | lone)))):
                continue
        out.append(n)
    return out


def _candidates(k: int, para: Para) -> list[Number]:
    out = []
    if para.mark and not _NUMBER.match(para.text):
        out.append(Number(para.start, para.start, f"head{min(para.mark, 3)}", 0, "", k, True))
    for m in _NUMBER.finditer(para.text):
        number = _read(k, para, m)
        if number:
            out.append(number)
    return out


def _read(k: int, para: Para, m: re.Match[str]) -> Number | None:
    at, kind = m.start(), m.lastgroup or ""
    opens = at == 0
    if kind == "law":
        if not opens and _REFERENCE.search(para.text, max(0, at - 14), at):
            return None
        style, word = _KINDS[m.group("lawk")], re.sub(r"\s", "", m.group("lawn"))
    elif kind == "first":
        word = m.group("first")
        style, value = "point", _WORDS.get(word, 0) or cn_value(word[1:])
        return (
            Number(para.back(at), para.back(m.end() - 1) + 1, style, value, word, k, opens, at=at, to=m.end())
            if _free(para.text, at)
            else None
        )
    else:
        style = "ar" if kind == "sep" else kind
        word = m.group(style)
    if style == "cn" and not opens and para.text[m.end() : m.end() + 1].isdigit():
        return None  # 二、2024 inside a sentence is a list of words
    if style == "circle":
        style, value = _sign(word)
    elif style == "dec":
        style, value = f"dec{word.count('.') + 1}", int(word.rsplit(".", 1)[1])
    else:
        value = cn_value(word.removeprefix("问题").removeprefix("第"))
    if value == 0 or (not opens and (_NAMED_BEHIND.match(para.text, m.end()) or _NAMED_BEFORE.search(para.text, max(0, at - 2), at))):
        return None
    if not opens and (style.startswith("dec") or m.group().endswith("部分")):
        return None
    if not opens and style in ("point", "ask") and not _free(para.text, at):
        return None
    raw = word if style.startswith("dec") else m.group().strip()
    style = {"arh": "arp", "ask": "cn" if word.startswith("问题") else "point"}.get(style, style)
    arabic = kind == "sep" and m.group("sep") == "、"
    return Number(para.back(at), para.back(m.end() - 1) + 1, style, value, raw, k, opens, arabic, at, m.end())


def _sign(sign: str) -> tuple[str, int]:
    """(style, value) of a number that is one sign: ① ⑴ ⒈ ㈠."""
    for style, first, last in (("circle", 0x2460, 0x2473), ("arp", 0x2474, 0x2487), ("ar", 0x2488, 0x249B), ("cnp", 0x3220, 0x3229)):
        if first <= ord(sign) <= last:
            return style, ord(sign) - first + 1
    return "circle", 0


def spell(style: str, value: int) -> str:
    """The number ``value`` as the style writes it: cn 3 → 三、, article 12 → 第十二条."""
    tens, ones = divmod(value, 10)
    word = ("" if tens < 2 else _CN[tens - 1]) + ("十" if tens else "") + (_CN[ones - 1] if ones else "") if value < 100 else str(value)
    shapes = {"cn": f"{word}、", "cnp": f"（{word}）", "ar": f"{value}.", "arp": f"（{value}）", "circle": chr(0x245F + min(value, 20))}
    kinds = {kind: sign for sign, kind in _KINDS.items() if sign in "编章节条"}
    return shapes.get(style) or (f"第{word}{kinds[style]}" if style in kinds else str(value))


def _free(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] in "。；;：:！？!?）) \t\u3000\xa0，,"


@dataclass(slots=True)
class _Series:
    """What was counted so far: ``last`` within the open section, ``ever`` in the paper (一、1. 2. 二、3. 4. counts on)."""

    later: dict[tuple[str, int, int], int]
    last: dict[str, int]
    ever: dict[str, int]
    opening: frozenset[tuple[str, int, int]] = frozenset()  # numbers that open a paragraph
    previous: Number | None = None

    def take(self, n: Number) -> None:
        for style in STYLES[STYLES.index(n.style) + 1 :]:
            self.last.pop(style, None)
        self.last[n.style] = self.ever[n.style] = n.value
        self.previous = n

    def counts(self) -> bool:
        """Whether 首先, 其次 are being counted: only then is 此外 the next of them."""
        return self.previous is not None and self.previous.raw in _COUNTED

    def continued_by(self, n: Number, i: int) -> bool:
        """Whether a number inside a paragraph is the next of a series, or the first of one whose second follows there."""
        if n.value == 1:
            beside = self.later.get((n.style, 2, n.para), -1) > i
            below = n.style == "point" and (n.style, 2, n.para + 1) in self.opening  # 一是…。 and 二是 at the head of the next paragraph
            return (beside or below) and self.last.get(n.style) != 1
        if self.previous is None or self.previous.para != n.para:
            return False
        if n.style == "point" and n.value == 9:
            return self.last.get("point", 0) >= 1 and (n.raw not in _ADDED or self.counts())
        before = self.last.get(n.style, self.ever.get(n.style, 0) if n.style in ("ar", "article", "cnp") else 0)
        return before == n.value - 1


def _in_series(found: list[Number]) -> list[Number]:
    """Keeps every number that opens a paragraph, and inside a paragraph those of a series 1, 2, … (a lone （一） is a reference)."""
    opening = frozenset((n.style, n.value, n.para) for n in found if n.opens)
    series = _Series({(n.style, n.value, n.para): i for i, n in enumerate(found)}, {}, {}, opening)
    out = []
    for i, n in enumerate(found):
        if (n.opens and not (n.raw in _ADDED and not series.counts())) or (not n.opens and series.continued_by(n, i)):
            out.append(n)
            series.take(n)
    return out


def _repair(numbers: list[Number]) -> list[Number]:
    """Word's lost automatic numbers: 一、 2、 3、 四、 is one series; an Arabic N、 that fills a gap of the Chinese series joins it."""
    out = list(numbers)
    following: int | None = None
    for i in range(len(out) - 1, -1, -1):
        n = out[i]
        if n.style == "cn":
            following = n.value
        elif n.opens and n.arabic and following == n.value + 1 and _previous_cn(out, i) < n.value:
            out[i] = replace(n, style="cn")
            following = n.value
    return out


def _previous_cn(numbers: list[Number], i: int) -> int:
    return next((n.value for n in reversed(numbers[:i]) if n.style == "cn"), 0)
