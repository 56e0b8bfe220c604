"""Workbooks as offices keep them, built for tests (fictional places and bodies): each form has its own heads, titles, merged cells, foot."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from openpyxl import Workbook


def jianggan(path: Path, rows=None) -> Path:
    """An 执行台账: title and unit line above, a head of two rows, tasks merged down over measures, a sum at the foot."""
    book = Workbook()
    sheet = book.active
    sheet.title = "执行台账"
    sheet["A1"] = "澜州市2025年重点工作执行台账"
    sheet.merge_cells("A1:I1")
    sheet["A2"] = "填报单位：市政府督查室"
    sheet.merge_cells("A2:I2")
    for n, words in enumerate(("序号", "目标及任务要求", "具体举措", "责任分工", "", "完成时限", "工作动态", "资金使用", "工作进度"), 1):
        sheet.cell(3, n, words or None)
    sheet["D4"], sheet["E4"] = "牵头单位", "配合单位"
    sheet.merge_cells("D3:E3")
    for column in "ABCFGHI":
        sheet.merge_cells(f"{column}3:{column}4")
    sheet.column_dimensions["C"].width = 44
    for line, row in enumerate(rows or JIANGGAN, 5):
        for n, words in enumerate(row, 1):
            sheet.cell(line, n, words)
    sheet["F6"].number_format = 'yyyy"年"m"月"'
    sheet["I6"].number_format = "0%"
    if rows is None:
        sheet.merge_cells("B5:B6")
        sheet.merge_cells("A5:A6")
        last = 5 + len(JIANGGAN)
        sheet.cell(last, 1, "合计")
        sheet.cell(last, 8, "=SUM(H5:H7)")
    book.save(path)
    return path


JIANGGAN = (
    (1, "优化营商环境", "建成企业服务综合平台并上线运行", "市发展改革委", "市数据局、市财政局", "2025年6月底前", "已完成招标", 120, "50%"),
    (None, None, "推出高频事项一次办清单30项", "市政务服务办", "各区县", datetime(2025, 9, 1), None, 30.5, 0.3),
    (2, "改善教育条件", "新建公办幼儿园6所", "市教育局", None, "年底前", "=完成选址", None, None),
    (3, "持续改善空气", "长期坚持开展扬尘治理", "市生态环境局", "市住建局", "长期坚持", None, None, None),
)


def fengong(path: Path) -> Path:
    """A 分工方案: several sheets, groups between the rows, 同上, blank rows, a note at the foot; one sheet is a cover."""
    book = Workbook()
    cover = book.active
    cover.title = "封面"
    cover["A1"] = "民生实事任务分工方案"
    for name, tasks in (("市级", ("市民健身步道建设20公里", "老旧小区加装电梯100部")), ("区级", ("社区食堂新增15家", "口袋公园建成8处"))):
        sheet = book.create_sheet(name)
        sheet.append([f"{name}民生实事任务分工表"])
        sheet.merge_cells("A1:E1")
        sheet.append(["项次", "责任部门", "任务内容", "完成日期（必填）", "联络员"])
        sheet.append(["一、民生保障"])
        sheet.merge_cells("A3:E3")
        sheet.append([1, "市体育局", tasks[0], "2025.10.31", "王工"])
        sheet.append([])
        sheet.append([2, "同上", tasks[1], "2025年11月30日", "〃"])
        sheet.append(["注：每月28日前报送进展。"])
    book.save(path)
    return path


def duban(path: Path, rows=None, reverse: bool = False) -> Path:
    """A 督办登记簿: plain columns in their own order, the office's numbers, its own words for states, a column nobody else has."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    heads = ["督办编号", "任务来源", "督查内容", "承办单位", "办结时限", "办理进度", "落实情况", "批示领导签阅", "备注"]
    table = [heads, *(rows or DUBAN)]
    for row in table:
        sheet.append(list(reversed(row)) if reverse else list(row))
    book.save(path)
    return path


DUBAN = (
    (
        "督2025-001",
        "市长办公会纪要",
        "尽快完成老城区雨污分流改造并报送进展",
        "市住建局",
        "2025-08-31",
        "正常推进",
        "完成两条路",
        "李阅",
        "",
    ),
    ("督2025-002", "《关于甲的答复》", "新增公办学位2000个", "市教育局", "2025-12-31", "未启动", "", "", "请关注"),
    ("督2025-003", "领导批示", "@全体单位报送安全生产隐患排查结果", "市应急局", "2025-02-30", "快好了", "", "", "+1"),
)


def edit(path: Path, target: Path, changes: dict[tuple[str, str], object], head: int = 1, sheet: int = 0) -> Path:
    """A copy of a workbook with cells changed: (words that the row holds, heading) → value."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    page = book.worksheets[sheet]
    columns = {str(c.value): c.column for c in page[head] if c.value}
    for (words, heading), value in changes.items():
        line = next(r[0].row for r in page.iter_rows(min_row=head + 1) if any(words in str(c.value) for c in r))
        page.cell(line, columns[heading]).value = value
    book.save(target)
    return target
