"""Lengths of time on cleaned text: 5年内, 未来三年, 近两年, 收到之日起30日内, 认定后三年内, 为期三年, 不超过36个月."""

from __future__ import annotations

import re
from functools import cache

from docintel.text.cue import led
from docintel.text.dates_calendar import Now, counted, minus
from docintel.text.dates_length import LENGTH, again, both, end_of, length_of
from docintel.text.dates_pattern import windows
from docintel.text.dates_roles import Draft
from docintel.text.lexicon import alternation, table


@cache
def _events() -> str:
    return alternation([row[0] for row in table("events.txt")])


@cache
def _event_left() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<day>之?[日时](?:起|后|始)|之后|以后|后|起|(?P<event>{_events()})前?)(?:的|算起|计算)?[，,]?[在的]?(?:最长|最多|不超过)?$"
    )


@cache
def _rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    length = LENGTH
    return (
        ("before", re.compile(rf"(?:提前|至少提前){length}")),
        (
            "ahead_of",
            re.compile(rf"[满期](?:(?<=届满)|(?<=期满)|(?<=到期))(?:之?前{length}(?!之?内|以内)|{again(length)}(?:之前|以前|前))"),
        ),
        ("after_full", re.compile(rf"满{length}(?:之?后|以后)")),
        ("about", led(rf"(?<![用近约花以][\d])(?<![用近约花以]){length}左右(?:的?时间)?(?=[，,建完实形达基初全])")),
        ("coming", re.compile(rf"(?:未来|今后|接下来的?|往后|此后)(?:的)?{length}(?P<tail>之内|以内|内|左右|时间|期间)*")),
        ("using", re.compile(rf"(?:用|利用|通过|经过|力争用|花|以){length}(?:左右|多)?(?:的)?(?:时间|努力|左右)")),
        ("recent", re.compile(rf"(?:近|最近|过去|连续|此前|这)(?:的)?{length}(?P<since>以?来|间|内|里)?")),
        ("span", led(rf"{length}(?:（含）|\(含\))?及?(?P<cmp>以上|以下)")),
        ("since", led(rf"{length}(?:以来|来(?![自源临华宾访料往看说讲电信函件年]))")),
        (
            "within",
            led(
                rf"(?P<cmp>不超过|最长不超过|最多|最迟)?{length}(?:时间)?(?:之内|以内|内(?!容|部|外|陆|河|涝|设机构|资[企产本]|需[求市]|生[动产]|地|存|循环|蒙|在[动的质]|[控销贸政]))"
            ),
        ),
    )


# These rules begin with a numeral; looking only near their endings is several times faster.
_BY_ENDING = ("about", "span", "since", "within")
_ENDING = re.compile(r"[年月周天日时钟期](?:时间)?(?:（含）|\(含\))?及?(?:之内|以[内上下来]|内|左右|来)|半内")


def find_spans(text: str, now: Now) -> list[Draft]:
    """Frames of lengths of time; those resolved from the anchor carry ``relative_to`` issue_date."""
    out: list[Draft] = []
    near = windows(text, _ENDING, 22, 8)
    for rule, pattern in _rules():
        for m in (k for a, b in near for k in pattern.finditer(text, a, b)) if rule in _BY_ENDING else pattern.finditer(text):
            length = length_of(m)
            event = _event_left().search(text, max(0, m.start() - 16), m.start()) if rule == "within" else None
            if length and (draft := _event(text, m, event, length, now) if event else _MAKERS[rule](text, m, length, now)):
                out.append(draft)
    return out


_EVENT_START = re.compile(
    r"[，。；;：:！？\s“”]|自(?!愿|主|行|有)|从|在(?![孵建校职线岗册])|于|应当|必须|[应须需要可](?![急求用研])|由|及时|并"
)
_BENEFIT = re.compile(
    r"给予|享受|申请|申报|可以?|免|补贴|奖励|减|有效|优先|按照?\d|不得|提出(?![^，。；]{0,6}(?:意见|方案|建议|措施|计划))|继续"
)
_EACH = re.compile(r"每个?(半年|年|季|月|周)")
_PUBLISHED = re.compile(r"^(?:本\S{1,6})?(?:发布|印发|公布|发文|公告|下发|颁布|施行|文件印发|通知印发|文件发布)$")


def _event(text: str, m: re.Match[str], left: re.Match[str], length: tuple[str, str], now: Now) -> Draft | None:
    """收到建议之日起3个月内: counted from its event, never from the paper's date unless the event is its publication."""
    window = text[max(0, left.start() - 24) : left.start()]
    cuts = [k.end() for k in _EVENT_START.finditer(window)]
    begin = left.start() - len(window) + max((c for c in cuts if c <= len(window) - 2), default=0)
    if left["event"]:
        begin = left.start()
    event = text[begin : left.start()] + (left["day"] if left["event"] else "")
    if left["day"].startswith(("之日", "日")):
        event += "之日" if left["day"].startswith("之日") else ""
    if not event.strip() or (len(event) < 2 and not left["event"]):
        return None
    d = Draft(begin, m.end(), "deadline", "event_relative", duration=length[1], relative_to=event)
    if again := _EACH.match(event):  # 每季度结束后10日内
        d.role, d.every = "recurrence", {"年": "P1Y", "半年": "P6M", "季": "P3M", "月": "P1M", "周": "P1W"}[again[1]]
    bare = event.removesuffix("之日")
    if _PUBLISHED.match(bare):
        d.relative_to = "publish"
        if now.first and now.exact:
            d.last, exact = counted(now.first, length[1])
            d.flags += [] if exact else ["approx"]
    behind = re.split(r"[，,。；;\n]", text[m.end() : m.end() + 16])[0]
    d.is_deadline = not _BENEFIT.search(behind) and not behind.startswith("的")  # 毕业五年内的高校毕业生
    return d


def _coming(text: str, m: re.Match[str], length: tuple[str, str], now: Now) -> Draft | None:
    d = Draft(m.start(), m.end(), "period", "coming", duration=both(length), relative_to="issue_date", is_deadline=True)
    if now.first:
        d.first = now.first
        d.last = end_of(now, length[1], d)
    else:
        d.flags.append("anchor_assumed")
    return d


def _using(text: str, m: re.Match[str], length: tuple[str, str], now: Now) -> Draft | None:
    d = _within(text, m, length, now)
    if d:
        d.rule = "using"
    return d


def _within(text: str, m: re.Match[str], length: tuple[str, str], now: Now) -> Draft | None:
    long = length[1]
    if "T" in long:
        return (
            None
            if _is_name_of_hours(text, m)
            else Draft(
                m.start(),
                m.end(),
                "duration",
                "within_hours",
                duration=both(length),
                is_deadline=True,
                relative_to=_cause(text, m.start()),
            )
        )
    d = Draft(m.start(), m.end(), "deadline", "within", duration=both(length), is_deadline=True)
    cause = _cause(text, m.start())
    # Working days without an event are those of each case, not of the paper.
    d.relative_to = cause or "issue_date"
    d.is_deadline = not _CONDITION.match(text, m.end())
    if cause or "WD" in long:
        return d
    if now.first is None:
        d.flags.append("anchor_assumed")
        return d
    d.last = end_of(now, long, d)
    return d


_CONDITION = re.compile(
    r"[^，。；\n]{1,16}的[，。；、]|(?:未|不得|不予|不受理|不再|取消|暂停|累计[^，。；]{0,6}[两二三四\d]次|计分|最多)"
)  # 5年内退出的，…


def _is_name_of_hours(text: str, m: re.Match[str]) -> bool:
    return text.startswith(("服务", "自助", "营业", "便利"), m.end())


_CAUSE = re.compile(
    r"(?:^|[，。；：、])(?:([^，。；：、]{2,14}?)(?:后|之日起|的)[，,][^，。；]{0,12}"
    r"|[^，。；：、]{0,8}?((?:下发|发出|收到|接到|交办|转办|提交|提出|受理|投诉|报修)[^，。；：、]{0,10})[，,])$"
)


def _cause(text: str, at: int) -> str | None:
    """公示无异议后，由区财政局在30个工作日内: the event stands in the clause before."""
    m = _CAUSE.search(text[max(0, at - 30) : at])
    return m[1] or m[2] if m and not re.search(r"今后|以后|然后|之后$|最后", m[0]) else None


def _plain(text: str, m: re.Match[str], length: tuple[str, str], now: Now) -> Draft | None:
    """从业5年以上."""
    return Draft(m.start(), m.end(), "duration", "duration", duration=both(length), comparator="ge" if m["cmp"] == "以上" else "le")


def _about(text: str, m: re.Match[str], length: tuple[str, str], now: Now) -> Draft | None:
    """力争5年左右建成."""
    if not length[1].endswith(("Y", "M")) or "T" in length[1]:
        return None
    d = _within(text, m, length, now)
    if d:
        d.flags.append("approx")
    return d


def _recent(text: str, m: re.Match[str], length: tuple[str, str], now: Now) -> Draft | None:
    word = m.group()
    if word.startswith(("连续", "这")) and not m["since"]:
        return Draft(m.start(), m.end(), "duration", "duration", duration=length[1]) if word.startswith("连续") else None
    if word.startswith("近") and m.start() and text[m.start() - 1] in "附最临靠接邻将":
        return None
    d = Draft(m.start(), m.end(), "past", "recent", duration=both(length))
    if now.first:
        d.first, d.last = minus(now.first, length[1]), now.last
    return d


def _since(text: str, m: re.Match[str], length: tuple[str, str], now: Now) -> Draft | None:
    return _recent(text, m, length, now)


def _ahead(text: str, m: re.Match[str], length: tuple[str, str], now: Now) -> Draft | None:
    return Draft(m.start(), m.end(), "duration", "ahead", duration=both(length))


_ENDED = re.compile(r"(?:有效期|合同|协议|任期|聘期)?(?:届|期|到)$")


def _ahead_of(text: str, m: re.Match[str], length: tuple[str, str], now: Now) -> Draft | None:
    """期满前3个月, 届满三个月前: counted back from an end whose day the text does not give."""
    ended = _ENDED.search(text, max(0, m.start() - 6), m.start())
    begin = ended.start() if ended else m.start()
    return Draft(begin, m.end(), "deadline", "ahead_of", duration=both(length), relative_to=text[begin : m.start() + 1] + "前")


@cache
def _event_before() -> re.Pattern[str]:
    return re.compile(f"(?:{_events()})(?:之日起)?$")


def _after_full(text: str, m: re.Match[str], length: tuple[str, str], now: Now) -> Draft | None:
    """验收合格满一年后: the start lies a term behind its event."""
    event = _event_before().search(text, max(0, m.start() - 12), m.start())
    if not event:
        return None
    relative = event.group().removesuffix("之日起")
    return Draft(event.start(), m.end(), "start", "after_full", duration=both(length), relative_to=relative)


_MAKERS = {
    "span": _plain,
    "about": _about,
    "before": _ahead,
    "ahead_of": _ahead_of,
    "after_full": _after_full,
    "coming": _coming,
    "using": _using,
    "recent": _recent,
    "since": _since,
    "within": _within,
}
