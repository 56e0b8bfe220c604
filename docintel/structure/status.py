"""In force or draft, from when to when, where, and the date that relative times count from (guide §5, §6)."""

from __future__ import annotations

import re
from datetime import date, timedelta

from docintel.domain.papers import Anchor, Validity
from docintel.domain.spans import Span
from docintel.structure.days import read_days
from docintel.structure.kinds import bare_title
from docintel.text.places import NATION, find_places, place_path, render

_DRAFT = re.compile(r"征\s*求\s*意\s*见\s*稿|送\s*审\s*稿|公开征求意见|[（(](?:草案|讨论稿)[)）]")
_COMMENCE = re.compile(
    r"自(?P<from>[^，。；自]{2,24}?)(?:之日)?起\s*(?P<wait>\d{1,3})?\s*(?:日|天)?\s*(?:以)?(?:后)?(?:正式)?(?:施行|实施|执行|生效|试行)(?P<rest>[^。]{0,60})|(?P<alone>(?:有效期|施行期限?|执行期限?|实施期限?)[^。]{2,40})"
)
_UNTIL = re.compile(r"(?:至|到|截止(?:到|至)?)\s*(?=\S{4}\s*年)")
_YEARS = re.compile(r"(?:有效期|试行期|期限|执行期|施行期|暂定|为期)[^，。；]{0,8}?(?P<n>[一二三四五六七八九十]|\d{1,2})\s*(?P<u>年|个月)")
_TITLE_YEARS = re.compile(r"(?P<a>20\d{2})\s*年?\s*[-—－–~～至]+\s*(?P<b>20\d{2})\s*年?")
_THREE_YEARS = re.compile(r"(?P<a>20\d{2})\s*年度?")
_CN = {c: i for i, c in enumerate("零一二三四五六七八九十")}
_NATIONAL_ACT = re.compile(r"(?:国务院|科技部|财政部|总局|工业和信息化部|发展改革委员会|商务部)[^。]{0,40}(?:联合)?(?:发布|印发|出台)")
_NATIONAL = re.compile(
    r"^(?:中共中央|国务院|全国人(?:民代表)?大|国家|中华人民共和国|中国人民银行|中国证监会|中国银保监会|最高人民|(?:科学?技术?|工业和信息化|财政|商务|教育|农业农村|农业|人力资源(?:和)?社会保障|"
    r"住房(?:和)?城乡建设|生态环境|自然资源|交通运输|水利|文化和旅游|公安|民政|司法|应急管理|退役军人事务)部|卫生部|海关总署|税务总局|市场监管总局|金融监管总局|外交部|审计署|人民银行|中央)"
)


def read_status(kind: str, title: str | None, opening: str) -> str | None:
    """in_force, draft_for_comment, or None for replies, explanations and papers that set nothing in force (guide §8a.13)."""
    if kind in ("reply_cppcc", "reply_npc", "interpretation"):
        return None
    if _DRAFT.search((title or "") + "\n" + opening[:300]):
        return "draft_for_comment"
    return "in_force" if kind in ("plan", "measures", "circular") or re.search(r"(?:条例|法|规则)$", bare_title(title or "")) else None


def read_validity(text: str, title: str | None, issue: str | None) -> Validity | None:
    """From the clause 自…起施行，有效期…; else from the years of the title; None when the paper states neither."""
    clause = _clause(text, issue)
    if clause:
        return clause
    years = _TITLE_YEARS.search(title or "")
    if years and 2000 <= int(years.group("a")) <= int(years.group("b")):
        return Validity(f"{years.group('a')}-01-01", f"{years.group('b')}-12-31", "title")
    return None


def _clause(text: str, issue: str | None) -> Validity | None:
    """The last commencement clause that speaks of the paper itself (本办法 …); earlier ones may speak of other papers."""
    best: Validity | None = None
    for m in _COMMENCE.finditer(text):
        if not re.search(
            r"本|此|实施|施行|办法|政策|通知|措施|细则|意见|规定|文件|方案|条例|有效期", text[max(0, m.start() - 30) : m.end()]
        ):
            continue
        start = _start(m, issue)
        end = _end(m.group(), start)
        if m.group("alone") and best and end and not best.end:
            best = Validity(best.start, _end(m.group(), best.start), "clause", best.span)
        elif (start or end) and not (best and best.end):
            best = Validity(start, end, "clause", Span.of(text, m.start(), m.end()))
    return best


def _start(m: re.Match[str], issue: str | None) -> str | None:
    words = m.group("from") or ""
    days = read_days(words)
    if days:
        return days[0][2]
    if issue and re.search(r"发布|印发|公布|颁布|发文|下发|签发|成文", words):
        wait = int(m.group("wait") or 0)
        return (date.fromisoformat(issue) + timedelta(days=wait)).isoformat() if wait else issue
    return None


def _end(words: str, start: str | None) -> str | None:
    until = _UNTIL.search(words)
    days = read_days(words[until.end() :]) if until else []
    if days:
        return days[0][2]
    years = _YEARS.search(words)
    if not (years and start):
        return None
    n = _CN.get(years.group("n")) or int(years.group("n"))
    return _plus(date.fromisoformat(start), n * (12 if years.group("u") == "年" else 1)).isoformat()


def _plus(day: date, months: int) -> date:
    """The last day of ``months`` months from ``day`` on: 2024-06-01 + 36 → 2027-05-31."""
    total = day.month - 1 + months
    year, month = day.year + total // 12, total % 12 + 1
    first_after = date(year, month, 1)
    last = (first_after.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return min(first_after + timedelta(days=day.day - 1), last + timedelta(days=1)) - timedelta(days=1)


def read_anchor(issue: str | None, printed: str | None, number: str | None, title: str | None, body: str) -> Anchor:
    """Sign-off, printing date, year of the number, session or years of the title, latest day in the body, else assumed (guide §6)."""
    if issue:
        return Anchor(issue, "day", "issue_date")
    if printed:
        return Anchor(printed, "day", "print_date")
    year = re.search(r"[〔\[（(﹝【［]\s*([12]\d{3})", number or "")
    if year:
        return Anchor(year.group(1), "year", "doc_number")
    titled = _TITLE_YEARS.search(title or "") or _THREE_YEARS.search(title or "")
    if titled:
        return Anchor(titled.group("a"), "year", "title")
    days = [d for _, _, d in read_days(body)]
    return Anchor(max(days), "day", "body") if days else Anchor(None, None, "assumed")


def read_region(issuer: str | None, title: str | None, addressee: str | None, body: str) -> str | None:
    """The place the paper speaks for, its canonical path in one word (浙江省温州市); 全国 for national bodies; None = not named."""
    for words in (issuer, title, addressee):
        if not words:
            continue
        if _NATIONAL.match(words) and words is not addressee:
            return NATION
        path = place_path(words) or next((p for _, _, p in find_places(words)), ())
        if path and path != (NATION,):
            return render(path)
    counts: dict[tuple[str, ...], int] = {}
    if _NATIONAL_ACT.search(body[:800]):
        return NATION
    for _, _, path in find_places(body[:4000]):
        counts[path] = counts.get(path, 0) + 1
    best = max(counts, key=lambda p: counts[p], default=())
    return render(best) if best and counts[best] >= 2 else None
