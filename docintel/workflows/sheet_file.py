"""An office's workbook as bytes that are safe to open: size, kind, password, bomb and macros are looked at before anything is read."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

from docintel import settings
from docintel.domain.sheets import SheetBook
from docintel.errors import UnreadableFile
from docintel.parse import source_of, xls, xlsx, xlsx_shown
from docintel.parse.kinds import KIND_NAMES, recognise
from docintel.parse.office import convert
from docintel.report import sheet_read
from docintel.workflows.receive import keep_upload

_MACRO_PARTS = re.compile(
    r"(?:^|/)(?:vba\w*\.(?:bin|xml)|vbaProjectSignature\w*\.bin)$|^xl/(?:macrosheets|activeX|ctrlProps)/", re.IGNORECASE
)
_RELATION = re.compile(rb"<Relationship\b[^>]*(?:vbaProject|macrosheet|activeX|ctrlProp)[^>]*/>", re.IGNORECASE)
_OVERRIDE = re.compile(rb"<Override\b[^>]*(?:vbaProject|macrosheet|activeX|controlproperties)[^>]*/>", re.IGNORECASE)
_ENABLED = re.compile(rb"ms-excel\.(?:sheet|template)\.macroEnabled\.main")
_TODO = "请选择 xlsx 工作簿：本单位的台账，或 docintel 导出后修改过的台账"


@dataclass(frozen=True, slots=True)
class SheetFile:
    """A workbook without macros; ``notes`` say what was done to it; ``sha256`` is that of the file as given."""

    path: Path
    data: bytes
    unsaved: int
    sha256: str
    notes: tuple[str, ...] = ()

    def book(self) -> SheetBook:
        """Its tables. Raises UnreadableFile, also where no sheet holds one."""
        try:
            book = sheet_read.read(self.data, xlsx_shown.shown, self.unsaved)
        except Exception as error:  # openpyxl raises many kinds for damaged packages (law 3)
            what = f"工作簿不完整或已损坏，打不开（{type(error).__name__}）"
            raise UnreadableFile(self.path, what, "请用 Excel 或 WPS 打开后另存为 xlsx 再导入") from error
        if not book.tables:
            what = "没有认出台账的表头（至少要有“督办事项”“牵头单位”一类的列名）"
            raise UnreadableFile(self.path, what, "请检查是否选错文件，或用 docintel ledger export 导出的文件修改后再导入")
        return replace(book, notes=(*self.notes, *book.notes))


def too_large(size: int) -> str:
    """Why a file of ``size`` bytes is refused before it is read; "" for one that is not."""
    if size <= settings.SHEET_BYTES:
        return ""
    limit = settings.SHEET_BYTES / 2**20
    return f"文件过大（{size / 2**20:.0f} MB，台账上限 {limit:.0f} MB），没有读取；请拆分，或由管理员用 DOCINTEL_SHEET_MB 调高上限"


def open_sheet(path: Path) -> SheetFile:
    """The workbook at ``path``. Raises UnreadableFile: missing, too large, encrypted, a bomb, damaged, not a workbook."""
    try:
        if path.is_file() and (why := too_large(path.stat().st_size)):
            what, _, todo = why.partition("；")
            raise UnreadableFile(path, what, todo)
    except OSError as error:
        raise UnreadableFile(path, f"系统无法读取（{error.strerror or type(error).__name__}）", "请检查路径和权限") from error
    source = source_of(path)
    sha256 = hashlib.sha256(source.data).hexdigest()
    kind, source = recognise(source)
    notes = list(source.warnings)
    if kind in ("xls", "ods"):
        source = replace(source, data=convert(source, xls.suffix_of(source.data), "xlsx"))
    elif kind != "xlsx":
        raise UnreadableFile(path, f"这是{KIND_NAMES.get(kind, kind)}，不是 Excel 工作簿", _TODO)
    try:
        data, macros = without_macros(source.data)
        cells, unsaved = xlsx.measured(data)
    except (zipfile.BadZipFile, RuntimeError, ValueError, OSError, EOFError) as error:
        raise UnreadableFile(path, "工作簿不完整或已损坏，打不开", "请用 Excel 或 WPS 打开后另存为 xlsx 再导入") from error
    if cells > xlsx.MAX_CELLS:
        raise UnreadableFile(path, f"工作簿的单元格超过 {xlsx.MAX_CELLS} 个", "请拆分，或删去空白的格式区域后再导入")
    if macros:
        notes.append("文件带有宏：只读取了单元格，宏没有运行，也没有保存")
    return SheetFile(path, data, unsaved, sha256, tuple(notes))


def keep(file: SheetFile) -> Path:
    """The workbook kept among the uploads, without macros; the path there."""
    name = file.path.name
    if any("宏" in note for note in file.notes):
        name = file.path.stem + ".xlsx"
    if file.path.suffix.lower() in (".xls", ".et", ".ods", ".xlsb"):
        name = file.path.stem + ".xlsx"
    return keep_upload(name, [file.data])


def without_macros(data: bytes) -> tuple[bytes, bool]:
    """The package without its macros and controls, and whether it had any."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        types = package.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
        if not any(_MACRO_PARTS.search(name) for name in names) and b"macroEnabled" not in types:
            return data, False
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as clean:
            for name in names:
                if _MACRO_PARTS.search(name):
                    continue
                part = package.read(name)
                if name == "[Content_Types].xml":
                    part = _ENABLED.sub(b"openxmlformats-officedocument.spreadsheetml.sheet.main", _OVERRIDE.sub(b"", part))
                elif name.endswith(".rels"):
                    part = _RELATION.sub(b"", part)
                clean.writestr(name, part)
    return out.getvalue(), True
