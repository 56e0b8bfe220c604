"""Word 表单: what the templates know, what is found wrong in them, how limits and figures are written, groups that add up."""

from __future__ import annotations

import runpy
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.shared import Mm

from docintel.domain.forms import KINDS, FormRow, Given, Office
from docintel.domain.ledger import LedgerRow, Light
from docintel.domain.outcomes import Reply
from docintel.domain.progress import Course
from docintel.errors import BadInput
from docintel.report.forms import template, words
from docintel.report.forms.circular import GROUPS, circular, group
from docintel.report.forms.fields import fields, shipped
from docintel.report.forms.notices import notice
from docintel.report.forms.opinion import opinion

TODAY = date(2025, 8, 1)
OFFICE = Office(name="云岭市人民政府督查室", contact="张三", phone="0571-1234 5678", number="云督〔2025〕3号", cc="市政协提案委员会")
BUILD = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "build_forms.py"))


def row(number=1, **more):
    given = {
        "item_id": f"甲-{number}", "doc": "甲", "title": "关于学位的答复", "doc_number": "云教提复〔2025〕12号", "source_kind": "reply_cppcc",
        "case_number": "12", "proposal_title": "关于增加学位的提案", "text": f"第{number}项：新增公办学位2000个。", "actions": (), "targets": ("2000个",),
        "lead": ("市教育局",), "support": ("市财政局",), "deadline_words": ("2025年12月底前",), "due": date(2025, 12, 31), "recurrence": (),
        "conditions": (), "flags": (), "strength": "firm", "state": "in_progress", "light": Light("green", "距时限还有152天", "正常"),
        "outcome_class": "", "needs_review": False, "start": 0, "end": 9,
    }  # fmt: skip
    given_to = more.pop("given", ())
    found = LedgerRow(**(given | more))
    return FormRow(found, more.get("text", ""), given_to, found.lead)


def course(done, expected=0.5):
    return Course("2000个", "个", 2000.0, 0.0, date(2025, 3, 1), "成文日期", date(2025, 12, 31), done * 2000, TODAY, expected, done)


LATE = row(2, due=date(2025, 6, 30), deadline_words=("上半年",))
BEHIND = row(3, courses=(course(0.3),), lead=("市住建局", "市教育局"))
ROWS = (
    row(1),
    LATE,
    BEHIND,
    row(4, due=None, deadline_words=("适时",)),
    row(5, state="closed", due=date(2025, 1, 31)),
    row(6, state="done", lead=()),
    row(7, state="suspended", due=date(2025, 1, 31)),
    row(8, courses=(course(0.6),)),
)
REPLY = Reply(
    "甲", "关于第12号提案的答复", "reply_cppcc", "云教提复〔2025〕12号", "云岭市教育局", "2025-05-20", "12", "关于增加学位的提案",
    ("李四", "王五"), "B", "three", "三类", "列入计划", True, "planned", "planned", None, "", "", 1, 0, 0, None, False, 0,
)  # fmt: skip
VALUES = {
    "supervise": notice("supervise", ROWS[:3], OFFICE, "市教育局", TODAY),
    "urge": notice("urge", ROWS[:3], OFFICE, "市教育局", TODAY),
    "opinion": opinion(REPLY, ("市教育局",), ("市财政局",), OFFICE, TODAY),
    "circular": circular(ROWS, OFFICE, TODAY),
}


def text_of(data):
    found = docx.Document(BytesIO(data))
    return "\n".join(t.text or "" for t in found.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"))


# --- templates ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_shipped_template_is_what_the_script_builds_and_has_no_fault(kind):
    assert BUILD["parts"](shipped(kind)) == BUILD["parts"](BUILD["built"](kind)), "run scripts/build_forms.py"
    assert template.check(kind, shipped(kind)) == ()


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_of_placeholders_is_what_a_form_is_filled_with(kind):
    values = VALUES[kind]
    filled = set(values) | {f"{k}.{inner}" for k, v in values.items() if isinstance(v, list) and isinstance(v[0], dict) for inner in v[0]}
    assert filled == {f.name for f in fields(kind)}


@pytest.mark.parametrize("kind", KINDS)
def test_the_layout_is_that_of_gb_t_9704(kind):
    found = docx.Document(BytesIO(shipped(kind)))
    section = found.sections[0]
    assert [round(x / Mm(1)) for x in (section.page_width, section.page_height)] == [210, 297]
    assert [round(x.mm) for x in (section.top_margin, section.left_margin)] == [37, 28]
    body = (
        section.page_width - section.left_margin - section.right_margin,
        section.page_height - section.top_margin - section.bottom_margin,
    )
    assert [round(x / Mm(1)) for x in body] == [156, 225]
    xml = found.element.body.xml
    assert 'w:linePitch="580"' in xml  # 225 mm / 22 lines in twentieths of a point
    assert found.styles["Normal"].font.size.pt == 16
    assert {"方正小标宋简体", "仿宋_GB2312"} <= {r.font.name for p in found.paragraphs for r in p.runs}
    numbers = [f.paragraphs[0] for f in (section.footer, section.even_page_footer)]
    assert [p.text.replace("1", "").split() for p in numbers] == [["—", "—"]] * 2
    assert {r.font.name for p in numbers for r in p.runs} == {"宋体"}
    assert found.settings.odd_and_even_pages_header_footer
    assert ("E60012" in xml) == (kind != "opinion")  # a 征询意见表 has no red head


def changed(kind, old, new):
    """The shipped template with other words in its text."""
    raw, out = BytesIO(shipped(kind)), BytesIO()
    with zipfile.ZipFile(raw) as found, zipfile.ZipFile(out, "w") as target:
        for name in found.namelist():
            data = found.read(name)
            target.writestr(name, data.replace(old.encode(), new.encode()) if name == "word/document.xml" else data)
    return out.getvalue()


def test_an_unknown_placeholder_is_named_with_its_place_and_the_known_ones():
    (fault,) = template.check("supervise", changed("supervise", "{{ unit }}", "{{ danwei }}"))
    assert fault.place == "第4段"
    assert "占位符 danwei 不认识" in fault.words
    assert "unit" in fault.words
    (fault,) = template.check("supervise", changed("supervise", "{{ item.due }}", "{{ item.deadline }}"))
    assert fault.place == "表1第5行"
    assert "item.deadline" in fault.words
    assert "items.due" in fault.words
    with pytest.raises(BadInput, match="第4段的占位符 danwei 不认识"):
        template.fill("supervise", changed("supervise", "{{ unit }}", "{{ danwei }}"), VALUES["supervise"])


def test_a_loop_without_an_end_and_a_file_that_is_no_word_file_are_faults():
    assert "循环" in template.check("supervise", changed("supervise", "{%tr endfor %}", ""))[0].words
    assert template.check("circular", changed("circular", "{{ f.name }}", "{{ f.name"))[0].place.startswith("表1")
    for data in (b"", b"PK\x03\x04", b"not word", BytesIO(shipped("urge")).read()[:2000]):
        assert "不是 Word 文件" in template.check("urge", data)[0].words


def test_a_template_cannot_reach_beyond_its_placeholders():
    for attack in ("{{ unit.__class__.__mro__ }}", "{{ ''.__class__ }}", "{{ items.__init__.__globals__ }}"):
        data = changed("supervise", "{{ unit }}", attack)
        with pytest.raises(BadInput):
            template.fill("supervise", data, VALUES["supervise"])


def test_words_of_papers_are_words_whatever_they_hold():
    nasty = row(1, text="<w:p/> & {{ office }} {% if %} “引号”\x00\x0b'\ud800")
    text = text_of(template.fill("supervise", shipped("supervise"), notice("supervise", [nasty], OFFICE, "市<教>育局", TODAY)))
    assert "<w:p/> & {{ office }} {% if %} “引号”'" in text
    assert "市<教>育局：" in text


# --- what is written ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (row(), "2025年12月31日（原文：2025年12月底前）"),
        (row(due=None, deadline_words=()), "未定（原文没有写明时限）"),
        (row(due=None, deadline_words=("适时",)), "未定（原文：适时）"),
        (row(due=None, deadline_words=(), default_due=date(2025, 9, 1)), "2025年9月1日（默认时限；原文没有写明时限）"),
        (
            row(given=(Given("市教育局", "lead", date(2026, 3, 1), TODAY),)),
            "2026年3月1日（原定2025年12月31日，已延期；原文：2025年12月底前）",
        ),
        (
            row(due=None, deadline_words=(), given=(Given("市教育局", "lead", date(2026, 3, 1), TODAY),)),
            "2026年3月1日（交办时定；原文没有写明时限）",
        ),
        (row(given=(Given("市财政局", "support", date(2027, 3, 1), TODAY),)), "2025年12月31日（原文：2025年12月底前）"),
    ],
)
def test_a_limit_is_written_with_the_words_of_the_paper(found, said):
    assert words.due(found) == said


def test_a_notice_says_whose_what_on_which_ground_and_by_when():
    text = text_of(template.fill("supervise", shipped("supervise"), VALUES["supervise"]))
    for said in (
        "云岭市人民政府督查室", "云督〔2025〕3号", "市教育局：", "3项督办事项", "第1项：新增公办学位2000个", "《关于学位的答复》（云教提复〔2025〕12号）",
        "市住建局、市教育局", "市财政局", "2025年12月31日（原文：2025年12月底前）", "0571-1234 5678", "2025年8月1日", "提出延期申请",
    ):  # fmt: skip
        assert said in text, said
    urged = text_of(template.fill("urge", shipped("urge"), VALUES["urge"]))
    assert "已超期32天" in urged
    assert "距时限还有152天" in urged
    assert "2000个：应达50%，实际30%（截至2025年8月1日）" in urged


def test_what_nobody_wrote_is_left_to_be_filled_in_by_hand():
    values = notice("supervise", [row()], Office(), "", TODAY)
    assert (values["number"], values["contact"], values["limit"]) == ("〔2025〕    号", "", "按各事项的完成时限")
    assert "抄送" not in text_of(template.fill("supervise", shipped("supervise"), values))
    assert "收到本通知后5个工作日内书面反馈" in notice("urge", [row()], Office(), "", TODAY)["demand"]


def test_the_words_that_a_row_rests_on_are_not_said_twice():
    own, other = replace(row(), words="第1项：新增公办学位 2000个"), replace(row(), words="新增学位2000个以上，由市教育局负责")
    assert [i["words"] for i in notice("supervise", [own, other], OFFICE, "市教育局", TODAY)["items"]] == ["", other.words]


def test_an_opinion_form_asks_the_person_who_asked():
    text = text_of(template.fill("opinion", shipped("opinion"), VALUES["opinion"]))
    for said in (
        "政协提案办理情况征询意见表",
        "李四、王五：",
        "（第12号）",
        "2025年5月20日",
        "□ 满意　　□ 基本满意　　□ 不满意",
        "B（列入计划）",
        "15个工作日内",
    ):
        assert said in text, said
    assert text.count("□ 不满意") == 2  # 办理态度, 办理结果


# --- 情况通报 ----------------------------------------------------------------------------------------------------------------


def test_the_figures_of_a_circular_add_up_and_each_has_its_rows():
    values = VALUES["circular"]
    counted = {f["name"]: f["count"] for f in values["figures"]}
    assert counted == {"已完成": 2, "按计划": 2, "欠进度": 1, "超期": 1, "未定时限": 1, "已中止": 1}
    assert sum(counted.values()) == values["total"] == len(values["rows"]) == len(ROWS)
    listed = [r["group"] for r in values["rows"]]
    assert {name: listed.count(name) for name in counted} == counted
    assert [f["share"] for f in values["figures"]] == ["25%", "25%", "12.5%", "12.5%", "12.5%", "12.5%"]
    assert values["summary"].startswith("已完成2项、占25%，按计划2项")
    assert [(x["unit"], x["overdue"], x["behind"]) for x in values["laggards"]] == [("市教育局", 1, 1), ("市住建局", 0, 1)]
    assert "时限2025年6月30日，已超期32天" in values["laggards"][0]["tasks"]
    units = {u["unit"]: u for u in values["units"]}
    assert units["市教育局"]["total"] == 7
    assert units["未明确主办单位"]["closed"] == 1
    assert all(sum(u[code] for code in GROUPS) == u["total"] for u in values["units"])


def test_an_extension_moves_a_row_out_of_the_overdue():
    late = row(due=date(2025, 6, 30))
    assert group(late, TODAY) == "overdue"
    assert group(late, date(2025, 6, 30)) == "on_plan"  # its last day is not over
    assert group(replace(late, given=(Given("市教育局", "lead", date(2025, 9, 1), TODAY),)), TODAY) == "on_plan"


def test_a_circular_without_laggards_says_so():
    text = text_of(template.fill("circular", shipped("circular"), circular([row()], OFFICE, TODAY)))
    assert "没有超期和欠进度的事项" in text
    assert "全部承诺事项共1项，其中已完成0项、占0%，按计划1项、占100%" in text
