"""An office's own list of units (xlsx or csv) taken in: known units take what it says, others are made, each refusal is told."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from docintel.errors import DocintelError, NotFound, UnreadableFile
from docintel.parse import parse
from docintel.parse.decode import NotTextError, decode
from docintel.store import audit, units

COLUMNS = {
    "name": ("名称", "单位", "单位名称", "承办单位", "部门", "部门名称"),
    "parent": ("上级", "上级单位", "主管单位", "主管部门", "所属单位"),
    "aliases": ("写法", "公文中的写法", "简称", "别名"),
    "email": ("邮箱", "电子邮箱", "邮件"),
    "phone": ("电话", "联系电话"),
}
MOST = 5 * 1024 * 1024
"""Bytes of a list; hundreds of units take a few hundred KB."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a list: names made, names changed, and what was refused, each line with its reason."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    refused: tuple[str, ...]


def take(path: Path, who: str, address: str = "") -> Taken:
    """Takes a list in. Raises UnreadableFile for what is no list of units; a wrong line is refused alone."""
    lines = _lines(path)
    added: list[str] = []
    changed: list[str] = []
    refused: list[str] = []
    for fields in lines:
        try:
            number = _known(fields["name"])
            plain = {k: v for k, v in fields.items() if k not in ("name", "parent") and v}
            if number is None:
                units.add(fields["name"], who, address=address, **plain)
                added.append(fields["name"])
            elif units.change(number, plain, who, address=address):
                changed.append(fields["name"])
        except DocintelError as error:
            refused.append(f"{fields['name']}：{error}")
    for fields in lines:  # a unit may stand above the line of its superior
        if fields.get("parent"):
            try:
                above = units.number_of(fields["parent"])
                units.change(units.number_of(fields["name"]), {"parent": above}, who, address=address)
            except DocintelError as error:
                refused.append(f"{fields['name']}的上级：{error}")
    counts = f"新增{len(added)}个，修改{len(changed)}个，未采纳{len(refused)}行"
    audit.write("import", who, subject=f"单位名单 {path.name}", detail=f"{len(lines)}行：{counts}", address=address)
    return Taken(tuple(added), tuple(changed), tuple(refused))


def receive(name: str, chunks: Iterable[bytes], who: str, address: str = "") -> Taken:
    """:func:`take` for an upload. Raises UnreadableFile."""
    with tempfile.TemporaryDirectory() as folder:
        given = Path(name.replace("\\", "/"))
        path = Path(folder, f"{given.stem[:40] or '名单'}{given.suffix[:10]}")  # a file's name holds 255 bytes
        with path.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
                if file.tell() > MOST:
                    break
        return take(path, who, address)


def _known(name: str) -> int | None:
    try:
        return units.number_of(name)
    except NotFound:
        return None


def _lines(path: Path) -> list[dict[str, str]]:
    """Field → words of every line below the head. Raises UnreadableFile."""
    if path.stat().st_size > MOST:
        raise UnreadableFile(path.name, f"超过 {MOST // 2**20} MB，不像单位名单", "请检查是否选错了文件")
    rows = _csv(path) if path.suffix.lower() == ".csv" else [row for table in parse(path).tables for row in table.rows]
    at, columns = next(((n, c) for n, c in enumerate(map(_columns, rows)) if "name" in c), (None, {}))
    if at is None:
        raise UnreadableFile(path.name, "没有找到“名称”一列", "表头应有：名称、上级单位、公文中的写法、邮箱、电话（后四列可缺）")
    below = ({field: row[c].strip() for field, c in columns.items() if c < len(row)} for row in rows[at + 1 :])
    return [fields for fields in below if fields.get("name")]


def _columns(row: Sequence[str]) -> dict[str, int]:
    """Field → column of a head row."""
    heads = {"".join(cell.split()): c for c, cell in reversed(list(enumerate(row)))}
    return {field: heads[name] for field, names in COLUMNS.items() for name in reversed(names) if name in heads}


def _csv(path: Path) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(decode(path.read_bytes()).text)))
    except (NotTextError, csv.Error) as error:
        raise UnreadableFile(path.name, f"不是 CSV 文本（{error}）", "请在 Excel 中另存为 .xlsx 再导入") from error
