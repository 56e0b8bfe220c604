"""Personal words of a paper: what is hidden outside the office, and what stays. All people are invented."""

import hashlib
import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from docintel.cli.parse import command
from docintel.domain.documents import Document, Table
from docintel.domain.papers import PersonalSpan
from docintel.structure import structure
from docintel.structure.privacy import masked, masked_paper, personal_spans

REPLY = (
    "澜州市民政局\n澜民提〔2024〕12号\n关于市政协十五届三次会议第77号提案的答复\n\n沈若溪、许蔓委员：\n"
    "您提出的《关于发展社区助餐的提案》收悉。现答复如下：\n一、关于助餐点\n市民政局局长高远带队调研，沈若溪委员参加了座谈。\n"
    "感谢您对民政工作的关心支持！\n澜州市民政局\n2024年5月20日\n"
    "联系人：养老服务处 程予安，电话：0517-8612 3307，手机：13800010002，邮箱：chengya@lanzhou.example\n"
)


def paper(text: str, tables=()):
    return structure(Document("T", text, "T.txt", "txt", hashlib.sha256(text.encode()).hexdigest(), tables=tuple(tables)))


def found(text: str, tables=()):
    return {(text[s.start : s.end], s.what) for s in personal_spans(paper(text, tables))}


def test_contacts_and_proposers_are_found_wherever_they_stand():
    assert found(REPLY) == {
        ("沈若溪", "name"),
        ("许蔓", "name"),
        ("程予安", "name"),
        ("0517-8612 3307", "phone"),
        ("13800010002", "mobile"),
        ("chengya@lanzhou.example", "mail"),
    }
    assert sum(REPLY[s.start : s.end] == "沈若溪" for s in personal_spans(paper(REPLY))) == 2


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("咨询电话：0517-12393", set()),
        ("联系电话：0517-86123307（工作日）", set()),
        ("联系人：乔 满　　联系电话：6223107", {("乔 满", "name"), ("6223107", "phone")}),
        ("联系人：魏青禾、方敬之\n联系电话：0517-86123307", {("魏青禾", "name"), ("方敬之", "name"), ("0517-86123307", "phone")}),
        ("身份证号：110101199003071234，请核对。", {("110101199003071234", "identity")}),
        ("统一社会信用代码：91330300MA2AB12C3D", set()),
        ("由陆清源委员提出，人大代表、政协委员和管理者代表参加。", {("陆清源", "name")}),
        ("请县人大代表乔满仓等同志参加。", {("乔满仓", "name")}),
        ("市人大常务委员会、政协提案委员会负责。", set()),
        ("项目编号13800010002345，投资1380001万元。", set()),
        ("家庭住址：文昌路12号3幢502室", {("文昌路12号3幢502室", "address")}),
    ],
)
def test_what_is_personal(line, expected):
    assert found("现将有关事项通知如下，请认真贯彻执行，确保各项工作落到实处。\n" + line + "\n") == expected


def test_columns_of_people_in_tables():
    rows = (("单位", "联系人", "联系电话"), ("区民政局", "孟昭", "7815122"), ("区城管局", "见通知", "—"))
    lines = ["\t".join(r) for r in rows]
    text = "各单位联系方式如下，请按时报送有关材料并做好衔接。\n" + "\n".join(lines)
    at, spans = text.index(lines[0]), []
    for row in rows:
        places = []
        for cell in row:
            places.append((at, at + len(cell)))
            at += len(cell) + 1
        spans.append(tuple(places))
    table = Table(rows, text.index(lines[0]), len(text), None, tuple(spans))
    assert found(text, [table]) == {("孟昭", "name"), ("7815122", "phone")}


def test_masking_keeps_offsets_and_leaves_no_personal_word_in_the_row():
    whole = paper(REPLY)
    shown = masked_paper(whole)
    assert len(shown.text) == len(whole.text)
    assert shown.head.addressee == "沈**、许*委员"
    assert shown.head.contact.name == "程**"
    assert all(shown.text[p.start : p.end] == p.text for p in shown.provisions)
    assert all(shown.text[s.start : s.end] == s.text for s in shown.head.spans.values())
    words = repr(shown)
    for personal in ("沈若溪", "许蔓", "程予安", "8612", "13800010002", "chengya"):
        assert personal not in words
    assert "市民政局局长高远" in shown.text
    assert masked_paper(paper("没有个人信息的一段文字。")).text == "没有个人信息的一段文字。"


@given(st.text(max_size=60), st.integers(0, 59), st.integers(1, 20))
def test_masking_changes_only_what_it_is_told(text, start, long):
    span = PersonalSpan(start, start + long, "name")
    out = masked(text, (span,))
    assert len(out) == len(text)
    assert out[:start] == text[:start]
    assert out[start + long :] == text[start + long :]


def test_parse_prints_masked_papers(tmp_path):
    file = tmp_path / "复函.txt"
    file.write_text(REPLY, encoding="utf-8")
    plain, hidden = (json.loads(CliRunner().invoke(command, [str(file), *more]).output) for more in ([], ["--mask"]))
    assert "程予安" in json.dumps(plain, ensure_ascii=False)
    assert "程予安" not in json.dumps(hidden, ensure_ascii=False)
    assert len(hidden["text"]) == len(plain["text"])
