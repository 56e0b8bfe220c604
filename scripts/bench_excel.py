"""A ledger of 5,000 rows goes out as a workbook and comes back edited, with 200 conflicts; beside openpyxl's bare write and read.

Run in a process of its own with DOCINTEL_HOME set to an empty folder; prints one JSON object of seconds and counts. Used by scripts/bench.
"""

from __future__ import annotations

import cProfile
import io
import json
import sys
import time
from datetime import date
from pathlib import Path

from openpyxl import Workbook, load_workbook

ROWS, EDITED, CONFLICTS = 5000, 1500, 200
TODAY = date(2026, 3, 1)
UNITS = ("市教育局", "市财政局", "市住建局", "市交通局", "市数据局", "市水利局", "市民政局")


def office(path: Path) -> None:
    """The office's own ledger that fills the library."""
    book = Workbook()
    sheet = book.active
    sheet.append(["督办编号", "督查内容", "承办单位", "协办单位", "办结时限", "办理状态", "落实情况", "责任人", "备注"])
    for n in range(ROWS):
        words = f"第{n}项：在{chr(0x4E00 + n % 4000)}{chr(0x5200 + n % 3001)}街道建成便民服务设施{n % 90 + 3}处并投入使用"
        unit, other = UNITS[n % 7], UNITS[(n + 3) % 7]
        sheet.append([f"督{n:05d}", words, unit, other, f"2026-{n % 12 + 1:02d}-28", "已确认", "", f"王{n}", ""])
    book.save(path)


def main(folder: Path) -> None:
    from docintel.workflows.session import open_home  # noqa: PLC0415

    open_home()
    from docintel.domain.ledger import LedgerFilters  # noqa: PLC0415
    from docintel.report import ledger_xlsx  # noqa: PLC0415
    from docintel.workflows import sheets, track  # noqa: PLC0415

    told: dict[str, float] = {}

    def timed(name: str, work):  # type: ignore[no-untyped-def]
        start, cpu = time.perf_counter(), time.process_time()
        found = work()
        told[name], told[f"{name} CPU"] = round(time.perf_counter() - start, 2), round(time.process_time() - cpu, 2)
        return found

    own = folder / "own.xlsx"
    office(own)
    first = timed("first", lambda: sheets.bring_in(own, "bench", new=True))
    path = folder / "ledger.xlsx"
    path.write_bytes(timed("export", lambda: track.export(LedgerFilters(), TODAY)))

    book = load_workbook(path)
    sheet = book[ledger_xlsx.SHEET]
    at = {c.value: c.column for c in sheet[3]}
    for n in range(EDITED):
        line = 4 + n * 3
        sheet.cell(line, at["进展情况"]).value = f"已完成{n % 100}%"
        if n % 3 == 0:
            sheet.cell(line, at["牵头单位"]).value = UNITS[n % 7] + "、市应急局"
        if n % 5 == 0:
            sheet.cell(line, at["完成时限"]).value = date(2026, 12, 31)
        if n % 10 == 0:
            sheet.cell(line, at["办理状态"]).value = "不予立项"
    ids = [sheet.cell(4 + n * 3, at["编号"]).value for n in range(CONFLICTS)]
    book.save(path)
    for item_id in ids:
        track.correct(item_id, {"progress": "台账中的话"}, "bench")
    profile = cProfile.Profile() if "--profile" in sys.argv else None
    if profile:
        profile.enable()
    report = timed("import", lambda: sheets.bring_in(path, "bench"))
    shown = timed("shown", lambda: sheets.conflicts(report.number))
    if profile:
        profile.disable()
        profile.dump_stats(folder / "profile")
    cells = [list(r) for r in load_workbook(path)[ledger_xlsx.SHEET].iter_rows(values_only=True)]

    def bare() -> None:
        out, plain = io.BytesIO(), Workbook()
        for row in cells:
            plain.active.append(row)
        plain.save(out)
        load_workbook(io.BytesIO(out.getvalue()))

    timed("bare", bare)
    counts = {"added": len(first.added), "taken": len(report.taken), "conflicts": len(report.conflicts), "listed": len(shown)}
    print(json.dumps(told | counts | {"refused": len(report.refused)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
