"""逐条回应 and promises of a draft reply: what is found is what a reader would say."""

from pathlib import Path

import pytest

from docintel.domain.checks import ANSWERS
from docintel.workflows import check_reply

ROOT = Path(__file__).parents[2]
PROPOSAL = ROOT / "tests" / "integration" / "proposal_086.txt"

HEAD = """澜民提复〔2025〕12号
办理结果：{letter}（{meaning}）

关于市政协九届四次会议第27号提案的答复函

林知秋委员：
您提出的《关于办好老年食堂的提案》（第27号）收悉。现答复如下：
"""
FOOT = """
联系人：吴敏，联系电话：0571-5550123
                                            澜州市民政局
                                            2025年6月18日
抄送：市政协提案委，市政府办公室。
"""


def checked(tmp_path, body, letter="B", meaning="正在解决或列入计划逐步解决", proposal=None):
    file = tmp_path / "draft.txt"
    file.write_text(HEAD.format(letter=letter, meaning=meaning) + body + FOOT, encoding="utf-8")
    return check_reply.check_files(file, proposal)[1]


def test_a_suggestion_of_the_proposal_without_an_answer_is_named():
    _, found = check_reply.check_files(ROOT / "corpora" / "W01.txt", PROPOSAL)
    assert found.suggestions_from == "proposal"
    assert [a.how for a in found.answers] == ["promise", "promise", "promise", "promise", "unanswered"]
    assert [a.passages[0].text[:2] for a in found.answers[:4]] == ["一、", "二、", "三、", "四、"]
    (fault,) = [f for f in found.faults if f.code == "unanswered"]
    assert fault.gravity == "must"
    assert "图书馆夜间" in fault.words


def test_words_alone_find_the_answers_where_the_encoder_was_not_built(monkeypatch):
    monkeypatch.setattr(check_reply, "_dense", lambda: None)
    _, found = check_reply.check_files(ROOT / "corpora" / "W01.txt", PROPOSAL)
    assert [a.how for a in found.answers][:4] == ["promise"] * 4
    assert found.answers[4].how in ("doubtful", "unanswered")


@pytest.mark.parametrize(
    ("answer", "how"),
    [
        ("下一步，我局将在2025年12月底前新建老年食堂20家。", "promise"),
        ("2024年，我局新建老年食堂20家，服务老人3.2万人次。", "done"),
        ("您的建议很有针对性，感谢您对民政工作的关心，我们高度重视。", "thanked"),
        ("因市级财力有限，暂不采纳这一建议。", "refused"),
    ],
)
def test_the_kind_of_an_answer(tmp_path, answer, how):
    found = checked(tmp_path, f"一、关于增加老年食堂网点的建议\n{answer}\n二、关于其他的建议\n将于2025年底前出台补贴办法。\n")
    assert found.answers[0].how == how, ANSWERS[found.answers[0].how]


def test_a_refusal_wants_a_reason(tmp_path):
    body = "一、关于每餐补助十元的建议\n{}\n二、关于增加网点的建议\n将于2025年底前新建20家。\n"
    without = checked(tmp_path, body.format("对这一建议，暂不采纳。"))
    with_reason = checked(tmp_path, body.format("因市级财力有限，对这一建议暂不采纳。"))
    assert "no_reason" in {f.code for f in without.faults}
    assert "no_reason" not in {f.code for f in with_reason.faults}
    assert with_reason.answers[0].reason.startswith("因市级财力有限")


def test_promises_say_what_they_lack(tmp_path):
    found = checked(tmp_path, "一、关于增加网点的建议\n我局将加强老年食堂建设。我局将在2025年10月底前新建老年食堂20家。\n")
    lacks = {p.span.text: set(p.lacks) for p in found.promises}
    assert lacks["加强老年食堂建设"] == {"date", "number"}
    assert lacks["新建老年食堂20家"] == set()
    (fault,) = [f for f in found.faults if f.code == "promise_date"]
    assert fault.words.startswith("2项承诺中有1项没有时限")


def test_a_limit_before_the_reply_is_an_error(tmp_path):
    found = checked(tmp_path, "一、关于增加网点的建议\n我局将在2025年3月底前新建老年食堂20家。\n")
    assert "promise_past" in {f.code for f in found.faults}


@pytest.mark.parametrize(
    ("letter", "meaning", "body", "code"),
    [
        ("A", "已解决", "我局将在2025年10月底前新建老年食堂20家，出台补贴办法。", "class_done"),
        ("B", "正在解决或列入计划逐步解决", "2024年，我局新建老年食堂20家。", "class_no_plan"),
    ],
)
def test_class_and_content(tmp_path, letter, meaning, body, code):
    found = checked(tmp_path, f"一、关于增加网点的建议\n{body}\n", letter, meaning)
    assert code in {f.code for f in found.faults}


def test_another_paper_is_looked_over_for_numbers_alone():
    found = check_reply.check_files(ROOT / "corpora" / "W08.txt")[1]
    assert not found.is_reply
    assert not found.answers
    assert {f.code for f in found.faults} <= {
        "number_gap",
        "number_first",
        "number_again",
        "number_mixed",
        "number_order",
        "number_mark",
        "twice",
        "placeholder",
        "debris",
    }
