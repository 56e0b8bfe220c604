"""The title of a paper (GB/T 9704-2012 §7.3.1) and of the paper that a notice carries, and who the paper is addressed to (主送机关)."""

from __future__ import annotations

import re

from docintel.structure.kinds import bare_title, title_word
from docintel.structure.para import Para
from docintel.structure.shapes import DOC_NUMBER
from docintel.structure.signoff import orgs_of

_ADDRESSEE = re.compile(
    r"^(?=.{2,260}$)[^。；：:？]*?(?:政府|部门|单位|机构|局|委|厅|办|处|企业|学校|院校|代表|委员|同志|公司|省|市|区|县|室|院|会|中心|办事处|所|社区|镇|乡|街道|主席|银行|党组|高校|站|队|集团|党派|组)"
    r"(?:[（(][^（）()]{0,40}[)）]|等|各位|先生|女士|\s)*[：:]$"
)
_NOT_ADDRESSEE = re.compile(
    r"^(?:附件|联系|来源|发布|时间|日期|问题|答复|回复|抄送|主题|一、|（|\(|第|\d|注|责任|牵头|申请|咨询|来信人|您好|市民|网友|申报|其中|包括|根据|为|按照|现就|具体|组长|副组长|成员|序号)|如下[：:]$|内容[：:]$|以下"
)
_NOISE = re.compile(
    r"<!--|首页\s*[>＞›»]|[>＞]\s*\S+\s*[>＞]|当前位置|^(?:发布|成文|发文|公开|生成|更新|印发|信息)?(?:日期|时间|机构|机关|单位)\**\s*[：:]|^来\s*源\**\s*[：:]|^\**(?:索\s*引\s*号|主题分类|分类|文号|发文字号|有效性|字号|浏览|点击|阅读|作者|责任编辑|信息来源)"
    r"|^(?:下载|打印|全屏|收藏|加大|还原|减小|【字号：?|】|分享|返回|关闭|大|中|小)$|https?://|^政策全文$|【字体|^-+$|^主题词|^(?:类\s*别|密\s*级|紧急程度|份\s*号)|^政策文件[：:]|^相关文件[：:]|^\d{4}-\d{2}-\d{2}|^【法宝|^原文链接"
)
_LETTERHEAD = re.compile(r"文\s*件$|^\S{2,30}\s+文\s*件|^[(（]?(?:会议纪要|简报)[)）]?$")
_SIGNER_LINE = re.compile(r"签\s*发\s*人|办理结果|类别标记|答复类别|办理类别")
_CARRIES = re.compile(r"印发|转发|发布|公布|颁布|批转|下发|制定了|征求|修订")
_BODY = re.compile(r"[。；]|[？?]$|^(?:为了?|根据|按照|依据|近年来|各位代表|第[一二三四五六七八九十]+[章条编]|一、|1[.、])|[，：:]$")
_PAREN_DATE = re.compile(r"\s*[（(]\s*\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*[)）]\s*$")
_OPEN_NOTE = re.compile(r"^[（(〔][^。]{0,20}(?:试行|暂行|稿|修订|草案|版|\d年|年度|[—－-]\s*20\d\d)[^。]{0,6}[)）〕]$")
_NO_TITLE = re.compile(r"^[（(〔]|[：:]|会议通过|(?:公布|发布|通过)[）)]?$|令[^。]{0,12}第.{1,5}号|[|｜]|^第[一二三四五六七八九十]+部分")
_ENCLOSED = re.compile(r"(?:请示|报告|函|名单|表|总结|讲话)$")  # handed on for information: the notice stays the paper
_MANY = re.compile(
    r"(?:[两二三四五六七八九十]|\d+)(?:个|项|大|部|件)(?:[一-龥]{0,10})(?:规定|办法|方案|制度|细则|措施|机制|文件|名单)(?:的通知|》)?|》《|》、《|》和《"
)
_SPACED = re.compile(r"(?:(?<=[^\s一-龥])|(?<=^)|(?<=\s))[一-龥](?:\s[一-龥]){2,}(?![一-龥])|(?<=的)[一-龥](?:\s[一-龥]){1,}$")
_CONTENTS = re.compile(r"^(?:目\s*[录次]|前\s*言|引\s*言)$")
_DATE_ONLY = re.compile(r"^[（(]?\d{4}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?[)）]?$")
_TABLE_HEAD = re.compile(r"序\s*号|(?:填报|申报|填表)单位|单位[：:]")
_LABELLED = re.compile(r"[一-龥]{2,8}[：:]\s*(?:[是否]|[A-E]\d?类?|\S{1,4})$|(?:信件|写信|来信|回复|受理|办理|留言)[一-龥]{2}\s*[：:]")
"""A label with its short value (是否同意公开：是) or a field of a mailbox page."""
_LETTER_TITLE = re.compile(r"(?:信件|来信|留言|咨询|诉求)?(?:标题|主题|题目)\s*[：:]\s*(?P<t>\S.{3,80})$")
MAX_TITLE_LINES = 6


def find_addressee(paras: list[Para]) -> int | None:
    """Index of the 主送机关 line among the first paragraphs, None when the paper is addressed to nobody."""
    for k, para in enumerate(paras[:45]):
        text = para.text.strip()
        if _ADDRESSEE.match(text) and not _NOT_ADDRESSEE.search(text):
            return k
        if k > 3 and _BODY.search(text) and len(text) > 120:
            return None
    return None


def is_noise(text: str) -> bool:
    """Web navigation, labels and other lines that are no element of the paper."""
    return bool(_NOISE.search(text))


def _number_line(text: str) -> bool:
    return bool(re.search(rf"(?:^|\s){DOC_NUMBER}(?:\s|$)", text)) and len(text) < 90


def _could_be_title(text: str) -> bool:
    plain = _PAREN_DATE.sub("", text)
    if (
        not 0 < len(plain) <= 130
        or "\t" in text
        or is_noise(text)
        or _number_line(text)
        or _SIGNER_LINE.search(text)
        or _LETTERHEAD.search(text)
    ):
        return False
    return not (
        _BODY.search(plain)
        or _DATE_ONLY.match(text)
        or text.startswith(("——", "附件", "抄送"))
        or _CONTENTS.match(text)
        or re.fullmatch(r"[A-E]\s*类?|[（(][A-E]\d?类?(?:[，,；;][^（）()]*)?[)）]", text)
        or _LABELLED.match(text)
    )


def is_title(text: str) -> bool:
    """Whether one line is a whole title by its own words (…关于…的通知)."""
    return _could_be_title(text) and _looks_like_title(text) >= 5


def title_before(paras: list[Para], stop: int) -> tuple[int, int] | None:
    """[first, last] of the title's lines above paragraph ``stop`` (the addressee or the first line of the body)."""
    letter = next((k for k, p in enumerate(paras[:12]) if _LETTER_TITLE.match(p.text.strip())), None)
    if letter is not None:
        return letter, letter
    groups = _groups(paras, 0, stop)
    if not groups and not any(re.match(r"答复内容", p.text) for p in paras[:12]):
        return None
    if any(re.match(r"答复内容|留言时间", p.text) for p in paras[:12]):
        return (0, 0)  # a letter to a government mailbox: its first line is its subject
    best = max(groups, key=lambda g: (_looks_like_title(join_lines(paras, *g)), g[1]))
    score = _looks_like_title(join_lines(paras, *best))
    lone = (len(groups) == 1 and best[1] == stop - 1 and best[1] - best[0] < 2) or bool(paras[best[0]].mark)
    return best if score > 1 or (score == 1 and lone) else None


def _groups(paras: list[Para], start: int, stop: int) -> list[tuple[int, int]]:
    """Runs of neighbouring lines that could be a title; a run ends where a line by itself ends a title."""
    out: list[tuple[int, int]] = []
    begin: int | None = None
    for k in range(start, stop):
        text = paras[k].text.strip()
        if begin is not None and paras[k].mark != paras[begin].mark and not _OPEN_NOTE.match(text):
            out.append((begin, k - 1))
            begin = None
        usable = _could_be_title(text) or (begin is not None and bool(_OPEN_NOTE.match(text)) and not _DATE_ONLY.match(text))
        if usable and begin is None:
            begin = k
        if begin is None:
            continue
        if not usable:
            out.append((begin, k - 1))
            begin = None
        elif _ends_title(paras, begin, k, stop):
            out.append((begin, k))
            begin = None
    if begin is not None:
        out.append((begin, stop - 1))
    return [(a, b) for a, b in out if b - a < MAX_TITLE_LINES]


def _ends_title(paras: list[Para], begin: int, k: int, stop: int) -> bool:
    text = join_lines(paras, begin, k)
    if not title_word().search(bare_title(text).rstrip("》”")) or text.count("《") != text.count("》"):
        return False
    following = paras[k + 1].text.strip() if k + 1 < stop else ""
    if len(following) <= 10 and _could_be_title(following) and title_word().search(following):
        return False  # …贯彻落实《…规划》 / 实施方案
    if "关于" in text and _could_be_title(following) and "关于" not in following and title_word().search(bare_title(following)):
        return False  # …公示制度执法全过程记录制度 / 重大执法决定法制审核制度的指导意见
    return not (
        _OPEN_NOTE.match(following) or re.match(r"^(?:的|和|与|及|》|答\s*复)", following) or re.search(r"(?:关于|印发|转发)$", text)
    )


def _looks_like_title(text: str) -> int:
    base = bare_title(_PAREN_DATE.sub("", text)).rstrip("》”〉")
    if _NO_TITLE.search(text):
        return 0
    score = 0
    if re.search(r"关于|对", text):
        score += 2
    if title_word().search(base):
        score += 3
    if score == 0 and 5 <= len(text) <= 60 and not re.search(r"[，、]\S+[，、]", text):
        score = 1
    return score if len(text) >= 5 else 0


def join_lines(paras: list[Para], first: int, last: int) -> str:
    """The lines as one title: wrapped lines closed up, letters that were spaced for looks (答 复 函) closed up."""
    lines = [p.text.strip() for p in paras[first : last + 1]]
    letter = _LETTER_TITLE.match(lines[0])
    words = letter.group("t") if letter else "".join(lines)
    words = _PAREN_DATE.sub("", words).replace("*", "")
    return close_up(words).strip()


def close_up(words: str) -> str:
    """土 地 使 用 的 批 复 → 土地使用的批复."""
    return _SPACED.sub(lambda m: re.sub(r"\s", "", m.group()), words)


def carries(title: str | None, lead: str) -> bool:
    """Whether a notice hands on one other paper: 现将《…》印发给你们. A notice that hands on several keeps its own title."""
    if _MANY.search(title or "；".join(re.findall(r"《[^》]+》(?=[^。]{0,60}(?:印发|施行))", lead[:300]))):
        return False
    if title and re.search(r"印发|转发|发布|公布|颁布|批转|征求|令$|公告|解读", title):
        return "解读" not in title
    return not (title and re.search(r"通知$|意见$", title)) and bool(
        re.search(
            r"《[^》]{4,120}》[^。]{0,80}(?:印发|转发|公布|发布|下发|施行)|(?:印发|转发|公布|发布|颁布)[^。]{0,12}《|征求意见", lead[:600]
        )
    )


_HANDED_ON = re.compile(r"(?:印发|发布|公布|颁布)[《〈]?(?P<t>[^《》〈〉]{6,80}?)[》〉]?(?:[（(][^（）()]{1,8}[)）])?的(?:通知|公告|决定)$")


def handed_on(notice: str) -> str | None:
    """The paper that a notice's title names as handed on: 关于印发X实施办法的通知 → X实施办法; None where it names none or several."""
    named = _HANDED_ON.search(notice)
    return named.group("t").strip() if named and title_word().search(bare_title(named.group("t"))) and not _MANY.search(notice) else None


def carried_title(paras: list[Para], start: int, said: str) -> tuple[int, int] | None:
    """[first, last] of the title of the carried paper, between the notice's sign-off and the body; ``said`` is what the notice calls it."""
    k = start
    while k < len(paras) and k < start + 14:
        text = paras[k].text.strip()
        if is_skippable(text):
            k += 1
            continue
        if not _could_be_title(_without_label(text)):
            if _BODY.search(text) and len(text) > 60:
                return None
            k += 1
            continue
        group = next(iter(_groups(paras, k, min(len(paras), k + MAX_TITLE_LINES + 1))), None)
        words = _without_label(join_lines(paras, *group)) if group else ""
        if group and _looks_like_title(words) >= 2 and _alike(words, said) and not _ENCLOSED.search(bare_title(words)):
            return group
        k = (group[1] if group else k) + 1
    return None


def _without_label(text: str) -> str:
    return re.sub(r"^附件\s*\d{0,2}\s*[：:]?\s*", "", text)


def title_after(paras: list[Para], k: int) -> tuple[int, int] | None:
    """[first, last] of the title that stands at paragraph ``k`` (of an annex: any short line above its text), None where body begins."""
    if k >= len(paras) or paras[k].row or not _could_be_title(paras[k].text) or orgs_of(paras[k].text):
        return None
    stop = next(
        (i for i in range(k + 1, min(len(paras), k + 4)) if paras[i].row or _TABLE_HEAD.match(paras[i].text)), min(len(paras), k + 4)
    )
    group = next(iter(_groups(paras, k, stop)), None)
    if group is None or group[0] != k:
        return None
    words = join_lines(paras, *group)
    return group if title_word().search(bare_title(words)) or group[0] == group[1] else (k, k)


def is_skippable(text: str) -> bool:
    """A line between a notice and the paper it carries: 附件, a note in brackets, a number, web labels."""
    plain = re.fullmatch(r"附\s*件\s*\d{0,2}[一二三四]?\s*[：:.]?|[（(](?:此件|本文|联系)[^()（）]*[)）]", text)
    return bool(plain) or _number_line(text) or is_noise(text)


def _alike(title: str, said: str) -> bool:
    """Whether the notice speaks of this title: most of its letter pairs occur there."""
    words = re.sub(r"\s|[（(][^（）()]*[)）]|[《》〈〉“”]", "", title)
    pairs = {words[i : i + 2] for i in range(len(words) - 1)}
    known = re.sub(r"\s|[《》〈〉“”]", "", said)
    return not pairs or sum(p in known for p in pairs) >= 0.7 * len(pairs)
