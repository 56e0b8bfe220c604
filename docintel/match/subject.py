"""Whom a clause is for: the nouns of its condition (小微企业和个体工商户, 商业银行 …) and whether the enterprise is one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from docintel.match import lexicon
from docintel.match.asking import FAILED, MET, UNKNOWN, Answer, Asking, any_of
from docintel.match.overlap import best_share, cover, telling
from docintel.match.titles import asked_titles, holds, narrowest
from docintel.text import recognitions

_SEPARATOR = re.compile(r"^(?:（[^）]*）|＿)*(?:、|和|或者|或|以及|及其|及|与|等)")
_VERB = re.compile(
    r"[招引组取获承租购建与向由从给参吸通使属投经支在被授评纳落具拥完]|达到|超过|首次|认定|担任|对|为其|加强|推动|促进|鼓励|用于|服务(?!业|机构|企业)|进驻|入驻|开展|符合申请|连续|接收|并"
)
_BRACKETS = re.compile(r"（[^（）]*）")
_STARTUP = re.compile(r"创业|创办|初创|自主创业")
_CHANNEL = re.compile(
    r"(?:银行|担保机构|担保公司|金融机构|保险公司|保险机构|贷款公司|融资担保)[^，]{0,24}?(?:可为每家|可为|对|向|为)(?=[^，]{3})"
)
_GOES_ON = re.compile(r"贷款|信贷|存款|资金|产品|业务|集群|园区|平台|管理|登记|贷|债|转型|转为|转企|公共服务|股权|认定|培训")
_TAIL_END = re.compile(r"^(?:＿*|分阶段|分别|择优|(?:进行|每).*)$")
_TURNS = re.compile(r"转型|转为|转企")
_GENERIC_TAIL = re.compile(r"的([^的，、]{0,8}?(组织|团体|家庭|[^人\d名每益利行有权]人|者))$")
_GAP = 16
_SIZES = (
    (re.compile(r"中小微|小型微型和中型"), "中小微"),
    (re.compile(r"中小型?"), "中小微"),
    (re.compile(r"小微型?|小型微型|小型微利|小型、微型|微小"), "小微"),
    (re.compile(r"微型"), "微"),
    (re.compile(r"大中型"), "大中"),
    (re.compile(r"大型"), "大"),
)
_TYPE_WORDS = {
    "merchant": "个体工商户",
    "bank": "银行等金融机构",
    "insurer": "保险机构",
    "guarantor": "担保机构",
    "fund": "投资机构或基金",
    "lessor": "融资租赁机构",
    "government": "政府或管委会",
    "association": "行业协会",
    "research": "高校院所等科研机构",
    "incubator": "孵化载体",
    "carrier": "旅行社",
    "school": "学校或培训机构",
    "hospital": "医疗养老机构",
    "npo": "社会组织",
    "institution": "事业单位或公共平台",
    "agency": "服务机构",
    "village": "村集体",
    "farmer": "农户",
    "person": "个人",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """A noun that a clause is for: [start, end) of the condition's text, ``kind`` of beneficiary, ``words`` with its descriptor."""

    start: int
    end: int
    kind: str
    words: str


@cache
def _kinds() -> dict[str, str]:
    """Head word → kind; a recognition that names its holder (家庭农场, 见习单位) is a kind ``title``."""
    out = {
        name: "title"
        for t in recognitions.titles().values()
        for name in t.names
        if t.kind in ("title", "class") and not t.id.startswith("listed")
    }
    return out | dict(lexicon.beneficiary_words())


@cache
def _heads() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(w) for w in sorted(_kinds(), key=lambda w: -len(w))))


@lru_cache(maxsize=16384)
def tail_subjects(text: str) -> tuple[Subject, ...]:
    """The nouns a condition ends with (…的小微企业和个体工商户); () when it ends with 的 or with another noun."""
    bare = _blank(text)
    if bare.rstrip("＿").endswith("的"):
        return ()
    start = bare.rfind("的") + 1
    found = _listed(bare, start)
    if found and _TAIL_END.match(bare[found[-1].end :]):
        return found
    generic = _GENERIC_TAIL.search(bare)
    return (
        (Subject(generic.start(1), generic.end(1), "npo" if generic.group(2) in ("组织", "团体") else "person", generic.group(1)),)
        if generic
        else ()
    )


@lru_cache(maxsize=16384)
def head_subjects(text: str) -> tuple[Subject, ...]:
    """The nouns a condition begins with (小微企业当年新招用…的); a bank that serves others (银行对小微企业…) is passed over."""
    bare = _blank(text)
    channel = _CHANNEL.search(bare)
    found = _listed(bare, channel.end() if channel else 0)
    if not found:  # 符合…条件的人员自主创业的: the noun after the inner 的
        inner = bare[:-1].rfind("的") + 1
        found = _listed(bare, inner) if inner else ()
    if found and found[-1].kind in ("firm", "title"):  # 企业贷款 is the firm's, 银行贷款 is no bank
        return () if _TURNS.match(bare, found[-1].end) else found
    return () if found and _GOES_ON.match(bare, found[-1].end) else found


def leading(text: str) -> tuple[Subject, ...]:
    """The nouns that ``text`` begins with, whatever follows."""
    return _listed(_blank(text), 0)


def channel_end(text: str) -> int | None:
    """Where a bank or guarantor that serves others ends (引导担保机构向|…); None when there is none."""
    found = _CHANNEL.search(_blank(text))
    return found.end() if found else None


def subjects(text: str) -> tuple[Subject, ...]:
    """The nouns a condition is for, of its tail, else of its head; () when none is named."""
    return tail_subjects(text) or head_subjects(text)


def _blank(text: str) -> str:
    text = text.replace("协（商）会", "＿＿商协会").replace("商（协）会", "＿＿商协会")
    return _BRACKETS.sub(lambda m: "＿" * len(m.group()), text)


def _listed(text: str, start: int) -> tuple[Subject, ...]:
    """Subjects of a list that begins at ``start``: A企业、B企业和C…"""
    out: list[Subject] = []
    at = start
    while at < len(text):
        head = _next_head(text, at)
        if head is None:
            break
        end = _longest_end(text, head.end())
        out.append(Subject(at, end, _kind_at(text[at:end]), text[at:end].replace("＿", "")))
        mark = _SEPARATOR.match(text[end:])
        if not mark:
            break
        at = end + mark.end()
    return tuple(out)


def _next_head(text: str, at: int) -> re.Match[str] | None:
    """The next head word with only descriptors between; a list of descriptors (集成电路、功率器件产业链企业) may be long."""
    for head in _heads().finditer(text, at):
        between = text[at : head.start()]
        if _VERB.search(between) or "的" in between.removesuffix("的"):
            return None
        if len(between) <= _GAP or ("、" in between and len(between) <= 3 * _GAP):
            return head
        return None
    return None


def _longest_end(text: str, end: int) -> int:
    """Takes in head words that follow at once: 银行 + 机构, 园区 + 管委会, 高新技术 + 企业."""
    following = _heads().match(text, end)
    return following.end() if following else end


def _kind_at(words: str) -> str:
    return next(_kinds()[words[i:]] for i in range(len(words)) if words[i:] in _kinds())


def is_for(found: tuple[Subject, ...], text: str, asking: Asking) -> Answer | None:
    """Whether one of the named subjects is the enterprise; None when none is named."""
    return any_of([_is(s, text, asking) for s in found]) if found else None


def _is(subject: Subject, text: str, asking: Asking) -> Answer:
    firm = asking.firm
    if subject.kind == "project":
        return Answer(MET, "项目", None, "beneficiary")
    if subject.kind not in ("title", *firm.types):
        if subject.kind == "person" and firm.founder and _STARTUP.search(text):
            return Answer(MET, "创办人身份已说明", None, "founder")
        return Answer(FAILED, f"对象是{_TYPE_WORDS.get(subject.kind, subject.words)}（“{subject.words}”），不是本企业", None, "beneficiary")
    if subject.kind == "agency" and best_share(subject.words, firm.text)[0] < 0.4:
        return Answer(FAILED, f"对象是“{subject.words}”，不是本企业", None, "beneficiary")
    if subject.kind not in ("firm", "title"):
        return Answer(MET, subject.words, None, "beneficiary")
    rest = subject.words
    titled = narrowest(asked_titles(rest))
    answers = [any_of([holds(rest, at, ident, asking) for at, _, ident in titled])] if titled else []
    rest = recognitions.title_pattern().sub("", rest)
    answers += [a for a in (of_size(rest, asking), of_trade(rest, asking)) if a]
    answers += [a for a in (_described(rest, asking),) if a]
    failed = next((a for a in answers if a.result == FAILED), None)
    unknown = next((a for a in answers if a.result == UNKNOWN), None)
    facts = "；".join(a.fact for a in answers if a.fact)
    return failed or unknown or Answer(MET, facts or "企业", None, answers[0].rule if answers else "beneficiary")


def _described(words: str, asking: Asking) -> Answer | None:
    """What is left of a noun's descriptor (去产能企业, 已签约项目): open unless the facts speak of it."""
    if "、" in words and any(_of(t, asking).result == MET for t in map(_trade, words.split("、")) if t):
        return None  # one member of a list of trades is enough
    trade = _trade(words)
    rest = words.replace(trade.word, "") if trade else words
    for pattern, _ in _SIZES:
        rest = pattern.sub("", rest)
    rest = lexicon.cues("undefined").sub("", _heads().sub("", rest))
    rest = lexicon.cues("plain_descriptor").sub("", rest)
    graded = lexicon.cues("graded_descriptor").search(rest)
    if len(rest) < 2 or (sum(w for _, w in telling(rest)) < 2.0 and not graded):
        return None
    best = cover(rest, tuple(k for k in asking.firm.knowns if k.kind in ("fact", "title", "trade") and not k.denied))
    if best.known and (best.score >= 0.5 or (graded and graded.group() in best.known.label)):
        return Answer(MET, best.known.shown, None, "described")
    return Answer(UNKNOWN, None, f"是否属于{words}", "described")


def of_size(words: str, asking: Asking) -> Answer | None:
    """Against 中小微 words; None when no size is asked."""
    wanted = next((sizes for pattern, sizes in _SIZES if pattern.search(words)), None)
    if wanted is None:
        return None
    size = asking.firm.size
    if size is None:
        return Answer(UNKNOWN, None, "企业规模（大中小微）", "size")
    shown = f"{size}型企业"
    return Answer(MET, shown, None, "size") if size in wanted else Answer(FAILED, shown, None, "size")


def of_trade(words: str, asking: Asking) -> Answer | None:
    """Against industry words, any of a list; None when no industry is asked."""
    found = [t for t in (_trade(w) for w in re.split(r"、|和|及|或", words)) if t]
    return any_of([_of(t, asking) for t in found]) if found else None


def _trade(words: str) -> recognitions.Trade | None:
    return next((t for t in recognitions.trades() if t.word in words), None)


def _of(trade: recognitions.Trade, asking: Asking) -> Answer:
    firm = asking.firm
    industry = firm.enterprise.industry
    if not industry:
        return Answer(UNKNOWN, None, "所属行业", "industry")
    own = industry + firm.enterprise.name
    if any(sign in own for sign in trade.signs) or (trade.word in own):
        return Answer(MET, industry, None, "industry")
    if not trade.signs:
        if not firm.sections:
            return Answer(UNKNOWN, industry, f"是否属于{trade.word}", "industry")
        fits = any(s in trade.sections for s in firm.sections)
        return Answer(MET if fits else FAILED, f"所属行业为{industry}", None, "industry")
    if any(sign in firm.text for sign in trade.signs):
        return Answer(UNKNOWN, industry, f"是否按{trade.word}企业认定", "industry")
    return Answer(FAILED, f"所属行业为{industry}", None, "industry")
