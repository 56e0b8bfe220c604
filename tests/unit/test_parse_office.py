"""Older office files go through LibreOffice and keep their numbers; without it the error names the package."""

import subprocess
import sys
import time
from pathlib import Path

import docx
import pytest

from docintel.errors import UnreadableFile
from docintel.parse import office, parse
from tests.office import made, needs_office
from tests.parse_samples import add_list, docx_bytes, level_xml, numbered, put
from tests.unit.test_parse_xlsx import ledger, saved

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
WORDS = ["一、建设平台", "（一）2025年底前建成", "二、引进人才"]


def paper() -> bytes:
    document = docx.Document()
    add_list(document, [level_xml(0, "chineseCountingThousand", "%1、"), level_xml(1, "chineseCountingThousand", "（%2）")])
    for level, words in ((0, "建设平台"), (1, "2025年底前建成"), (0, "引进人才")):
        numbered(document, words, level)
    table = document.add_table(2, 2)
    for cell, words in zip((c for row in table.rows for c in row.cells), ("任务", "单位", "平台", "市科技局"), strict=True):
        cell.text = words
    document.add_paragraph("澜州市科技局")
    return docx_bytes(document)


def rtf(words: str) -> str:
    return "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in words)


def rich_text() -> bytes:
    """As Word on a Chinese system writes it: list texts in code page 936 (LibreOffice's own writer loses the signs of Chinese numbers)."""
    level = "{\\listlevel\\levelnfc%d\\leveljc0\\levelstartat1\\levelfollow2{\\leveltext\\'%02x%s;}{\\levelnumbers\\'%02x;}}"
    levels = level % (39, 2, "\\'00\\'a1\\'a2", 1) + level % (39, 3, "\\'a3\\'a8\\'01\\'a3\\'a9", 2)
    numbered = ((0, "建设平台"), (1, "2025年底前建成"), (0, "引进人才"))
    paragraphs = "".join(f"\\pard\\plain\\ls1\\ilvl{depth} {rtf(words)}\\par\n" for depth, words in numbered)
    row = "\\trowd\\cellx4000\\cellx8000\\pard\\intbl {}\\cell {}\\cell\\row\n"
    rows = "".join(row.format(rtf(a), rtf(b)) for a, b in (("任务", "单位"), ("平台", "市科技局")))
    lists = f"{{\\*\\listtable{{\\list\\listtemplateid1{levels}\\listid9}}}}{{\\*\\listoverridetable{{\\listoverride\\listid9\\listoverridecount0\\ls1}}}}"
    fonts = "{\\fonttbl{\\f0\\fnil\\fcharset134 SimSun;}}"
    return f"{{\\rtf1\\ansi\\ansicpg936\\deff0{fonts}{lists}\n{paragraphs}{rows}\\pard {rtf('澜州市科技局')}\\par}}".encode()


@needs_office
@pytest.mark.parametrize(
    ("target", "name", "kind"), [("doc", "a.doc", "doc"), ("doc", "a.wps", "doc"), ("rtf", "a.doc", "rtf"), ("odt", "a.odt", "odt")]
)
def test_numbers_and_tables_are_kept(tmp_path, target, name, kind):
    document = parse(put(tmp_path, name, rich_text() if target == "rtf" else made(paper(), ".docx", target)))
    assert document.media_type == kind
    assert [line.replace("\t", "") for line in document.text.split("\n")[:3]] == WORDS
    assert document.tables[0].rows == (("任务", "单位"), ("平台", "市科技局"))


@needs_office
@pytest.mark.parametrize(("target", "name", "kind"), [("xls", "a.xls", "xls"), ("xls", "a.et", "xls"), ("ods", "a.ods", "ods")])
def test_older_workbooks(tmp_path, target, name, kind):
    document = parse(put(tmp_path, name, made(saved(ledger()[0]), ".xlsx", target)))
    assert document.media_type == kind
    assert document.tables[0].rows[1] == ("1", "建设平台", "市科技局", "2025年9月30日", "35%")


@needs_office
def test_a_damaged_file_is_named(tmp_path):
    with pytest.raises(UnreadableFile, match="LibreOffice 打不开"):
        parse(put(tmp_path, "a.doc", OLE + "WordDocument\0".encode("utf-16-le")))


@pytest.mark.parametrize(("name", "package"), [("a.doc", "libreoffice-writer"), ("a.xls", "libreoffice-calc")])
def test_without_libreoffice_the_package_is_named(tmp_path, monkeypatch, name, package):
    monkeypatch.setattr(office, "program", lambda: None)
    stream = "Workbook\0" if name == "a.xls" else "WordDocument\0"
    with pytest.raises(UnreadableFile, match=f"{package}.*另存为"):
        parse(put(tmp_path, name, OLE + stream.encode("utf-16-le")))


def test_a_hanging_conversion_is_ended_with_its_children(tmp_path, monkeypatch):
    child = tmp_path / "child.pid"
    program = put(
        tmp_path,
        "soffice",
        f"#!{sys.executable}\nimport subprocess, sys, time\np = subprocess.Popen(['sleep', '60'])\nopen({str(child)!r}, 'w').write(str(p.pid))\ntime.sleep(60)\n",
    )
    program.chmod(0o755)
    monkeypatch.setattr(office, "program", lambda: str(program))
    monkeypatch.setattr(office, "SECONDS", 2)
    with pytest.raises(UnreadableFile, match="超过 2 秒"):
        parse(put(tmp_path, "a.rtf", b"{\\rtf1 x}"))
    time.sleep(0.2)
    state = subprocess.run(["ps", "-o", "stat=", "-p", child.read_text()], capture_output=True, text=True, check=False).stdout.strip()
    assert state[:1] in ("", "Z")  # a nice process adds an N


def test_a_password_is_told_from_the_header(tmp_path):
    stream = bytearray(512)
    stream[:3], stream[10:12] = b"\xec\xa5\xc1", (0x0100).to_bytes(2, "little")
    data = OLE[:512].ljust(512, b"\0") + bytes(stream) + "WordDocument\0".encode("utf-16-le")
    with pytest.raises(UnreadableFile, match="有密码"):
        parse(put(tmp_path, "a.doc", data))


@needs_office
def test_profiles_go_with_their_process(tmp_path):
    path = put(tmp_path, "a.rtf", made(paper(), ".docx", "rtf"))
    code = f"from docintel.parse import office, parse; from pathlib import Path; parse(Path({str(path)!r})); print(office._profile())"
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True, cwd=Path(__file__).parents[2]
    )
    assert not Path(out.stdout.strip()).exists()
