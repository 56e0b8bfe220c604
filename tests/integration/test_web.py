"""The pages and the JSON API over a small library, without a browser."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
from django.test import Client

from tests.parse_samples import zip_bytes
from tests.people import person

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return person()


@pytest.fixture
def client(people):
    client = Client()
    client.force_login(people)
    return client


@pytest.fixture
def library():
    from docintel.workflows.ingest import ingest

    return ingest([ROOT / "corpora" / "W02.txt", ROOT / "corpora" / "W08.txt"], jobs=1, index=False)


def test_every_page_asks_for_a_sign_in_and_the_api_answers_401():
    stranger = Client()
    for page in ("/", "/ledger/", "/papers/", "/search/", "/match/", "/upload/", "/ledger/export.xlsx"):
        answer = stranger.get(page)
        assert answer.status_code == 302, page
        assert answer["Location"].startswith("/login/")
    assert stranger.get("/api/papers").status_code == 401


def test_a_part_of_a_page_is_refused_when_the_sign_in_has_run_out():
    answer = Client().post("/upload/", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/login/"
    assert "重新登录" in answer.content.decode()


def test_a_section_without_a_title_is_named_by_its_first_words(client, tmp_path):
    from docintel.workflows.ingest import ingest

    paper = tmp_path / "untitled.txt"
    paper.write_text(
        "砚湖区人民政府关于做好防汛工作的通知\n各镇人民政府：\n现就有关事项通知如下：\n"
        "一、各镇要于5月底前完成隐患排查，建立台账。\n二、区水利局要会同各镇储备防汛物资。\n砚湖区人民政府\n2025年4月2日\n",
        encoding="utf-8",
    )
    ingest([paper], jobs=1, index=False)
    page = client.get("/papers/untitled/").content.decode()
    outline = page.split("目录</summary>")[1].split("</section>")[0]
    assert "一、各镇要于5月底前完成隐患排查" in outline
    assert "二、区水利局要会同各镇储备防汛物资" in outline


def test_basic_sign_in_serves_programs(people, library):
    answer = Client().get("/api/papers", headers={"Authorization": "Basic d2FuZzpMYW4temhvdS0yMDI1"})
    assert answer.status_code == 200
    assert answer.json()["count"] == 2


def test_the_pages_show_the_library(client, library):
    assert "砚湖区促进智能传感器产业高质量发展若干措施" in client.get("/papers/").content.decode()
    page = client.get("/papers/W08/").content.decode()
    assert "m-benefit" in page
    assert "砚政办规〔2024〕6号" in page
    assert client.get("/papers/nothing/").status_code == 404
    assert "/ledger/?doc=W08" in page
    assert "来自《砚湖区促进智能传感器产业高质量发展若干措施》" in client.get("/ledger/?doc=W08").content.decode()


def test_a_benefit_says_who_gets_it_and_what_stands_around_it(client, library):
    words = client.get("/papers/W08/").content.decode()
    for name in ("条件：", "叠加：", "不予支持：被列入严重失信主体名单"):
        assert name in words, name


def test_a_change_of_state_is_kept_and_a_stale_one_refused(client, library):
    row = client.get("/api/ledger", {"limit": 1}).json()["rows"][0]
    post = {"state": "confirmed", "expected": "proposed", "note": "核对无误"}
    assert client.post(f"/ledger/{row['item_id']}/state/", post).status_code == 302
    told = client.get(f"/api/ledger/{row['item_id']}").json()
    assert told["row"]["state"] == "confirmed"
    assert told["history"][-1]["who"] == "wang"
    stale = client.post(f"/api/ledger/{row['item_id']}/state", json.dumps(post), content_type="application/json")
    assert stale.status_code == 409
    wrong = json.dumps({"state": "nonsense"})
    assert client.post(f"/api/ledger/{row['item_id']}/state", wrong, content_type="application/json").status_code == 422


def test_a_correction_survives_a_second_reading(client, library):
    from docintel.workflows.ingest import ingest

    item = client.get("/api/ledger", {"limit": 1}).json()["rows"][0]["item_id"]
    client.post(f"/ledger/{item}/correct/", {"lead": "市教育局、市财政局", "due": "2026-03-31"})
    ingest([ROOT / "corpora" / "W02.txt", ROOT / "corpora" / "W08.txt"], jobs=1, index=False, again=True)
    row = client.get(f"/api/ledger/{item}").json()["row"]
    assert row["lead"] == ["市教育局", "市财政局"]
    assert row["due"] == "2026-03-31"


def test_an_upload_answers_each_file_with_a_line(client):
    good = io.BytesIO((ROOT / "corpora" / "W01.txt").read_bytes())
    good.name = "../答复函.txt"
    bad = io.BytesIO(b"%PDF-1.7 broken")
    bad.name = "坏.pdf"
    page = client.post("/upload/", {"files": [good, bad]}).content.decode()
    assert "新增" in page
    assert "坏.pdf" in page
    assert client.get("/papers/答复函/").status_code == 200


def test_an_upload_tells_its_own_reader_how_far_it_is(client, monkeypatch):
    from docintel.workflows import receive

    other = Client()
    other.force_login(person("li"))
    seen = []

    def slow(name, chunks, on_progress):
        on_progress(3, 39, "逐页读取")
        seen.extend(c.get("/upload/progress/a-1/").json() for c in (client, other))
        return []

    monkeypatch.setattr(receive, "receive", slow)
    client.post("/upload/", {"files": io.BytesIO(b"x"), "token": "a-1"}, headers={"HX-Request": "true"})
    assert seen == [{"done": 3, "total": 39, "phase": "逐页读取"}, {}]
    assert client.get("/upload/progress/a-1/").json() == {}


def test_an_uploaded_archive_answers_each_member_with_a_line(client):
    paper = (ROOT / "corpora" / "W02.txt").read_bytes()
    archive = io.BytesIO(zip_bytes({"答复/第二份.txt": paper, "坏.pdf": b"%PDF-1.7 broken"}))
    archive.name = "来文.zip"
    page = client.post("/upload/", {"files": [archive]}).content.decode()
    assert "来文.zip/答复/第二份.txt" in page
    assert "来文.zip/坏.pdf" in page
    assert "新增" in page
    assert client.get("/papers/第二份/").status_code == 200


def test_the_export_has_the_filtered_rows(client, library):
    count = client.get("/api/ledger", {"text": "补助"}).json()["count"]
    data = client.get("/ledger/export.xlsx", {"text": "补助"}).content
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    ids = [c.value for row in sheet.iter_rows() for c in row if isinstance(c.value, str) and c.value.startswith("cn-")]
    assert len(ids) == count > 0


def test_a_profile_that_is_no_json_is_told_so(client):
    file = io.BytesIO("不是 JSON".encode())
    file.name = "画像.json"
    page = client.post("/match/", {"profile": file}).content.decode()
    assert "不是 JSON 文件" in page


def test_words_of_a_paper_are_no_markup(client, tmp_path):
    from docintel.workflows.ingest import ingest

    file = tmp_path / "标记.txt"
    file.write_text("关于<script>alert(1)</script>的通知\n市教育局将在2025年12月底前新增公办学位<b>2000个</b>。\n", encoding="utf-8")
    ingest([file], jobs=1, index=False)
    page = client.get("/papers/标记/").content.decode()
    assert "<script>alert" not in page
    assert "<b>2000" not in page
    assert "&lt;script&gt;alert(1)" in page
