"""Archives and mails: every member is read like a file, named with its archive; nothing inside can do harm or stop the others."""

import io
import json
import struct
import zipfile
import zlib
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner

from docintel.cli.main import cli
from docintel.errors import UnreadableFile
from docintel.parse import containers, members, parse, zips
from docintel.workflows.files import iter_files
from docintel.workflows.reading import read_papers
from tests.parse_samples import plain_docx, put, zip_bytes

TEXT = "澜州市教育局关于开展测试的通知\n澜教〔2024〕8号\n\n各有关单位：\n请于2025年底前完成。\n\n澜州市教育局\n2024年3月6日\n"


def names(path):
    return [str(m.relative_to(path)) for m in members(path)]


def gbk_zip(named: dict[str, bytes], encoding: str = "gbk") -> bytes:
    """An archive as Windows packs it: names in the local code page, without the UTF-8 flag."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, data in enumerate(named.values()):
            archive.writestr(zipfile.ZipInfo(f"{number:08d}"), data)
    raw = out.getvalue()
    for number, name in enumerate(named):
        old, new = f"{number:08d}".encode(), name.encode(encoding)
        assert len(new) == 8
        raw = raw.replace(old, new)
    return raw


def test_members_are_paths_through_the_archive(tmp_path):
    path = put(tmp_path, "来文.zip", zip_bytes({"通知.txt": TEXT.encode(), "附件/方案.docx": plain_docx(["方案正文，请于年底前完成。"])}))
    assert names(path) == ["通知.txt", "附件/方案.docx"]
    document = parse(path / "附件" / "方案.docx")
    assert (document.doc_id, document.media_type, document.member) == ("方案", "docx", "附件/方案.docx")
    assert document.source == str(path / "附件/方案.docx")
    assert document.text.strip() == "方案正文，请于年底前完成。"


def test_the_suffix_says_nothing(tmp_path):
    assert names(put(tmp_path, "来文.docx", zip_bytes({"通知.txt": TEXT.encode()}))) == ["通知.txt"]
    word = put(tmp_path, "公文.zip", plain_docx([TEXT]))
    assert members(word) == [word]
    assert parse(word).media_type == "docx"


@pytest.mark.parametrize("encoding", ["gbk", "big5"])
def test_names_without_the_utf8_flag(tmp_path, encoding):
    found = {"gbk": {"任务.txt": b"a", "方案.txt": b"b"}, "big5": {"任務.txt": b"a", "問題.txt": b"b"}}[encoding]
    assert names(put(tmp_path, "a.zip", gbk_zip(found, encoding))) == list(found)


def test_names_of_the_unicode_path_field(tmp_path):
    raw = "方案.txt".encode("gbk")
    info = zipfile.ZipInfo(raw.decode("cp437"))
    field = b"\x01" + struct.pack("<I", zlib.crc32(raw)) + "方案（定稿）.txt".encode()
    info.extra = struct.pack("<HH", 0x7075, len(field)) + field
    info.flag_bits = 0
    data = gbk_zip({"方案.txt": b"words"})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("12345678"), b"words")
        archive.filelist[0].extra = info.extra
    data = out.getvalue().replace(b"12345678", raw)
    assert names(put(tmp_path, "a.zip", data)) == ["方案（定稿）.txt"]


@pytest.mark.parametrize("name", ["../../etc/通知.txt", "/etc/通知.txt", "C:\\windows\\通知.txt", "..\\..\\通知.txt", "a/../../通知.txt"])
def test_a_path_that_leaves_the_archive_is_only_a_name(tmp_path, name):
    path = put(tmp_path, "a.zip", zip_bytes({name: TEXT.encode()}))
    (member,) = members(path)
    assert ".." not in member.parts
    assert member.is_relative_to(path)
    assert parse(member).doc_id == "通知"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zip"]


@pytest.mark.parametrize("name", ["../..", "..", "/", "", "\x00\x01"])
def test_a_member_without_a_name_gets_one(name):
    assert zips.safe(name) in ("未命名", "__")


def test_two_members_of_one_name_are_both_there(tmp_path):
    data = zip_bytes({"a.txt": "第一份通知的正文。".encode(), "b.txt": "第二份通知的正文。".encode()})
    path = put(tmp_path, "a.zip", data.replace(b"b.txt", b"a.txt"))
    assert [parse(m).text for m in members(path)] == ["第一份通知的正文。", "第二份通知的正文。"]


def test_archives_in_archives_to_three_levels(tmp_path):
    data, expected = zip_bytes({"深.txt": TEXT.encode()}), "深.txt"
    for level in (2, 3):
        data, expected = zip_bytes({f"{level}.zip": data}), f"{level}.zip/{expected}"
    path = put(tmp_path, "外.zip", data)
    assert names(path) == [expected]
    assert parse(path / expected).text == TEXT
    deeper = put(tmp_path, "更深.zip", zip_bytes({"4.zip": data}))
    assert names(deeper) == ["4.zip/3.zip/2.zip"]
    with pytest.raises(UnreadableFile, match=r"更深\.zip/4\.zip/3\.zip/2\.zip：压缩包套压缩包超过 3 层"):
        parse(members(deeper)[0])


def encrypted(data: bytes, which: bytes) -> bytes:
    raw = bytearray(data)
    for signature, flag, name in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        at = raw.find(signature)
        while at >= 0:
            if raw[at + name : at + name + len(which)] == which:
                raw[at + flag] |= 1
            at = raw.find(signature, at + 4)
    return bytes(raw)


def test_passwords_are_named(tmp_path):
    data = zip_bytes({"a.txt": TEXT.encode(), "b.txt": TEXT.encode()})
    whole = put(tmp_path, "全.zip", encrypted(encrypted(data, b"a.txt"), b"b.txt"))
    assert members(whole) == [whole]
    with pytest.raises(UnreadableFile, match="压缩包有密码"):
        parse(whole)
    part = put(tmp_path, "半.zip", encrypted(data, b"a.txt"))
    with pytest.raises(UnreadableFile, match=r"半.zip/a.txt：.*有密码"):
        parse(members(part)[0])
    assert parse(members(part)[1]).text == TEXT


def test_bombs_are_not_opened(tmp_path, monkeypatch):
    bomb = put(tmp_path, "bomb.zip", zip_bytes({"a.txt": bytes(40 * 2**20)}))
    assert members(bomb) == [bomb]
    with pytest.raises(UnreadableFile, match="压缩炸弹"):
        parse(bomb)
    monkeypatch.setattr(containers, "MAX_TOTAL", 3000)
    inner = zip_bytes({f"{i}.txt": b"x" * 500 for i in range(4)})
    nested = put(tmp_path, "nested.zip", zip_bytes({"1.zip": inner, "2.zip": inner, "3.zip": inner}))
    with pytest.raises(UnreadableFile, match="各层合计"):
        parse(nested)


def test_one_bad_member_stops_nothing(tmp_path):
    data = zip_bytes(
        {"a.txt": TEXT.encode(), "b.pdf": b"%PDF-1.7\nbroken", "空.txt": b"", "坏.zip": b"PK\x03\x04junk", "c.txt": TEXT.encode() * 2}
    )
    path = put(tmp_path, "来文.zip", data)
    files = iter_files([path])
    for jobs in (1, 2):
        results = [(p.name, r) for p, r in read_papers(files, jobs)]
        assert [n for n, _ in results] == ["a.txt", "b.pdf", "空.txt", "坏.zip", "c.txt"]
        errors = [str(r) for _, r in results if isinstance(r, UnreadableFile)]
        assert len(errors) == 3
        assert all(e.startswith(f"{path}/") for e in errors)


def test_litter_is_left_out(tmp_path):
    litter = ("__MACOSX/._a.txt", "~$a.docx", ".DS_Store", "Thumbs.db", "x/.git/a.txt", "meta.json", "README.md")
    path = put(tmp_path, "来文.zip", zip_bytes(dict.fromkeys((*litter, "a.txt"), TEXT.encode())))
    assert iter_files([path]) == [path / "a.txt"]
    nothing = put(tmp_path, "无.zip", zip_bytes(dict.fromkeys(litter, TEXT.encode())))
    assert iter_files([nothing]) == [nothing]
    with pytest.raises(UnreadableFile, match="本身不是公文"):
        parse(nothing)


def test_a_missing_member_is_said(tmp_path):
    path = put(tmp_path, "来文.zip", zip_bytes({"a.txt": TEXT.encode()}))
    with pytest.raises(UnreadableFile, match="不存在"):
        parse(path / "b.txt")


def test_an_archive_that_changes_is_opened_anew(tmp_path):
    path = put(tmp_path, "a.zip", zip_bytes({"a.txt": TEXT.encode()}))
    assert names(path) == ["a.txt"]
    put(tmp_path, "a.zip", zip_bytes({"b.txt": TEXT.encode(), "c.txt": TEXT.encode()}))
    assert names(path) == ["b.txt", "c.txt"]


def mail(subject="关于报送材料的函") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@lanzhou.example", "b@lanzhou.example", subject
    message["Date"] = "Wed, 06 Mar 2024 10:00:00 +0800"
    message.set_content(TEXT)
    return message


def test_a_mail_is_its_letter_and_its_attachments(tmp_path):
    inner = mail("转发的邮件")
    message = mail()
    word = plain_docx(["附件正文，请于年底前完成。"])
    message.add_attachment(word, maintype="application", subtype="octet-stream", filename="附件：方案.docx")
    message.add_attachment(zip_bytes({"表.txt": TEXT.encode()}), maintype="application", subtype="zip", filename="表.zip")
    message.add_attachment(inner)
    path = put(tmp_path, "报送.eml", message.as_bytes())
    assert names(path) == ["报送.txt", "附件：方案.docx".replace(":", "_"), "表.zip/表.txt", "转发的邮件.eml/转发的邮件.txt"]
    read = [parse(m) for m in members(path)]
    assert [d.doc_id for d in read] == ["报送", "附件：方案", "表", "转发的邮件"]
    assert read[0].text.split() == TEXT.split()
    assert read[1].text.strip() == "附件正文，请于年底前完成。"


def test_a_mail_whose_letter_is_a_page_in_gbk(tmp_path):
    table = "<table><tr><td>责任单位</td><td>数</td></tr><tr><td>市教育局</td><td>3</td></tr></table>"
    body = f"<html><body><p>各单位：请于2025年底前完成改造，任务见下表。</p>{table}<p>请按时报送。</p></body></html>"
    head = "From: a@x.example\r\nTo: b@x.example\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=gb2312\r\n"
    head += "Content-Transfer-Encoding: 8bit\r\n\r\n"
    path = put(tmp_path, "信.eml", head.encode() + body.encode("gbk"))
    (member,) = members(path)
    document = parse(member)
    assert document.media_type == "html"
    assert "请于2025年底前完成改造" in document.text
    assert document.tables[0].rows == (("责任单位", "数"), ("市教育局", "3"))


def test_docintel_parse_prints_a_row_for_each_member(tmp_path):
    data = zip_bytes({"甲/答复.txt": TEXT.encode(), "乙/答复.txt": TEXT.replace("8号", "9号").encode(), "坏.pdf": b"%PDF-1.7"})
    result = CliRunner().invoke(cli, ["parse", str(put(tmp_path, "来文.zip", data))])
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 2
    assert [(row["doc_id"], row["member"]) for row in rows] == [("答复", "甲/答复.txt"), ("答复~2", "乙/答复.txt")]
    assert "来文.zip/坏.pdf：PDF" in result.stderr


def test_members_of_long_names(tmp_path):
    name = "关于" + "很长的标题" * 40 + ".txt"
    path = put(tmp_path, "a.zip", zip_bytes({name: TEXT.encode()}))
    assert parse(members(path)[0]).text == TEXT
    assert members(Path("nowhere.zip")) == [Path("nowhere.zip")]
