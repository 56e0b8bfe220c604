"""Folders into the library, through the command line as people use it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REPLY = """澜州市教育局
澜教提〔2025〕12号

关于市政协十四届二次会议第086号提案的答复函

王一航委员：
您提出的关于增加学位的提案收悉，现答复如下：
一、关于增加公办学位的建议
近年来，我市累计新增公办学位1.2万个。下一步，市教育局将加大投入，2025年12月底前新增公办学位2000个。
二、关于教师待遇的建议
下一步，市财政局将在2026年6月底前出台《教师绩效奖励办法》。
感谢您对教育工作的关心。

澜州市教育局
2025年3月1日
"""
PLAN = """澜州市人民政府办公室关于印发《澜州市科技企业培育方案》的通知

各县（市、区）人民政府，市政府各部门：
一、主要任务
（一）培育科技企业。到2027年，高新技术企业达到300家。（责任单位：市科技局）
（二）加大支持力度。对首次认定的高新技术企业，给予每家20万元奖励。（责任单位：市科技局、市财政局）
二、施行日期
本方案自2025年4月1日起施行，有效期三年。

澜州市人民政府办公室
2025年3月20日
"""


def docintel(home, *args, code=0):
    """Runs the program with its own data folder; (stdout, stderr)."""
    env = {**os.environ, "DOCINTEL_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-m", "docintel", *map(str, args)], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return done.stdout, done.stderr


def query(home, sql):
    with sqlite3.connect(home / "docintel.sqlite3") as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture
def folder(tmp_path):
    """A folder of papers: two that can be read, a copy of one, two that cannot be read."""
    papers = tmp_path / "公文"
    (papers / "子文件夹").mkdir(parents=True)
    (papers / "答复.txt").write_text(REPLY, encoding="utf-8")
    (papers / "子文件夹" / "方案.txt").write_bytes(PLAN.encode("gb18030"))
    shutil.copy(papers / "答复.txt", papers / "答复（副本）.txt")
    (papers / "空.txt").write_bytes(b"")
    (papers / "坏.docx").write_bytes(b"PK\x03\x04 not a document")
    return papers


def test_a_folder_in_and_again_and_changed(tmp_path, folder):
    home = tmp_path / "home"
    out, err = docintel(home, "ingest", folder, "--no-index", "--jobs", 2, code=2)
    assert "文件5：新增2、重复1、未能读取2" in out
    named = [line for line in err.splitlines() if line.startswith("docintel: ")]
    assert len(named) == 2
    assert any("空.txt" in line for line in named)
    assert any("坏.docx" in line for line in named)
    assert "答复（副本）.txt：重复：与 答复 内容相同" in err
    tables = ("paper", "paperversion", "provision", "obligation", "action", "owner", "deadline", "outbox", "history")
    before = {t: query(home, f"select count(*) from store_{t}") for t in tables}
    assert before["obligation"][0][0] >= 3

    out, _ = docintel(home, "ingest", folder, "--no-index", code=2)
    assert "未变2、重复1、未能读取2" in out
    assert {t: query(home, f"select count(*) from store_{t}") for t in tables} == before

    out, _ = docintel(home, "ingest", folder / "答复.txt", "--no-index", "--again")
    assert "未变1" in out
    assert {t: query(home, f"select count(*) from store_{t}") for t in tables} == before

    (item,) = query(home, "select item_id from store_obligation where text like '%2000个%'")
    docintel(home, "ledger", "update", item[0], "--by", "张三", "--state", "confirmed", "--note", "已电话核实")
    (folder / "答复.txt").write_text(REPLY.replace("2000个", "3000个"), encoding="utf-8")
    out, err = docintel(home, "ingest", folder / "答复.txt", "--no-index", "-v")
    assert "更新1" in out
    assert "变化1项、消失0项" in err
    shown, _ = docintel(home, "ledger", "show", item[0])
    assert "3000个" in shown
    assert "需复核" in shown
    assert "备注：已电话核实" in shown
    rows = json.loads(docintel(home, "ledger", "list", "--format", "json", "--needs-review")[0])
    assert [r["item_id"] for r in rows["rows"]] == [item[0]]


def test_catalogue_fills_only_gaps_and_is_remembered(tmp_path):
    home, paper, catalogue = tmp_path / "home", tmp_path / "无头.txt", tmp_path / "目录.jsonl"
    paper.write_text("一、工作安排\n市水利局要在2025年底前完成水库除险加固。\n", encoding="utf-8")
    row = {
        "doc": "无头",
        "title": "水库除险加固方案",
        "issuer": "澜州市水利局",
        "region": "澜州市",
        "date": "2025-02-03",
        "doc_no": "澜水〔2025〕3号",
    }
    catalogue.write_text(json.dumps(row, ensure_ascii=False) + "\n\n", encoding="utf-8")
    docintel(home, "ingest", paper, "--no-index", "--catalogue", catalogue)
    select = "select doc_number, issuer, region, from_catalogue from store_paper"
    (stored,) = query(home, select)
    assert stored[:3] == ("澜水〔2025〕3号", "澜州市水利局", "澜州市")
    assert {"doc_number", "issuer"} <= set(json.loads(stored[3]))
    paper.write_text("一、工作安排\n市水利局要在2026年底前完成水库除险加固。\n", encoding="utf-8")
    docintel(home, "ingest", paper, "--no-index")
    assert query(home, select) == [stored]
    catalogue.write_text("{oops\n", encoding="utf-8")
    _, err = docintel(home, "ingest", paper, "--no-index", "--catalogue", catalogue, code=2)
    assert "第1行" in err
    assert len(err.strip().splitlines()) == 1


def test_ledger_on_the_command_line(tmp_path, folder):
    home, book = tmp_path / "home", tmp_path / "台账.xlsx"
    docintel(home, "ingest", folder / "答复.txt", "--no-index")
    rows = [json.loads(line) for line in docintel(home, "ledger", "list", "--format", "jsonl")[0].splitlines()]
    item = next(r["item_id"] for r in rows if "2000个" in r["text"])
    table, err = docintel(home, "ledger", "list", "--owner", "教育")
    assert item in table
    assert "共" in err
    docintel(home, "ledger", "update", item, "--by", "张三", "--owner", "市教育局、市发展改革委", "--due", "2026-01-31")
    shown = json.loads(docintel(home, "ledger", "show", item, "--format", "json")[0])
    assert (shown["row"]["lead"], shown["row"]["due"]) == (["市教育局", "市发展改革委"], "2026-01-31")
    assert shown["source"]["text"].endswith("新增公办学位2000个。")
    assert {c["who"] for c in shown["history"]} == {"张三"}
    assert "已导出" in docintel(home, "ledger", "export", book)[0]
    assert "采纳0处，冲突0处" in docintel(home, "ledger", "import", book, "--by", "李四")[0]
    for args, words in (
        (("update", item, "--by", "张三", "--state", "closed"), "可以改为"),
        (("update", item, "--by", "张三", "--due", "明年"), "2025-12-31"),
        (("show", "c-nothing"), "docintel ledger list"),
        (("import", folder / "答复.txt", "--by", "李四"), "docintel 导出后修改过的台账"),
    ):
        _, err = docintel(home, "ledger", *args, code=2)
        assert words in err
        assert len(err.strip().splitlines()) == 1


def test_a_folder_that_cannot_be_written(tmp_path):
    home = tmp_path / "file"
    home.write_text("not a folder")
    _, err = docintel(home, "ledger", "list", code=2)
    assert "DOCINTEL_HOME" in err
    assert len(err.strip().splitlines()) == 1


def test_an_empty_folder_is_said_to_be_empty(tmp_path):
    (tmp_path / "空文件夹").mkdir()
    out, err = docintel(tmp_path / "home", "ingest", tmp_path / "空文件夹", code=2)
    assert "没有找到可读的文件" in err
    assert not out


def test_a_broken_database_is_named(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "docintel.sqlite3").write_bytes(b"this is no database" * 100)
    _, err = docintel(home, "ledger", "list", code=2)
    assert "无法使用数据库" in err
    assert len(err.strip().splitlines()) == 1


def test_programs_that_start_at_once_share_one_home(tmp_path):
    env = {**os.environ, "DOCINTEL_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "docintel", "ledger", "list", "--format", "json"]
    started = [subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    ended = [(p.communicate(timeout=120), p.returncode) for p in started]
    assert [(json.loads(out)["count"], code) for (out, _), code in ended] == [(0, 0)] * 3, ended


def test_an_archive_in_and_again(tmp_path):
    home, path = tmp_path / "home", tmp_path / "来文.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("甲/答复.txt", REPLY)
        archive.writestr("乙/答复.txt", PLAN.replace("培育方案", "另一方案"))
        archive.writestr("方案.txt", PLAN.encode("gb18030"))
        archive.writestr("坏.pdf", b"%PDF-1.7 broken")
    out, err = docintel(home, "ingest", path, "--no-index", code=2)
    assert "文件4：新增3、未能读取1" in out
    assert f"docintel: {path}/坏.pdf：PDF" in err
    papers = query(home, "select doc_id, stem from store_paper order by doc_id")
    assert papers == [("方案", "方案"), ("答复", "答复"), ("答复~2", "答复")]
    assert query(home, "select source from store_paperversion where source like '%方案.txt'") == [(f"{path}/方案.txt",)]
    out, _ = docintel(home, "ingest", path, "--no-index", code=2)
    assert "文件4：未变3、未能读取1" in out
    assert len(query(home, "select 1 from store_paper")) == 3


def test_a_paper_in_two_forms_is_read_once(tmp_path):
    """The same paper as docx and pdf in one folder: two versions of one paper, and nothing new when the folder is read again."""
    home, papers = tmp_path / "home", tmp_path / "公文"
    papers.mkdir()
    for kind in ("docx", "html"):
        shutil.copy(ROOT / "tests" / "golden" / "files" / kind / f"reply.{kind}", papers)
    docintel(home, "ingest", papers, "--no-index")
    versions = query(home, "select number, media_type from store_paperversion order by number")
    assert len(versions) == 2
    out, _ = docintel(home, "ingest", papers, "--no-index")
    assert "文件2：未变2" in out
    assert query(home, "select number, media_type from store_paperversion order by number") == versions
    (papers / "reply.docx").write_bytes((ROOT / "tests" / "golden" / "files" / "docx" / "notice_plan.docx").read_bytes())
    out, _ = docintel(home, "ingest", papers, "--no-index")
    assert "未变1" in out
