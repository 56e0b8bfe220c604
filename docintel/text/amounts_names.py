"""Numerals that count nothing: parts of names, headings, document numbers, phone numbers, list numbers."""

from __future__ import annotations

import re
from functools import cache

from docintel.text.lexicon import table
from docintel.text.quantities import Quantity

_QUOTE_OPEN = '“‘「『"'
_QUOTE_CLOSE = re.compile('[”’」』"]')
# Measure words that make names when one Chinese digit stands before them (一线, 三期工程, 二类).
_NAME_UNITS = frozenset("期类档层对双样桩床席桌箱袋瓶剂粒曲首集版分票字页联线站车杯员口面道段片根方里度角头眼号本针起单点克升斤秒点斗宗股")
_ONE_UNITS = frozenset(
    (
        "名",
        "家",
        "所",
        "座",
        "处",
        "支",
        "辆",
        "台",
        "套",
        "件",
        "人",
        "户",
        "份",
        "篇",
        "场",
        "门",
        "款",
        "例",
        "项",
        "个",
        "条",
        "次",
        "场次",
        "亩",
    )
)
_ONE_BEFORE = re.compile(
    r"(?:每[^，。；]{1,8}|至少|不少于|不低于|新增|新建|建成|建设|设立|打造|培育|引进|各|配备|确定|选派|建立|开展|组织|举办|召开|达到|不超过|最多|限|只能)$"
)
_ONE_AFTER = re.compile(r"以上|及以上|左右|以内")
_NOT_AFTER = re.compile(
    r"性|化|体(?![检测验])|元|次会议|次全会|次全体|次代表大会|次常务|届|制(?![定作造订约成])|分之|成不变|中全会|大精神|大报告|带一路|委|办|局|院|站式|产|力(?!争)|面(?!积)|边|号|楼|路|道(?!公里)|级|角|环|维|星|段|代|强|甲|乙|权|农|资|险|税|审|同时|清单|张网|本账|条龙"
)
_MEETING = re.compile(r"届(?:[一二三四五六七八九十]次、)*$")
_CHENG = re.compile(r"[为形园立果本效员长功了熟交都渝套品人分就型年势绩事仁]")
_CODE_BEFORE = re.compile(r"[×xX*]$|[A-Z]\d+\+$|[A-Za-z〔\[【号#@_/]$|[A-Za-z]\d*[-.]$|电话[:：]?[\d\- ]*$|邮编[:：]?$|\d-$")
_SERVICE = re.compile(
    r"自助|不?间断|在线|值[班守]|服务(?!时)|营业|便[利民]|药[店房]|书[店房屋吧]|门[店诊]|超市|餐厅|急诊|热线|全天|“|[^，。；\d]{0,6}圈"
)


def is_name(text: str, q: Quantity) -> bool:
    """Whether the quantity is part of a name or code and must not be read as a number."""
    if q.kind == "ratio":
        return False
    if not q.arabic and q.rule not in ("share", "range", "neighbours") and _chinese_name(text, q):
        return True
    if q.start and text[q.start - 1] in _QUOTE_OPEN and _quoted_name(text, q):
        return True
    if q.start > 1 and text[q.start - 1] == "含" and text[q.start - 2] in "（(":  # （含500亩）
        return True
    if q.arabic and _CODE_BEFORE.search(text[max(0, q.start - 12) : q.start]) and not (q.start and text[q.start - 1] == "/" and q.unit):
        return True
    if q.unit is None:
        return False
    return _other_word(text, q) or (q.arabic and _list_number(text, q))


@cache
def _longer_words() -> dict[str, str]:
    return {row[0]: row[1] for row in table("unit_words.tsv")}


def _other_word(text: str, q: Quantity) -> bool:
    """The measure word is the head of a longer word: 3人才, 5家庭, 一次性, 两周年."""
    following = text[q.end : q.end + 1]
    if not following:
        return False
    written = q.written
    if written == "版" and (q.value >= 1990 or "." in text[q.start : q.end]):  # 2023版, 2.0版
        return True
    if written in ("小时", "分钟", "个小时") and _SERVICE.match(text, q.end):
        return True
    if written == "线" and text[q.start - 1 : q.start] in ("道", "速", "路"):  # 省道301线
        return True
    if written == "次" and q.start and text[q.start - 1] == "届":  # 第15届130次常务会议
        return True
    if written == "成":
        return bool(_CHENG.match(following)) or q.value > 100
    if (
        written == "次"
        and not q.arabic
        and text.startswith(("会议", "全会", "全体会", "代表大会", "常务", "党组", "理事会", "主任会"), q.end)
    ):
        return True
    if text.startswith(("具备", "具有"), q.end):  # 5家具备条件的企业: a verb, no furniture
        return False
    return following in _longer_words().get(written, "")


def _list_number(text: str, q: Quantity) -> bool:
    """3.7 本期结论, 067 乡党图考: the number of a heading or of a list stands before a word by chance."""
    numeral = text[q.start : q.end - len(q.written)]
    if len(numeral) > 1 and numeral[0] == "0" and numeral[1].isdigit():
        return True
    line = text[text.rfind("\n", 0, q.start) + 1 : q.start].strip()
    return not line and q.unit is not None and q.unit.type == "count" and ("." in numeral or numeral.endswith((" ", "\u3000")))


def _quoted_name(text: str, q: Quantity) -> bool:
    """“五篇大文章”, “30条”, “100个项目” … a short quoted phrase that begins with a numeral is a name."""
    close = _QUOTE_CLOSE.search(text, q.start, q.start + 16)
    return bool(close) and not (q.unit and q.unit.type in ("money", "percent"))


def _chinese_name(text: str, q: Quantity) -> bool:
    if q.start and text[q.start - 1] in "数几" and text[q.start] in "十百千万亿":  # 数百家 is read as a word
        return True
    if q.unit is None:
        return not (q.size >= 10000 and q.lead > 1) and not (q.start and text[q.start - 1] in "第前")
    head = text[q.start]
    ordinal = bool(q.start) and text[q.start - 1] in "第前"
    if _NOT_AFTER.match(text, q.end) and q.unit.type == "count" and q.value < 100:
        return True
    if ordinal:
        return False
    if head in "百千万亿" and q.lead * q.size >= 100 and not q.approx:
        return not _round_number(text, q)
    if (
        q.written == "次"
        and q.start
        and text[q.start - 1] in "届、"
        and q.value < 20
        and _MEETING.search(text[max(0, q.start - 8) : q.start])
    ):
        return True
    if q.value == 1 and q.lead == 1 and q.unit.type in ("count", "quantity", "percent", "duration") and head == "一":
        return not _one_counts(text, q)
    if q.value < 10 and q.written in _NAME_UNITS:
        return not _ONE_BEFORE.search(text[max(0, q.start - 10) : q.start])
    if q.written == "分" and q.value == 10:  # 十分重要
        return True
    return head in "零〇○" and q.lead == 0 and q.unit.type != "percent"


def _one_counts(text: str, q: Quantity) -> bool:
    if q.written not in _ONE_UNITS:
        return False
    return bool(_ONE_AFTER.match(text, q.end)) or bool(_ONE_BEFORE.search(text[max(0, q.start - 10) : q.start]))


_ROUND_BEFORE = re.compile(r"(?:上|近|超|超过|过|逾|约|突破|达|达到|将近|接近|数|几|破|新增|投资|投入|完成)$")
_ROUND_AFTER = re.compile(r"以上|及以上|余|多|左右")


def _round_number(text: str, q: Quantity) -> bool:
    """百家, 千人, 亿元: a bare round numeral counts with a cue beside it; 百万元 and 千万元 also alone."""
    if _ROUND_BEFORE.search(text[max(0, q.start - 3) : q.start]) or _ROUND_AFTER.match(text, q.end):
        return True
    numeral = text[q.start : q.end - len(q.written)].strip()
    return bool(q.unit and q.unit.type == "money" and len(numeral) > 1)
