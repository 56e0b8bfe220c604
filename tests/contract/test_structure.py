"""Laws of structure, for any text: spans, nesting, order, coverage, stable ids, and no exception whatever stands in the file."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from docintel.domain.documents import Document
from docintel.structure import structure
from docintel.structure.head import read_head
from docintel.structure.paragraphs import paragraphs
from docintel.structure.privacy import masked_paper, personal_spans

CORPORA = sorted((Path(__file__).resolve().parents[2] / "corpora").glob("W*.txt"))
PIECES = st.sampled_from([
    "一、总体要求", "二、主要任务", "（一）加强领导。", "（二）强化保障。", "1.推进改革。", "2、优化服务。", "第一章 总则", "第一条 ",
    "第二条 本办法所称企业。", "一是加快建设。", "二是完善机制；", "首先，", "①", "（1）", "澜州市人民政府办公室", "2024年6月27日",
    "二○○九年十月十六日", "澜政办发〔2024〕18号", "各县（市、区）人民政府：", "关于印发《澜州市实施方案》的通知",
    "为贯彻落实部署，制定本方案。",
    "（责任单位：市科技局）", "附件", "抄送：市政府督查室。", "\n", "\n\n", "　　", "    ", "对符合条件的企业给予50万元奖励。", "《", "》",
    "（", "）", "：", "。", "；", "，", "— 1 —", "沈若溪委员：", "签发人：周启明", "联系人：程予安，电话：0517-8612 3307", "《澜州市管理办法》（澜政发〔2019〕3号）", "同时废止。", "附件1", "附件：1.名单",
    "1.1 编制目的", "⑴", "A", "9", "²", "\u2028", "𠮷",
])  # fmt: skip
TEXTS = st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=60).map("".join))
QUIET = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def document(text: str, doc_id: str = "T") -> Document:
    return Document(doc_id, text, f"{doc_id}.txt", "txt", hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())


def check_laws(text: str) -> None:
    paper = structure(document(text))
    for name, span in paper.head.spans.items():
        assert text[span.start : span.end] == span.text, name
    check_head(text, paper)
    check_sections(text, paper.sections)
    check_provisions(text, paper.provisions)


def check_head(text, paper):
    """Parts stand in order inside the text; what is cited and what is personal is quoted from it."""
    last = 0
    for part in paper.head.parts:
        assert last <= part.start < part.end <= len(text)
        last = part.end
    for citation in paper.head.citations:
        assert text[citation.span.start : citation.span.end] == citation.span.text
    last = 0
    for span in personal_spans(paper):
        assert last <= span.start < span.end <= len(text)
        last = span.end
    hidden = masked_paper(paper)
    assert len(hidden.text) == len(text)
    assert all(hidden.text[p.start : p.end] == p.text for p in hidden.provisions)


def check_sections(text, sections):
    last = -1
    for k, section in enumerate(sections):
        assert 0 <= section.start < section.end <= len(text)
        assert section.start > last, "sections stand in text order"
        assert section.start < section.heading_end <= max(section.end, section.heading_end)
        last = section.start
        assert section.level >= 1
        if section.parent is not None:
            parent = sections[section.parent]
            assert section.parent < k
            assert parent.start <= section.start
            assert section.end <= parent.end, "a section lies inside its parent"
            assert section.level == parent.level + 1


def check_provisions(text, provisions):
    end = 0
    for provision in provisions:
        assert provision.start >= end, "provisions stand in order and do not overlap"
        assert provision.end > provision.start
        assert text[provision.start : provision.end] == provision.text
        assert provision.text.strip()
        end = provision.end
    assert len({p.provision_id for p in provisions}) == len(provisions)


@given(TEXTS)
@example("")
@example("一、\n二、")
@example("2024年6月27日")
@example("：\n")
@QUIET
def test_any_text_gives_a_paper_that_keeps_the_laws(text):
    check_laws(text)


@pytest.mark.parametrize("path", CORPORA, ids=lambda p: p.stem)
def test_our_papers_keep_the_laws(path):
    check_laws(path.read_text(encoding="utf-8"))


@given(TEXTS)
@QUIET
def test_provisions_cover_the_body(text):
    doc = document(text)
    paras = paragraphs(text)
    _, body = read_head(doc, paras, None)
    provisions = structure(doc).provisions
    covered = {i for p in provisions for i in range(p.start, p.end)}
    for k in body:
        for i in range(paras[k].start, paras[k].end):
            assert i in covered or text[i].isspace()


@pytest.mark.parametrize("path", CORPORA, ids=lambda p: p.stem)
def test_a_paragraph_added_at_the_end_changes_no_earlier_id(path):
    text = path.read_text(encoding="utf-8").rstrip()
    before = structure(document(text)).provisions
    after = structure(document(text + "\n另有一段与前文毫不相干的文字，仅仅用来占据篇幅，不涉及任何部门和事项的安排。")).provisions
    assert [p.provision_id for p in before] == [p.provision_id for p in after][: len(before)]


@given(TEXTS)
@QUIET
def test_structuring_twice_gives_the_same(text):
    assert structure(document(text)) == structure(document(text))


def test_the_same_words_in_two_papers_have_two_ids():
    words = "对符合条件的企业给予最高五十万元的一次性奖励，由市财政局负责兑现。"
    one, two = structure(document(words, "甲")), structure(document(words, "乙"))
    assert one.provisions[0].text == two.provisions[0].text
    assert one.provisions[0].provision_id != two.provisions[0].provision_id


HEAD_FIELDS = (
    "doc_kind", "doc_number", "title", "issuer", "issue_date", "signer", "session", "case_number", "proposal_title",
    "reply_class", "status",
)  # fmt: skip


def wrapped(text: str, width: int = 36) -> str:
    """The text as the lines of a PDF."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return "\n".join(line[i : i + width] for line in lines for i in range(0, len(line), width))


@pytest.mark.parametrize("path", CORPORA, ids=lambda p: p.stem)
@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace("\n", "\r\n"),
        lambda t: "\n".join("\u3000\u3000" + line.strip() for line in t.split("\n")),
        lambda t: "\ufeff" + t,
        wrapped,
    ],
    ids=["crlf", "indented", "bom", "hard-wrapped"],
)
def test_the_layout_of_the_file_changes_nothing_in_the_head(path, change):
    text = path.read_text(encoding="utf-8")
    before, after = structure(document(text)).head, structure(document(change(text))).head

    def fields(head):
        return {k: "".join((getattr(head, k) or "").split()) for k in HEAD_FIELDS}

    assert fields(before) == fields(after)
