"""Provisions: what a reader would cite."""

import hashlib

from docintel.domain.documents import Document, Table
from docintel.structure import structure
from docintel.structure.provisions import LONG


def provisions(text: str, tables=()):
    digest = hashlib.sha256(text.encode()).hexdigest()
    return structure(Document("T", text, "T.txt", "txt", digest, tables=tuple(tables))).provisions


LETTER = "本市各类企业均可依照本条规定向主管部门提出申请，并按要求提交相关材料。"


def test_a_heading_is_attached_to_its_body_and_named():
    (only,) = provisions("一、支持技术改造\n" + LETTER + "\n")
    assert only.text.startswith("一、支持技术改造")
    assert (only.number, only.heading, only.path) == ("一、", "支持技术改造", ())


def test_the_path_holds_the_headings_above():
    found = provisions("一、支持创新\n（一）建设平台。" + LETTER + "\n（二）引进人才。" + LETTER + "\n")
    assert [(p.path, p.number, p.heading) for p in found] == [
        (("一、支持创新",), "（一）", "建设平台"),
        (("一、支持创新",), "（二）", "引进人才"),
    ]


def test_a_second_paragraph_of_a_point_has_the_point_in_its_path():
    found = provisions("一、支持创新\n" + LETTER + "\n" + LETTER[::-1] + "\n")
    assert found[1].path == ("一、支持创新",)
    assert found[1].heading == ""


def test_owner_lines_stay_with_their_point():
    (only,) = provisions("（一）建设平台。" + LETTER + "\n（责任单位：市科技局、市财政局）\n")
    assert only.text.endswith("（责任单位：市科技局、市财政局）")


def test_a_short_list_stays_with_its_lead_in():
    text = (
        "第一条 企业应当同时具备下列条件：\n（一）在本市依法注册；\n（二）具有健全的财务制度；\n（三）未被列入失信名单。\n第二条 "
        + LETTER
        + "\n"
    )
    found = provisions(text)
    assert [p.number for p in found] == ["第一条", "第二条"]
    assert "（三）未被列入失信名单" in found[0].text


def test_a_long_list_is_one_provision_an_item():
    items = "".join(f"（{c}）{LETTER * 3}\n" for c in "一二三四五六")
    found = provisions("第一条 对下列企业给予支持：\n" + items)
    assert len(found) == 6
    assert found[0].text.startswith("第一条")


def test_a_long_paragraph_is_cut_at_sentences():
    sentences = "".join(f"第{i}项工作由有关部门按照职责分工组织实施并于年底前完成验收。" for i in range(100, 180))
    found = provisions(sentences)
    assert len(found) > 3
    assert all(len(p.text) <= LONG + 200 for p in found)
    assert all(p.text.endswith("。") for p in found)


def test_head_and_foot_are_no_provisions():
    text = (
        "澜政办发〔2024〕18号\n关于印发《澜州市奖励办法》的通知\n各县（市、区）人民政府：\n"
        + LETTER
        + "\n澜州市人民政府办公室\n2024年3月6日\n附件：1.任务表\n2.名单\n"
        "抄送：市委办公室。\n澜州市人民政府办公室　　2024年3月8日印发\n"
    )
    assert [p.text for p in provisions(text)] == [LETTER]


def test_each_row_of_a_table_is_a_provision():
    rows = (
        ("序号与任务名称一览", "具体内容与要求说明"),
        ("1.新建改造供水工程", "年底前完成三十五处工程建设任务"),
        ("2.水质提升行动任务", "千人以上工程全部配备净化设备"),
    )
    lines = ["\t".join(r) for r in rows]
    text = LETTER + "\n" + "\n".join(lines)
    start, spans, at = len(LETTER) + 1, [], len(LETTER) + 1
    for row in rows:
        places = []
        for cell in row:
            places.append((at, at + len(cell)))
            at += len(cell) + 1
        spans.append(tuple(places))
    found = provisions(text, [Table(rows, start, len(text), None, tuple(spans))])
    assert [p.text for p in found][-2:] == lines[1:]
    assert all(p.number == "" for p in found)


def test_the_same_words_twice_have_two_ids():
    one, two = provisions(LETTER + "\n" + LETTER + "\n")
    assert one.text == two.text
    assert one.provision_id != two.provision_id
