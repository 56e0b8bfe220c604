"""Offices' own workbooks: recognised, corrected, remembered; rows found or added; nothing twice, nothing lost; out again in their form."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from docintel.domain.ledger import LedgerFilters
from docintel.errors import BadInput, UnreadableFile
from docintel.report import ledger_xlsx
from docintel.store import papers
from docintel.workflows import sheets, track
from tests.office_sheets import DUBAN, duban, edit, fengong, jianggan
from tests.readings import make_reading

TODAY = date(2025, 7, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def library():
    papers.save(make_reading("甲"))


def rows():
    return list(track.list_rows(LedgerFilters(), TODAY))


def row(text):
    return next(r for r in rows() if text in r.text)


def bring_in(path, **how):
    return sheets.bring_in(path, "张三", **how)


def fields(table):
    return {c.heading: c.field for c in table.columns}


def test_a_head_of_two_rows_below_titles_is_recognised(tmp_path):
    (table,) = sheets.look(jianggan(tmp_path / "台账.xlsx")).book.tables
    assert fields(table) == {
        "序号": "serial",
        "目标及任务要求": "",  # merged down over measures: each measure is what is followed up
        "具体举措": "text",
        "责任分工/牵头单位": "lead",
        "责任分工/配合单位": "support",
        "完成时限": "due",
        "工作动态": "progress",
        "资金使用": "",
        "工作进度": "",  # the progress is told already
    }
    assert table.titles[0] == "澜州市2025年重点工作执行台账"
    assert len(table.rows) == 4
    assert "合计" in table.notes[0]


def test_sheets_groups_blank_rows_and_ditto_marks(tmp_path):
    found = sheets.look(fengong(tmp_path / "分工.xlsx"))
    assert [t.sheet for t in found.book.tables] == ["市级", "区级"]
    named = {"项次": "serial", "责任部门": "lead", "任务内容": "text", "完成日期（必填）": "due", "联络员": "contact"}
    assert fields(found.book.tables[0]) == named
    report = bring_in(tmp_path / "分工.xlsx", new=True)
    assert (report.rows, len(report.added), report.refused) == (4, 4, ())
    lift = row("加装电梯")
    assert (lift.lead, lift.due, lift.extra["联系人及电话"]) == (("市体育局",), date(2025, 11, 30), "王工")
    assert any("封面" in note for note in report.notes)


def test_a_row_that_is_there_is_found_and_the_others_wait(library, tmp_path):
    report = bring_in(duban(tmp_path / "登记簿.xlsx"))
    assert (report.rows, report.matched, len(report.unmatched), report.added) == (3, 1, 2, ())
    seats = row("新增公办")
    assert "批示领导签阅" not in seats.extra
    assert (seats.note, seats.extra["本单位编号"]) == ("请关注", "督2025-002")
    assert len(rows()) == 3


def test_new_rows_stand_on_words_that_can_be_shown(library, tmp_path):
    report = bring_in(duban(tmp_path / "登记簿.xlsx"), new=True)
    assert len(report.added) == 2
    drains = row("雨污分流")
    source = track.source(drains.item_id)
    assert source.text[drains.start : drains.end] == "尽快完成老城区雨污分流改造并报送进展"
    assert (drains.doc, drains.state, drains.lead, drains.progress) == ("登记簿", "in_progress", ("市住建局",), "完成两条路")
    assert drains.extra == {"本单位编号": "督2025-001", "来源文件/文号": "市长办公会纪要", "批示领导签阅": "李阅"}
    assert {c.who for c in track.history(drains.item_id)} == {"张三"}
    assert track.history(drains.item_id)[0].new == "人工补录"
    careful = row("@全体单位")
    assert careful.note == "+1"
    refused = {(c.field, c.there): c.why for c in report.refused}
    assert "无法识别" in refused["办结时限", "2025-02-30"]
    assert "不认识" in refused["办理进度", "快好了"]


def test_words_of_a_limit_count_from_the_year_of_the_title(tmp_path):
    report = bring_in(jianggan(tmp_path / "台账.xlsx"), new=True)
    assert len(report.added) == 4
    assert (row("综合平台").due, row("幼儿园").due, row("扬尘").due) == (date(2025, 6, 30), date(2025, 12, 31), None)
    assert row("扬尘").extra[ledger_xlsx.DUE_WORDS] == "长期坚持"
    assert row("一次办").extra["目标及任务要求"] == "优化营商环境"
    assert row("综合平台").extra["资金使用"] == "120"
    assert row("一次办").support == ("各区县",)
    # the format shows a month and a share, whatever number lies below
    assert (row("一次办").due, row("一次办").extra["工作进度"]) == (date(2025, 9, 30), "30%")


def test_a_formula_without_a_result_is_said_and_empties_nothing(tmp_path):
    report = bring_in(jianggan(tmp_path / "台账.xlsx"), new=True)
    assert row("幼儿园").progress == ""
    assert any("没有保存结果" in c.why and c.field == "工作动态" for c in report.refused)
    bring_in(edit(tmp_path / "台账.xlsx", tmp_path / "b.xlsx", {("综合平台", "工作动态"): "=A1"}, head=3))
    assert row("综合平台").progress == "已完成招标"


def test_the_same_file_again_adds_nothing_and_says_so(library, tmp_path):
    path = duban(tmp_path / "登记簿.xlsx")
    first = bring_in(path, new=True)
    before = rows()
    again = bring_in(path, new=True)
    assert (again.taken, again.conflicts, again.added, again.number, again.same_as) == ((), (), (), 0, first.number)
    assert rows() == before
    renamed = tmp_path / "另一个名字.xlsx"
    renamed.write_bytes(path.read_bytes())
    assert bring_in(renamed, new=True).added == ()
    assert bring_in(duban(tmp_path / "列序不同.xlsx", reverse=True), new=True).added == ()
    assert len(rows()) == len(before)


def test_a_correction_of_the_mapping_is_remembered(tmp_path):
    path = duban(tmp_path / "登记簿.xlsx")
    with pytest.raises(BadInput, match="没有“承办处”"):
        bring_in(path, mapped={"": {"承办处": "lead"}})
    with pytest.raises(BadInput, match="只能对应一列"):
        bring_in(path, mapped={"": {"督查内容": "lead", "承办单位": "lead"}})
    bring_in(path, mapped={"": {"备注": "", "批示领导签阅": "leader"}}, new=True)
    later = duban(
        tmp_path / "下月.xlsx", [("督2025-009", "批示", "完成全市燃气管网安全隐患排查整治", "市住建局", "", "", "", "赵阅", "急")]
    )
    found = sheets.look(later)
    assert found.known["Sheet1"]
    assert {c.heading: (c.field, c.why) for c in found.book.tables[0].columns}["批示领导签阅"] == ("leader", "记住")
    bring_in(later, new=True)
    assert row("燃气管网").extra["分管/责任领导"] == "赵阅"
    assert row("燃气管网").note == ""
    assert row("燃气管网").extra["备注"] == "急"


def test_both_sides_changed_since_the_last_import_of_the_form(tmp_path):
    path = duban(tmp_path / "登记簿.xlsx")
    bring_in(path, new=True)
    drains = row("雨污分流").item_id
    track.correct(drains, {"progress": "完成三条路"}, "李四")
    later = edit(path, tmp_path / "月底.xlsx", {("督2025-001", "落实情况"): "完成四条路", ("督2025-001", "承办单位"): "市城管局"})
    report = bring_in(later)
    ((here, there, base),) = [(c.here, c.there, c.base) for c in report.conflicts]
    assert (here, there, base) == ("完成三条路", "完成四条路", "完成两条路")
    assert row("雨污分流").lead == ("市城管局",)
    old = bring_in(edit(path, tmp_path / "旧文件.xlsx", {("督2025-001", "备注"): "催"}))
    assert {(c.field, c.why) for c in old.conflicts} >= {("承办单位", "与更早一次导入的值相同，可能是旧文件")}
    assert row("雨污分流").lead == ("市城管局",)


def test_conflicts_are_settled_cell_by_cell_with_history(tmp_path):
    path = duban(tmp_path / "登记簿.xlsx")
    bring_in(path, new=True)
    drains = row("雨污分流").item_id
    track.correct(drains, {"progress": "甲", "note": "乙"}, "李四")
    number = bring_in(edit(path, tmp_path / "b.xlsx", {("督2025-001", "落实情况"): "丙", ("督2025-001", "备注"): "丁"})).number
    first, second = sheets.conflicts(number)
    assert (first.now, first.cell.there, first.took) == ("甲", "丙", "")
    track.correct(drains, {"note": "后来的话"}, "王五")
    settled, problems = sheets.choose(number, {first.cell_id: "there", second.cell_id: "there"}, "张三")
    assert settled == 1
    assert "又改成了“后来的话”" in problems[0]
    assert (row("雨污分流").progress, row("雨污分流").note) == ("丙", "后来的话")
    assert track.history(drains)[-1].note == "导入冲突采用 Excel 值：b.xlsx"
    settled, problems = sheets.choose(number, {second.cell_id: "here"}, "张三", {second.cell_id: "后来的话"})
    assert (settled, problems) == (1, [])
    assert sheets.report(number)[0].open == 0
    assert "已由张三处理" in sheets.choose(number, {first.cell_id: "here"}, "张三")[1][0]


def test_what_the_ledger_refuses_comes_back_with_its_reason(library, tmp_path, monkeypatch):
    from docintel.store import ledger

    real = ledger.change_state

    def needs_evidence(item_id, to, *args, **how):
        if to == "closed":
            raise BadInput(f"{item_id} 还没有佐证材料，不能销号")
        real(item_id, to, *args, **how)

    monkeypatch.setattr(ledger, "change_state", needs_evidence)
    path = tmp_path / "台账.xlsx"
    path.write_bytes(track.export(LedgerFilters(), TODAY))
    edit(path, path, {("新增公办", "办理状态"): "已销号"}, head=3)
    report = bring_in(path)
    assert [(c.field, c.there) for c in report.refused] == [("办理状态", "已销号")]
    assert "佐证材料" in report.refused[0].why
    assert row("新增公办").state == "proposed"
    assert track.history(row("新增公办").item_id) == []


def test_export_in_the_offices_form_and_back(library, tmp_path):
    bring_in(duban(tmp_path / "登记簿.xlsx"), new=True)
    (form,) = sheets.forms()
    path = tmp_path / "导出.xlsx"
    path.write_bytes(track.export(LedgerFilters(), TODAY, form.fingerprint))
    sheet = openpyxl.load_workbook(path)[ledger_xlsx.SHEET]
    heads = [c.value for c in sheet[3]]
    assert heads == [
        "督办编号",
        "任务来源",
        "督查内容",
        "承办单位",
        "办结时限",
        "办理进度",
        "落实情况",
        "批示领导签阅",
        "备注",
        "编号",
        "导出时",
    ]
    drains = next(r for r in sheet.iter_rows(min_row=4, values_only=True) if "雨污" in str(r[2]))
    assert drains[:9] == (
        "督2025-001",
        "市长办公会纪要",
        "尽快完成老城区雨污分流改造并报送进展",
        "市住建局",
        drains[4],
        "正常推进",
        "完成两条路",
        "李阅",
        None,
    )
    assert sheet.freeze_panes == "D4"
    assert sheet.auto_filter.ref == f"A3:K{3 + len(rows())}"
    offered = {v.formula1 for v in sheet.data_validations.dataValidation}
    assert {"36526", "'单位'!$A$1:$A$5"} <= offered
    assert any("正常推进" in f and "已销号" in f for f in offered)
    untouched = bring_in(path)
    assert (untouched.taken, untouched.conflicts, untouched.refused) == ((), (), ())
    edit(path, path, {("雨污", "批示领导签阅"): "王阅", ("雨污", "办理进度"): "已完成"}, head=3)
    report = bring_in(path)
    assert {(c.field, c.there) for c in report.taken} == {("批示领导签阅", "王阅"), ("办理进度", "已办结")}
    assert row("雨污分流").extra["批示领导签阅"] == "王阅"
    assert sheets.look(path).known[ledger_xlsx.SHEET]


def test_our_export_keeps_what_people_write_in_their_columns_and_refuses_what_it_works_out(library, tmp_path):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(track.export(LedgerFilters(), TODAY))
    changes = {("新增公办", "责任人"): "=王某", ("新增公办", "存在问题"): "用地未落实", ("新增公办", "亮灯规则"): "不亮"}
    edit(path, path, changes, head=3)
    book = openpyxl.load_workbook(path)
    cell = next(c for r in book.worksheets[0].iter_rows() for c in r if c.value == "=王某")
    cell.data_type = "s"
    book.save(path)
    report = bring_in(path)
    assert row("新增公办").extra == {"责任人": "=王某", "存在问题": "用地未落实"}
    assert [(c.field, c.there) for c in report.refused] == [("亮灯规则", "不亮")]
    again = tmp_path / "b.xlsx"
    again.write_bytes(track.export(LedgerFilters(), TODAY))
    assert any(c.value == "=王某" and c.data_type == "s" for r in openpyxl.load_workbook(again).worksheets[0].iter_rows() for c in r)


def test_a_dry_run_writes_nothing(library, tmp_path):
    before = rows()
    report = bring_in(duban(tmp_path / "登记簿.xlsx"), dry_run=True, new=True)
    assert (report.number, len(report.unmatched)) == (0, 2)
    assert report.taken
    assert rows() == before
    assert sheets.imports() == []
    assert sheets.forms() == []


def test_a_copied_row_of_an_export_is_refused_not_merged_twice(library, tmp_path):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(track.export(LedgerFilters(), TODAY))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.append([c.value for c in sheet[4]])
    book.save(path)
    report = bring_in(path)
    assert "编号相同" in report.refused[0].why


def test_the_rows_of_a_file_that_say_the_same_are_one(tmp_path):
    report = bring_in(duban(tmp_path / "a.xlsx", [DUBAN[0], DUBAN[0]]), new=True)
    assert len(report.added) == 1
    assert "完全相同" in report.refused[0].why


def test_files_that_are_no_ledger(tmp_path, settings):
    import docintel.settings as own
    from docintel.workflows import sheet_file

    plain = tmp_path / "数据.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["经度", "纬度"])
    book.active.append([1, 2])
    book.save(plain)
    with pytest.raises(UnreadableFile, match="没有认出台账的表头"):
        bring_in(plain)
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.4 x")
    with pytest.raises(UnreadableFile, match="不是 Excel 工作簿"):
        bring_in(tmp_path / "x.pdf")
    with pytest.raises(UnreadableFile, match="不存在"):
        bring_in(tmp_path / "没有.xlsx")
    big = tmp_path / "大.xlsx"
    with big.open("wb") as f:
        f.truncate(own.SHEET_BYTES + 1)
    with pytest.raises(UnreadableFile, match="文件过大"):
        sheet_file.open_sheet(big)


def test_a_locked_workbook_and_a_bomb_are_refused(tmp_path):
    import zipfile

    locked = tmp_path / "密.xlsx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024) + "EncryptedPackage\0".encode("utf-16-le") + bytes(512))
    with pytest.raises(UnreadableFile, match="密码"):
        bring_in(locked)
    bomb = tmp_path / "弹.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", b"<Types/>")
        package.writestr("xl/workbook.xml", bytes(60 * 2**20))
    with pytest.raises(UnreadableFile, match="压缩炸弹"):
        bring_in(bomb)


def test_macros_are_neither_run_nor_kept(library, tmp_path):
    import zipfile

    plain = duban(tmp_path / "a.xlsx")
    target = tmp_path / "登记簿.xlsm"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "[Content_Types].xml":
                part = part.replace(b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main")
                part = part.replace(
                    b"</Types>", b'<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
                )
            elif name == "xl/_rels/workbook.xml.rels":
                part = part.replace(
                    b"</Relationships>",
                    b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/></Relationships>',
                )
            new.writestr(name, part)
        new.writestr("xl/vbaProject.bin", b"macro")
    kept = sheets.receive(target.name, [target.read_bytes()])
    assert kept.suffix == ".xlsx"
    assert b"vbaProject" not in kept.read_bytes()
    assert b"macro" not in b"".join(zipfile.ZipFile(kept).read(n) for n in zipfile.ZipFile(kept).namelist())
    openpyxl.load_workbook(kept)
    report = bring_in(target)
    assert any("宏没有运行" in note for note in report.notes)
    assert report.matched == 1


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_older_workbooks_come_in_through_libreoffice(library, tmp_path, suffix):
    import subprocess

    from docintel.parse import office

    if office.program() is None:
        pytest.skip("LibreOffice is not installed (Debian: apt-get install libreoffice-calc)")
    made = jianggan(tmp_path / "台账.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [office.program(), "--headless", profile, "--convert-to", suffix, "--outdir", str(tmp_path), str(made)],
        check=True,
        capture_output=True,
    )
    report = bring_in(tmp_path / f"台账.{suffix}", new=True)
    assert len(report.added) == 4
    assert row("一次办").due == date(2025, 9, 30)


def test_the_command_line_says_what_came_of_it(library, tmp_path, capsys):
    from docintel.cli import sheets as commands

    path = duban(tmp_path / "登记簿.xlsx")

    def run(command, *words):
        with pytest.raises(SystemExit) as done:
            command.main([str(w) for w in words], standalone_mode=True)
        return done.value.code, capsys.readouterr().out

    code, out = run(commands.import_, path, "--by", "张三", "--dry-run", "--columns", "批示领导签阅=分管/责任领导")
    assert "批示领导签阅→leader（分管/责任领导）" in out
    assert "试读，没有写入" in out
    assert (code, "冲突 第3行" in out) == (2, True)
    code, out = run(commands.import_, path, "--by", "张三", "--new")
    assert code == 2
    assert "新登记2项" in out
    assert "未采纳 第4行" in out
    track.correct(row("雨污分流").item_id, {"progress": "甲"}, "李四")
    edit(path, tmp_path / "b.xlsx", {("督2025-001", "落实情况"): "乙"})
    code, out = run(commands.import_, tmp_path / "b.xlsx", "--by", "张三")
    assert "docintel ledger conflicts 2" in out
    code, out = run(commands.conflicts, 2)
    assert "台账现值“甲”，Excel 值“乙”，导出时“完成两条路”" in out
    code, out = run(commands.conflicts, 2, "--take", "there", "--by", "张三")
    assert row("雨污分流").progress == "乙"
    assert "已采用Excel 值（张三）" in out
    assert "待处理0" in run(commands.imports)[1]
    code, out = run(commands.forms)
    fingerprint = out.split()[0]
    code, out = run(commands.export, tmp_path / "o.xlsx", "--columns", fingerprint)
    assert openpyxl.load_workbook(tmp_path / "o.xlsx").worksheets[0]["C3"].value == "督查内容"
