"""The form of a reply: every fault that the list names is found where it is made, and none in a reply that is whole."""

import tempfile
from pathlib import Path

import pytest

from docintel.domain.checks import GRAVITY
from docintel.parse import parse
from docintel.structure import structure
from docintel.structure.reply_form import form_faults, ordinals, rules

WHOLE = """汐湾市民政局

汐民提复〔2025〕12号                         签发人：陈立群
                                            办理结果：A（已解决）

关于市政协九届四次会议第27号提案的答复函

林知秋委员：
您在市政协九届四次会议上提出的《关于办好老年食堂的提案》（第27号）收悉。现答复如下：
一、关于增加网点的建议
截至目前，全市已建成老年食堂41家。
二、关于补贴价格的建议
自2025年1月起，每餐补助3元。
感谢您对民政工作的关心。请填写随附的办理情况征询意见表。

联系人：吴敏，联系电话：0571-5550123
（此件公开发布）
                                            汐湾市民政局
                                            2025年6月18日
抄送：市政协提案委，市政府办公室。
"""


def paper(text):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.txt"
        file.write_text(text, encoding="utf-8")
        return structure(parse(file))


def codes(text, **how):
    return {f.code for f in form_faults(paper(text), **how)}


def test_a_whole_reply_has_no_fault():
    assert codes(WHOLE) == set()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("汐民提复〔2025〕12号  ", "", "no_number"),
        ("〔2025〕12号", "〔2025〕  号", "blank_number"),
        ("〔2025〕12号", "[2025]12号", "number_form"),
        ("〔2025〕12号", "〔2025〕第12号", "number_form"),
        ("〔2025〕12号", "〔2025〕012号", "number_form"),
        ("〔2025〕12号", "〔2024〕12号", "number_year"),
        ("九届四次会议第27号提案的答复函", "九届四次会议提案的答复函", "title_number"),
        ("关于市政协九届四次会议第27号提案", "关于第27号提案", "title_session"),
        ("林知秋委员：", "林知秋代表：", "kind_mixed"),
        ("联系人：吴敏，联系电话：0571-5550123\n", "", "no_contact"),
        ("联系人：吴敏，联系电话：0571-5550123", "联系人：吴敏", "no_phone"),
        ("办理结果：A（已解决）", "", "no_class"),
        ("抄送：市政协提案委，市政府办公室。", "", "no_cc"),
        ("抄送：市政协提案委，市政府办公室。", "抄送：市财政局。", "cc_short"),
        ("2025年6月18日\n", "", "no_date"),
        ("2025年6月18日", "二○二五年六月十八日", "date_form"),
        ("签发人：陈立群", "", "no_signer"),
        ("（此件公开发布）", "", "no_publicity"),
        ("请填写随附的办理情况征询意见表。", "", "no_form"),
        ("（此件公开发布）", "（此件公开发布）\n主题词：民政 提案", "subject_words"),
        ("您在市政协九届四次会议", "您在市政协九届三次会议", "session_differs"),
        ("第27号提案的答复", "第第27号提案的答复", "twice"),
        ("每餐补助3元", "每餐补助XX元", "placeholder"),
        ("收悉。", "收悉。[bookmark: _GoBack]", "debris"),
        ("二、关于补贴", "三、关于补贴", "number_gap"),
        ("二、关于补贴", "一、关于补贴", "number_again"),
        ("一、关于增加", "二、关于增加", "number_first"),
        ("一、关于增加", "一．关于增加", "number_mark"),
    ],
)
def test_each_fault_is_found(old, new, code):
    assert old in WHOLE
    found = codes(WHOLE.replace(old, new))
    assert code in found, found


def test_the_session_of_other_replies_is_compared():
    assert "session_year" in codes(WHOLE, session_here="政协汐湾市第九届委员会第五次会议")
    assert codes(WHOLE, session_here="市政协第九届第四次会议") == set()


def test_against_the_proposal():
    proposal = paper(
        "政协汐湾市第九届委员会第四次会议提案\n案号：第72号\n提案人：林知秋、周渡\n案由：关于办好社区食堂的提案\n\n一、背景\n需求很大。\n"
    )
    found = codes(WHOLE, proposal=proposal)
    assert {"case_differs", "proposer_missing"} <= found, found


@pytest.mark.parametrize(
    ("words", "told"),
    [("市政协十四届二次会议", (14, 2)), ("政协汐湾市第九届委员会第四次会议", (9, 4)), ("市人大常委会", None)],
)
def test_ordinals(words, told):
    assert ordinals(words) == told


def test_every_row_of_the_list_can_be_filled():
    for code, (gravity, words, todo, ground) in rules().items():
        assert gravity in GRAVITY, code
        assert words, code
        assert todo, code
        assert ground, code
