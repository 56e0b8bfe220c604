"""Lengths of time on cleaned text: 5年内, 未来三年, 近两年, 收到之日起30日内, 认定后三年内, 为期三年, 不超过36个月."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from docintel.text.cue import led
from docintel.text.dates_calendar import Now, counted, minus
from docintel.text.dates_pattern import windows
from docintel.text.dates_roles import Draft
from docintel.text.lexicon import alternation, table
from docintel.text.numerals import exact

_CN = "[一二三四五六七八九]"
_PAIRS = "一两|一二|两三|三四|三五|四五|五六|七八"  # 近两三年
_N = (
    r"(?<![\d.第])\d{1,3}(?:\.\d)?"
    rf"|(?<![一二三四五六七八九十第百千万两几])(?:{_PAIRS})(?=个?[年月周天]|个?工作日)"
    rf"|(?<![一二三四五六七八九十第百千万两几])(?:十{_CN}?|{_CN}十{_CN}?|[一二两三四五六七八九半])"
)
_U = "个工作日|工作日|个自然日|自然日|个月|年|个学期|学期|周(?![岁年边末知围])|个星期|星期|天|日|个小时|小时|分钟"
_LENGTH = rf"(?P<n>{_N})(?: ?个?(?:-|—|～|~|至|到) ?(?P<n2>\d{{1,3}}|[一二三四五六七八九十]+))?(?P<half>年半)? ?(?P<u>{_U})?"
_ISO = {
    "个工作日": "WD",
    "工作日": "WD",
    "年": "Y",
    "个月": "M",
    "周": "W",
    "个星期": "W",
    "星期": "W",
    "天": "D",
    "日": "D",
    "个自然日": "D",
    "自然日": "D",
    "个小时": "TH",
    "小时": "TH",
    "分钟": "TM",
}
_NAMED = re.compile(
    r"级|制|期(?!内|间|限|满)|轮|报|薪|会|鉴|检|审|票|龄|画|生(?!产)|产|货|味|糕|关|度(?!内)|份|轻|青|前|后|限|代|间|以|来|均|终"
)


def iso(n: str, unit: str) -> str | None:
    """三 + 年 → P3Y; 24 + 小时 → PT24H; 15 + 个工作日 → P15WD; 半 + 年 → P6M."""
    value = exact(n)
    if value is None:
        return None
    if unit.endswith("学期"):
        value, unit = value * 6, "个月"
    if value == exact("半"):
        return {"年": "P6M", "个月": "P15D", "个小时": "PT30M", "小时": "PT30M", "天": "PT12H"}.get(unit)
    if value != int(value):
        return f"P{int(value * 12)}M" if unit == "年" and value * 12 == int(value * 12) else None
    code = _ISO[unit]
    return f"PT{int(value)}{code[1]}" if code.startswith("T") else f"P{int(value)}{code}"


def _length(match: re.Match[str]) -> tuple[str, str] | None:
    """(shortest, longest) ISO durations of a match of ``_LENGTH``; both equal without a range."""
    m = match if match["n"] else {k[:-1]: v for k, v in match.groupdict().items() if k.endswith("b")}
    if m["half"]:
        value = exact(m["n"])
        months = None if value is None else f"P{int(value * 12) + 6}M"
        return (months, months) if months else None
    if not m["u"]:
        return None
    if re.fullmatch(_PAIRS, m["n"]):
        short, long = iso(m["n"][0], m["u"]), iso(m["n"][1], m["u"])
        return (short, long) if short and long else None
    long = iso(m["n2"] or m["n"], m["u"])
    short = iso(m["n"], m["u"])
    return (short, long) if short and long else None


@cache
def _events() -> str:
    return alternation([row[0] for row in table("events.txt")])


@cache
def _event_left() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<day>之?[日时](?:起|后|始)|之后|以后|后|起|(?P<event>{_events()})前?)(?:的|算起|计算)?[，,]?[在的]?(?:最长|最多|不超过)?$"
    )


def _again(length: str) -> str:
    """The same words a second time in one expression; their groups are told by a final ``b``."""
    return re.sub(r"\(\?P<(\w+)>", r"(?P<\1b>", length)


@cache
def _rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    length = _LENGTH
    return (
        ("before", re.compile(rf"(?:提前|至少提前){length}")),
        ("ahead_of", re.compile(rf"[满期](?:(?<=届满)|(?<=期满)|(?<=到期))(?:之?前{length}(?!之?内|以内)|{_again(length)}(?:之前|以前|前))")),
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


def find_spans(text: str, now: Now, prospective: bool | None, plan: tuple[str, str] | None) -> list[Draft]:
    """Frames of lengths of time; those resolved from the anchor carry ``relative_to`` issue_date."""
    out: list[Draft] = []
    near = windows(text, _ENDING, 22, 8)
    for rule, pattern in _rules():
        for m in (k for a, b in near for k in pattern.finditer(text, a, b)) if rule in _BY_ENDING else pattern.finditer(text):
            length = _length(m)
            event = _event_left().search(text, max(0, m.start() - 16), m.start()) if rule == "within" else None
            if length and (draft := _event(text, m, event, length, now) if event else _MAKERS[rule](text, m, length, now)):
                out.append(draft)
    out.extend(_durations(text, now, prospective, plan))
    return out


_EVENT_START = re.compile(
    r"[，。；;：:！？\s“”]|自(?!愿|主|行|有)|从|在(?![孵建校职线岗册])|于|应当|必须|[应须需要可](?![急求用研])|由|及时|并"
)
_BENEFIT = re.compile(r"给予|享受|申请|申报|可以?|免|补贴|奖励|减|有效|优先|按照?\d|不得|提出(?![^，。；]{0,6}(?:意见|方案|建议|措施|计划))|继续")
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
    d = Draft(m.start(), m.end(), "period", "coming", duration=_both(length), relative_to="issue_date", is_deadline=True)
    if now.first:
        d.first = now.first
        d.last = _end(now, length[1], d)
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
                duration=_both(length),
                is_deadline=True,
                relative_to=_cause(text, m.start()),
            )
        )
    d = Draft(m.start(), m.end(), "deadline", "within", duration=_both(length), is_deadline=True)
    cause = _cause(text, m.start())
    d.relative_to = cause or "issue_date"
    d.is_deadline = not _CONDITION.match(text, m.end())
    if cause or "WD" in long:  # working days without an event are those of each case, not of the paper
        return d
    if now.first is None:
        d.flags.append("anchor_assumed")
        return d
    d.last = _end(now, long, d)
    return d


_CONDITION = re.compile(r"[^，。；\n]{1,16}的[，。；、]|(?:未|不得|不予|不受理|不再|累计[^，。；]{0,6}[两二三四\d]次|计分|最多)")  # 5年内退出的，…


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


def _end(now: Now, length: str, d: Draft) -> date | None:
    if now.first is None or now.last is None:
        return None
    if not now.exact:
        d.flags.append("approx")
    if now.assumed:
        d.flags.append("anchor_assumed")
    last, exact = counted(now.last, length)
    d.flags += [] if exact else ["approx"]
    return last


def _plain(text: str, m: re.Match[str], length: tuple[str, str], now: Now) -> Draft | None:
    """从业5年以上."""
    return Draft(m.start(), m.end(), "duration", "duration", duration=_both(length), comparator="ge" if m["cmp"] == "以上" else "le")


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
    d = Draft(m.start(), m.end(), "past", "recent", duration=_both(length))
    if now.first:
        d.first, d.last = minus(now.first, length[1]), now.last
    return d


def _since(text: str, m: re.Match[str], length: tuple[str, str], now: Now) -> Draft | None:
    return _recent(text, m, length, now)


def _ahead(text: str, m: re.Match[str], length: tuple[str, str], now: Now) -> Draft | None:
    return Draft(m.start(), m.end(), "duration", "ahead", duration=_both(length))


_ENDED = re.compile(r"(?:有效期|合同|协议|任期|聘期)?(?:届|期|到)$")


def _ahead_of(text: str, m: re.Match[str], length: tuple[str, str], now: Now) -> Draft | None:
    """期满前3个月, 届满三个月前: counted back from an end whose day the text does not give."""
    ended = _ENDED.search(text, max(0, m.start() - 6), m.start())
    begin = ended.start() if ended else m.start()
    return Draft(begin, m.end(), "deadline", "ahead_of", duration=_both(length), relative_to=text[begin : m.start() + 1] + "前")


@cache
def _event_before() -> re.Pattern[str]:
    return re.compile(f"(?:{_events()})(?:之日起)?$")


def _after_full(text: str, m: re.Match[str], length: tuple[str, str], now: Now) -> Draft | None:
    """验收合格满一年后: the start lies a term behind its event."""
    event = _event_before().search(text, max(0, m.start() - 12), m.start())
    if not event:
        return None
    relative = event.group().removesuffix("之日起")
    return Draft(event.start(), m.end(), "start", "after_full", duration=_both(length), relative_to=relative)


def _both(length: tuple[str, str]) -> str:
    return length[0] if length[0] == length[1] else f"{length[0]}/{length[1]}"


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
_DURATION = led(
    rf"(?P<cue>不超过|不少于|不得少于|不低于|不得超过|至少|最长(?:不超过)?|最多|最短|满|为期|连续(?:支持|补贴|补助|奖励|资助|给予|享受|开展)?|支持|资助|补贴|补助|延长|缩短|持续|期限(?:为|不超过|最长)?|期为?|年限(?:为|不少于)?|服务|任期|周期|时间|减免|免收?|给予|享受|历时|耗时|试用|公示|每次|限时|提前|(?:压缩|缩短|缩减|压减)(?:至|到|为)|超过|不足|不满|近|约)(?P<gap>[^，。；\d一二两三四五六七八九十]{{0,4}}?){_LENGTH}(?P<after>(?:\(含\)|（含）)?(?:以上|以下|以内|左右))?"
)
_COMPARE = {
    "不超过": "le",
    "不得超过": "le",
    "最长": "le",
    "最多": "le",
    "限时": "le",
    "不少于": "ge",
    "不得少于": "ge",
    "不低于": "ge",
    "至少": "ge",
    "最短": "ge",
    "超过": "gt",
    "不足": "lt",
    "不满": "lt",
    "近": "approx_lt",
    "约": "approx",
}
_VERBS = (
    r"累计|共|内|成(?!绩|果|就)|见(?!习)|时间(?=[建完实打形基达补])|大变|上台阶|有?突破|翻番|起好?步|打基础|大提升|全覆盖"
    r"|[^，。；\d来]{0,2}(?:完成|新建|新增|培训|开展|投入|建设|改造|培育|实施|安装)"
)
_SLOGAN = re.compile("成|见|时间|起好?步|大变|上台阶|有?突破|翻番|起步|打基础|大提升|全覆盖")  # 三年成形，五年成势
_ANY_LENGTH = led(rf"{_LENGTH}(?={_VERBS})")
_CLAUSE_LENGTH = led(rf"(?:^|(?<=[，。；;：:、\n“”（( 　])){_LENGTH}(?={_VERBS})")


def _durations(text: str, now: Now, prospective: bool | None, plan: tuple[str, str] | None) -> list[Draft]:
    """支持三年, 不超过36个月 as durations; 三年累计, 三年成形 as the period or deadline that they stand for."""
    out = []
    for m in _DURATION.finditer(text):
        length = _length(m)
        if not length or _NAMED.match(text, m.end()):
            continue
        start = (
            m.start("n")
            if m["gap"] or m["cue"] in ("服务", "时间", "给予", "享受", "支持", "公示", "补贴", "补助", "资助", "免", "减免", "期")
            else m.start()
        )
        compare = next((c for k, c in _COMPARE.items() if k in m["cue"]), None)
        after = (m["after"] or "")[-2:]
        compare = {"以上": "ge", "以下": "le", "以内": "le", "左右": "approx"}.get(after, compare)
        out.append(Draft(start, m.end(), "duration", "duration", duration=_both(length), comparator=compare))
    for m in (_ANY_LENGTH if plan else _CLAUSE_LENGTH).finditer(text):
        length = _length(m)
        if length and length[1].endswith("Y"):
            d = _milestone(m, length, now, plan)
            _within_named_year(text, d, length[1], now)
            if d.role == "deadline" and prospective is not True and not _SLOGAN.match(text, m.end()):
                d.role, d.rule, d.last, d.relative_to, d.is_deadline = "duration", "duration", None, None, False
            if d.role == "period" or _CLAUSE_LENGTH.match(text, m.start()):
                out.append(d)
    return out


_UNTIL = re.compile(r"[到至]((?:19|20)\d{2})年(?![^，。]{0,2}月)")


def _within_named_year(text: str, d: Draft, length: str, now: Now) -> None:
    """把计划延续到2027年，…，四年累计招聘4000名: four years that begin with the paper's own end with the year that was named."""
    if d.role != "deadline" or now.year is None or not text.startswith("累计", d.end):
        return
    named = _UNTIL.findall(re.split(r"[。；\n]", text[max(0, d.start - 60) : d.start])[-1])
    if named and int(named[-1]) - now.year + 1 == int(length[1:-1]):
        d.role, d.rule, d.relative_to = "period", "milestone", None
        d.first, d.last = date(now.year, 1, 1), date(int(named[-1]), 12, 31)


def _milestone(m: re.Match[str], length: tuple[str, str], now: Now, plan: tuple[str, str] | None) -> Draft:
    years = int(length[1][1:-1])
    d = Draft(m.start(), m.end(), "deadline", "milestone", duration=_both(length), relative_to="issue_date", is_deadline=True)
    if plan and int(plan[1][:4]) - int(plan[0][:4]) + 1 == years:
        d.role, d.relative_to = "period", None
        d.first, d.last = date.fromisoformat(plan[0]), date.fromisoformat(plan[1])
    elif now.first:
        d.last = _end(now, length[1], d)
    else:
        d.flags.append("anchor_assumed")
    return d
