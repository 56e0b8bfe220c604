"""The page beside the text: places linked from everywhere, pictures behind the sign-in, doubtful text marked."""

import hashlib
import io
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from docintel import settings
from docintel.domain.documents import Block, PlacedLine
from docintel.store import papers
from docintel.store.models import PaperVersion
from docintel.workflows.ingest import ingest
from docintel.workflows.originals import originals
from tests.parse_samples import pdf_bytes, put
from tests.people import person
from tests.readings import make_reading

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    client = Client()
    client.force_login(person())
    return client


@pytest.fixture
def library():
    shutil.rmtree(settings.ORIGINALS, ignore_errors=True)
    return ingest([ROOT / "corpora" / name for name in ("N03.pdf", "N06.docx", "W02.txt")], jobs=1, index=False)


def span_of(key, words):
    at = papers.load_paper(key).text.index(words)
    return at, at + len(words)


def boxes(page):
    return [tuple(float(v) for v in re.findall(r"[\d.]+(?=%)", style)) for style in re.findall(r'm-source" style="([^"]+)"', page)]


def test_the_page_with_the_place_is_shown_beside_the_text(client, library):
    start, end = span_of("N03", "（二）符合国家中小微企业划型标准；")
    page = client.get("/papers/N03/", {"at": f"{start}-{end}"}).content.decode()
    assert "位置：<b>第2页</b>" in page
    assert "/papers/N03/pages/2.png" in page
    ((left, top, width, height),) = boxes(page)
    assert 15 < left < 25
    assert 0 < top < 100
    assert 30 < width < 60
    assert 1 < height < 4
    assert 'id="at"' in page
    assert page.count('class="leafmark"') == 4


def test_turning_the_page_keeps_the_place_and_the_zoom(client, library):
    start, end = span_of("N03", "（二）符合国家中小微企业划型标准；")
    pane = client.get("/papers/N03/pane/", {"page": 3, "zoom": 200, "at": f"{start}-{end}"}).content.decode()
    assert "/papers/N03/pages/3.png?w=1800" in pane
    assert not boxes(pane)
    assert f"?page=2&amp;at={start}-{end}&amp;zoom=200" in pane or f"?page=2&at={start}-{end}&zoom=200" in pane
    assert 'value="4"' in client.get("/papers/N03/pane/", {"page": 99}).content.decode()
    assert client.get("/papers/N03/pane/", {"page": "x", "zoom": "y", "at": "9-1"}).status_code == 200
    assert client.get("/papers/W02/pane/").status_code == 404
    assert client.get("/papers/none/pane/").status_code == 404


def test_pictures_and_originals_are_for_signed_in_people_alone(client, library):
    for path in ("/papers/N03/pages/1.png", "/papers/N03/pane/", "/papers/N03/original/"):
        assert Client().get(path).status_code == 302, path
    assert Client().get("/api/papers/N03/places", {"start": 0, "end": 4}).status_code == 401
    assert Client().get("/api/papers/N03/pages/1").status_code == 401
    answer = client.get("/papers/N03/pages/1.png", {"w": 600})
    assert answer["Content-Type"] == "image/png"
    assert "private" in answer["Cache-Control"]
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.width == 600
    wrong = client.get("/papers/N03/pages/9.png")
    assert (wrong.status_code, wrong.content.decode()) == (404, "没有第9页；这份文件共4页")
    assert client.get("/papers/W02/pages/1.png").status_code == 404
    file = client.get("/papers/N06/original/")
    assert file.content == (ROOT / "corpora" / "N06.docx").read_bytes()
    assert "N06.docx" in file["Content-Disposition"]


def test_the_api_says_where_words_stand(client, library):
    start, end = span_of("N03", "（二）符合国家中小微企业划型标准；")
    told = client.get("/api/papers/N03/places", {"start": start, "end": end}).json()
    assert (told["words"], told["text"]) == ("第2页", "（二）符合国家中小微企业划型标准；")
    (place,) = told["places"]
    assert place["page"] == 2
    assert all(0 <= share <= 1 for share in place["boxes"][0])
    assert client.get("/api/papers/N03/pages/1", {"width": 600}).content.startswith(b"\x89PNG")
    start, end = span_of("N06", "海堤路与鹿鸣河交点")
    assert client.get("/api/papers/N06/places", {"start": start, "end": end}).json()["words"] == "表1 第3行“备注”"
    assert client.get("/api/papers/N06/places", {"start": 5, "end": 5}).status_code == 422
    assert client.get("/api/papers/N06/places", {"start": 0, "end": 10**8}).status_code == 422
    assert "参数不对（end：" in client.get("/api/papers/N06/places", {"start": 0}).json()["detail"]
    assert client.get("/api/papers/none/places", {"start": 0, "end": 1}).status_code == 404
    assert "document" not in client.get("/api/papers/N03").json()


def test_every_finding_and_every_ledger_row_links_to_its_place(client, library):
    for key, place in (("N03", "第1页"), ("N06", "第6段"), ("W02", "段")):
        page = client.get(f"/papers/{key}/").content.decode()
        links = re.findall(r'class="place" href="\?at=(\d+)-(\d+)#at"[^>]*>([^<]*)<', page)
        assert links
        assert all(words.startswith(("第", "表")) for _, _, words in links)
        assert any(place in words for _, _, words in links)
    rows = client.get("/ledger/?doc=N03").content.decode()
    assert len(re.findall(r'href="/papers/N03/\?at=\d+-\d+#at"', rows)) == rows.split("<tbody>")[1].count('class="light ')
    item = client.get("/api/ledger", {"doc": "N03", "limit": 1}).json()["rows"][0]["item_id"]
    row = client.get(f"/ledger/{item}/").content.decode()
    assert 'class="cutting"' in row
    assert "/papers/N03/pages/1.png" in row
    item = client.get("/api/ledger", {"doc": "N06", "limit": 1}).json()["rows"][0]["item_id"]
    row = client.get(f"/ledger/{item}/").content.decode()
    assert 'class="cutting"' not in row
    assert re.search(r'class="place" href="/papers/N06/\?at=\d+-\d+#at">第\d+段<', row)


def test_without_the_original_the_page_is_drawn_from_its_lines(client, library):
    originals().place(papers.file_of("N03")[0]).unlink()
    page = client.get("/papers/N03/", {"page": 1}).content.decode()
    assert "pages/1.png" not in page
    assert len(re.findall(r"<text ", page)) > 15
    assert "按原位置排出的文字" in page
    assert client.get("/papers/N03/original/").status_code == 404


def test_doubtful_text_of_a_scan_is_marked_for_the_reader(client):
    reading = make_reading("扫描")
    old = reading.paper.document
    blocks = tuple(Block(b.start, b.end, page=1, confidence=0.62 if i == 1 else 0.99) for i, b in enumerate(old.blocks))
    lines = tuple(PlacedLine(b.start, b.end, 1, (0.1, 0.1 + i / 20, 0.9, 0.13 + i / 20)) for i, b in enumerate(old.blocks))
    document = replace(
        old, blocks=blocks, lines=lines, pages=((595.0, 842.0),), doubts=((2, 4),), sha256=hashlib.sha256(b"scan").hexdigest()
    )
    papers.save(replace(reading, paper=replace(reading.paper, document=document)))
    page = client.get("/papers/扫描/").content.decode()
    assert "扫描识别存疑</span> 2" in page
    assert re.search(r'<span class="m[^"]*m-doubt[^"]*">市教育局', page)
    assert f'<span class="m m-doubt">{old.text[2:4]}</span>' in page
    assert page.count('class="box m m-doubt"') == 2
    assert "扫描识别存疑" not in client.get("/papers/扫描/pane/").content.decode()


REPLY = [
    "澜州市教育局关于市政协十四届二次会议第086号提案的答复",
    "沈若溪委员：",
    "您提出的关于增加学位的提案收悉。下一步，市教育局将在2025年12月底前新增公办学位2000个。",
    "联系人：乔满仓　联系电话：0931-1234567，13912345678",
    "澜州市教育局",
    "2025年3月1日",
]


def test_the_version_for_outside_hides_people_in_text_and_picture(client, tmp_path):
    ingest([put(tmp_path, "学位答复.pdf", pdf_bytes(REPLY))], jobs=1, index=False)
    inside = client.get("/papers/学位答复/").content.decode()
    assert "沈若溪" in inside
    assert "13912345678" in inside
    for page in (
        client.get("/papers/学位答复/", {"outside": 1}).content.decode(),
        client.get("/papers/学位答复/pane/", {"outside": 1}).content.decode(),
        json.dumps(client.get("/api/papers/学位答复", {"outside": True}).json(), ensure_ascii=False),
    ):
        assert not re.search("沈若溪|乔满仓|1234567|13912345678", page)
    page = client.get("/papers/学位答复/", {"outside": 1}).content.decode()
    assert "乔**" in page
    assert "2025年12月底前" in page
    assert "pages/1.png?w=900&v=" in page
    assert re.search(r"pages/1\.png\?[^\"]*outside=1", page)
    assert "下载原件" not in page
    seen, masked = (
        Image.open(io.BytesIO(client.get("/papers/学位答复/pages/1.png", query).content)).convert("L") for query in ({}, {"outside": 1})
    )
    text = papers.load_paper("学位答复").text
    for words, hidden in (("13912345678", True), ("沈若溪", True), ("增加学位", False)):
        at = text.index(words)
        (box,) = client.get("/api/papers/学位答复/places", {"start": at, "end": at + len(words)}).json()["places"][0]["boxes"]
        left, top, right, bottom = (round(share * side) for share, side in zip(box, seen.size * 2, strict=True))
        cut = (left + 1, top + 1, right - 1, bottom - 1)
        assert (masked.crop(cut).getextrema()[1] < 60) == hidden
        assert seen.crop(cut).getextrema()[1] > 200


def test_a_page_whose_words_have_no_place_is_not_shown_outside(client, tmp_path):
    ingest([put(tmp_path, "学位答复.pdf", pdf_bytes(REPLY))], jobs=1, index=False)
    PaperVersion.objects.update(lines=None)
    assert client.get("/papers/学位答复/pages/1.png").status_code == 200
    refused = client.get("/papers/学位答复/pages/1.png", {"outside": 1})
    assert (refused.status_code, "个人信息无法隐去" in refused.content.decode()) == (404, True)
