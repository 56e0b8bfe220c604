"""The one regex that finds calendar moments on cleaned text; group names with ``2`` belong to parts that stand without a year."""

from __future__ import annotations

import re
from functools import cache

from docintel.text.cue import led
from docintel.text.dates_calendar import feast_names
from docintel.text.dates_words import LISTED_FEASTS
from docintel.text.lexicon import alternation

SEP = r" ?(?:-{1,2}|–|—{1,2}|－|~|～|至|到|─) ?"
_CN_YEAR = "[一二][九〇○零OoО0][〇○零一二三四五六七八九OoО0-9]{2}"
_YEAR4 = r"(?<![\d.〔\[])(?<!\d,)(?:19|20)\d{2}(?!\d)"
_YEAR = (
    rf"(?:(?:(?P<y0>{_YEAR4}|{_CN_YEAR}) ?(?:年度?)?{SEP})?(?P<y>{_YEAR4}|{_CN_YEAR}) {{0,2}}年度?(?! ?(?:1[3-9]|[2-9]\d)月)"
    rf"|(?P<y00>{_YEAR4}){SEP}(?P<y99>\d{{2}}) ?年度?(?!代)|(?P<yy>(?<![\d近.])[12]\d)年(?=[底末]))"
)
_RELATIVE_YEAR = (
    "大前年|前年|去年|(?<!原则)上年(?!龄)度?|上一年度?|今年|本年度?|当年(?!龄)|(?<!不)同年(?!龄)|明年|次年|翌年|来年"
    "|(?<![一-龥])后年|(?<=[到至在于和])后年|下一?年度?"  # 入驻后年纳税 holds none
)
_RELATIVE_MONTH = r"本月|当月(?=\d|底|末|初|[上中下]旬)|上个?月|下个?月|次月|每?月(?=底前|末前)"
_CN_MONTH = "十[一二]?|[一二三四五六七八九]|(?<![万亿])元"
_CN_DAY = "三十一?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九]"
_DAY = r"3[01]|[12]\d|0?[1-9]"
_QUARTER = "[一二三四1-4]"
# 8号线, 5号楼, 3号文 are no days.
_DAY_MARK = r"(?:日(?!报(?![送名告请]))|号(?!线|楼|院|文|令|公告|提案|建议|门|井|桥|厅|馆|库|机|车|站))"
_NOT_MONTH = "刊|报|球|饼|嫂|子|亮|饷|薪|均|度|供|台|租"
_NOT_EARLY = "步|级|期|审|稿|评|中|创|心"
_NOT_MIDDLE = "心|国|央|级|小|共|期|后|职|等|型|药|医|部|东|西|原|标|介"
_CLOCK = (
    r"(?: ?[（(]?(?:周|星期)[一二三四五六日天][）)]?)?"
    r"(?: ?(?:上午|下午|晚|中午|凌晨|早)?\d{1,2}(?:[:：]\d{2}|[时点](?:\d{1,2}分|整)?))?"
)
_PLACE = rf"月?[底末]|初(?!{_NOT_EARLY})|中旬|上旬|下旬|月中(?!旬)"


def _half_or_quarter(k: str) -> str:
    return (
        rf"(?P<h{k}>上半年|下半年)(?P<hpos{k}>[末底])?"
        rf"|(?P<qfront{k}>前)?第?(?:(?P<q0{k}>{_QUARTER})(?:、|和|(?:季度)?{SEP}))?(?P<q{k}>{_QUARTER}) ?季度(?!假)(?P<qpos{k}>[末底初])?"
    )


def _month(k: str) -> str:
    day = rf"(?:(?P<d0{k}>{_DAY}) ?日?{SEP})?(?P<d{k}>{_DAY}|{_CN_DAY}) ?{_DAY_MARK}{_CLOCK}"
    number = rf"(?<![\d.])(?:1[0-2]|0?[1-9])|(?<![一二三四五六七八九十个第]){_CN_MONTH}"
    return (
        rf"(?:(?P<m0{k}>{number}) ?(?:月份?)?{SEP})?(?P<m{k}>{number}) {{0,2}}月(?!{_NOT_MONTH})份?(?: {{0,2}}{day}|(?P<mpos{k}>{_PLACE}))?"
    )


@cache
def pattern() -> re.Pattern[str]:
    """The compiled regex."""
    feasts = alternation(feast_names())

    def edge(k: str) -> str:
        return rf"(?:(?P<fend{k}>结束)|(?:开始|来临|到来)(?=[之以]?前))?"

    of_year = rf"(?P<ypos>年?[底末终]|岁末|年?初(?!{_NOT_EARLY})|年中(?!{_NOT_MIDDLE})|中(?=[，。前完建]|$))"
    lone_year = (
        r"(?<![一二三四五六七八九十\d两半几多每近全往历少青成老百千万常])"
        r"(?P<ypos2>(?<!本)年(?:[底末]|终(?![奖考总绩]|一次))|年初|岁末|(?<!全)年内|(?<!当)年中(?=完成|前|召开|开展|之前))"
    )
    return led(
        rf"(?:{_YEAR}|(?P<rel>{_RELATIVE_YEAR})) {{0,2}}的?(?P<whole>全年)?"
        rf"(?:{_half_or_quarter('')}|{_month('')}|{of_year}|(?P<feast>{feasts}){edge('')})?"
        r"|(?P<iso>(?<![\d.\-/])(?:19|20)\d{2}(?P<isosep>[-/.])(?:1[0-2]|0?[1-9])(?P=isosep)(?:3[01]|[12]\d|0?[1-9])(?!\d|[-/.]\d))"
        r"|(?P<relq>本|上|下|当)(?:一个?)?季度?(?P<relqpos>[末底])?(?:(?<=上季度)|(?<=上一季度)|(?=[末底前内，完]))"
        r"|(?P<relw>本周|下周|上周|这周)(?P<weekday>[一二三四五六日天])?(?![年围边转])"
        r"|(?<=[于请在])(?P<lone>3[01]|[12]\d|[1-9])[日号](?=前|之前|以前)"
        rf"|(?P<relm>{_RELATIVE_MONTH})(?:(?P<rd>{_DAY})日|(?P<rmpos>底|末|初|中旬|上旬|下旬)?)"
        rf"|(?<![第全])(?:{_half_or_quarter('2')}|{_month('2')}"
        rf"|{lone_year}|(?P<whole2>全年(?![龄无都性不]))|(?P<months>(?<![\d本上下当每个一二三四五六七八九十])月[底末]))"
        r"|[“\"]?(?P<plan>十[一二三四五六七八]?|[一二三四五六七八九])五[”\"]"
        r"|第(?P<plan3>十[一二三四五六])个五年(?=规划|计划)|(?<![一二三四五六七八九十第])(?P<plan2>十[一二三四五六])五(?=规划|计划|期|时期|末|初|以来|收官|开局)"
        rf"|(?P<feast2>{feasts}){edge('2')}(?=前|之前|以前|期间|{LISTED_FEASTS}|后[一二两三四五六七八九十\d])"
        rf"|(?P<holidays>[暑寒][假期])(?=完成|组织|开展|实施|启动|举办|集中)"
    )


def windows(text: str, hit: re.Pattern[str], left: int, right: int) -> list[tuple[int, int]]:
    """Stretches of the text around the matches of ``hit``, merged where they meet."""
    out: list[tuple[int, int]] = []
    for m in hit.finditer(text):
        a, b = max(0, m.start() - left), m.end() + right
        if out and a <= out[-1][1]:
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out
