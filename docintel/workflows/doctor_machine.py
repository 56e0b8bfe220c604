"""What docintel finds of the machine and of its own installation: program, clock, disk, models, helpers. Each check gives lines."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import docintel
from docintel import settings
from docintel.domain.health import Check
from docintel.errors import MissingPart
from docintel.extract import act_model
from docintel.parse import fonts, ocr, office
from docintel.text import workdays

PYTHONS = ((3, 11), (3, 13))
LOW, VERY_LOW = 2 << 30, 256 << 20  # bytes free
CHINA = 8 * 3600  # seconds east of Greenwich
ANNOUNCED = 11  # the month in which the State Council names the next year's holidays
_NETWORK = ("nfs", "cifs", "smb", "fuse.sshfs", "9p", "afs", "glusterfs", "ceph")


def program() -> Iterator[Check]:
    """Version, Python, SQLite, forgotten switches."""
    python = ".".join(map(str, sys.version_info[:3]))
    fit = PYTHONS[0] <= sys.version_info[:2] < PYTHONS[1]
    todo = "" if fit else "请改用 Python 3.11 或 3.12，重新运行 scripts/setup"
    yield Check(
        "程序", "ok" if fit else "notice", f"docintel {docintel.__version__}，Python {python}，SQLite {sqlite3.sqlite_version}", todo
    )
    if settings.DEBUG:
        yield Check("调试开关", "notice", "DOCINTEL_DEBUG=1：出错时网页会显示程序内部信息", "正式使用请取消该环境变量")


def time_zone() -> Iterator[Check]:
    """Deadlines are reckoned in Beijing time whatever the machine's zone; scheduled work and times of files are not."""
    found = _zone_file()
    if found is None:
        return  # a system that keeps its zone elsewhere
    east = (datetime.now(found).utcoffset() or timedelta()).total_seconds()
    if east == CHINA:
        yield Check("时区", "ok", "本机是北京时间")
    else:
        what = f"本机时区是 UTC{east / 3600:+g}；完成时限一律按北京时间算，但定时任务和文件时间按本机时区"
        yield Check("时区", "notice", what, "请设为北京时间：timedatectl set-timezone Asia/Shanghai")


def _zone_file() -> tzinfo | None:
    """The machine's own zone: Django has set this process to Beijing's."""
    if os.name != "posix":
        return None
    try:
        with Path("/etc/localtime").open("rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError):
        return UTC  # what the C library takes then


def folder() -> Iterator[Check]:
    """Whether the data folder can be written, by whom it can be read, and whether its disk is fit for a database."""
    home = settings.HOME
    probe = home / f".write-{os.getpid()}"
    try:
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        yield Check(
            "数据文件夹", "fault", f"{home} 不可写（{error.strerror or error}），不能读入公文和修改台账", "请更改文件夹权限，或腾出磁盘空间"
        )
        return
    key = home / "secret_key"
    if os.name == "posix" and key.exists() and key.stat().st_mode & 0o077:
        yield Check("登录密钥", "notice", "其他用户能读到登录密钥 secret_key，可冒充登录", f"请运行 chmod 600 {key}")
    kind = _disk_kind(home)
    if kind.startswith(_NETWORK) and not os.environ.get("DOCINTEL_DATABASE_URL"):
        what = f"{home} 在网络盘（{kind}）上，SQLite 在网络盘上可能损坏"
        yield Check("数据文件夹", "fault", what, "请把 DOCINTEL_HOME 移到本机磁盘，或改用 PostgreSQL（见 docs/operations.md）")
    else:
        yield Check("数据文件夹", "ok", f"{home} 可写")


def _disk_kind(folder: Path) -> str:
    """The file system's name (Linux), "" elsewhere."""
    try:
        mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    except OSError:
        return ""
    at = [(place, kind) for place, kind in mounts if folder == Path(place) or Path(place) in folder.parents]
    return max(at, key=lambda m: len(m[0]), default=("", ""))[1]


def disk() -> Iterator[Check]:
    """Room for the write-ahead log, a copy, an index."""
    free = shutil.disk_usage(settings.HOME).free
    words = f"剩余 {free / 1e9:.1f} GB"
    if free < VERY_LOW:
        yield Check("磁盘空间", "fault", f"{words}，随时可能写不进去", "请立即清理磁盘或换到更大的磁盘")
    elif free < LOW:
        yield Check("磁盘空间", "notice", f"{words}，不够建索引和备份", "请清理磁盘；docintel doctor --fix 会清空页面缓存")
    else:
        yield Check("磁盘空间", "ok", words)


def calendar() -> Iterator[Check]:
    """Whether the holidays of this year and the next are known (docintel/text/data/holidays.tsv)."""
    today = date.today()
    first, last = workdays.covered()
    todo = "请升级程序，或按国务院办公厅放假通知在 docintel/text/data/holidays.tsv 中补上"
    if last < today.year:
        yield Check("放假安排", "fault", f"只到 {last} 年；今年“工作日”的时限没有扣除节假日，都标为不确定", todo)
    elif last == today.year and today.month >= ANNOUNCED:
        yield Check("放假安排", "notice", f"{first}–{last} 年；还没有 {last + 1} 年的，跨年的“工作日”时限标为不确定", todo)
    else:
        yield Check("放假安排", "ok", f"{first}–{last} 年")


def encoder() -> Iterator[Check]:
    """The files of the sentence encoder against the checksums recorded beside them."""
    folder_ = Path(settings.ENCODER)
    record = folder_.with_suffix(".json")
    todo = "请运行 python scripts/build_encoder.py"
    if not folder_.is_dir():
        yield Check("语义编码器", "fault", f"{folder_} 不存在，查条款和政策匹配不能用", todo)
        return
    if not record.is_file():
        yield Check("语义编码器", "notice", f"没有校验值文件 {record}，无法核对", "自备的编码器请自行核对")
        return
    wanted: dict[str, str] = json.loads(record.read_text(encoding="utf-8"))["outputs"]
    missing = [name for name in wanted if not (folder_ / name).is_file()]
    wrong = [name for name, digest in wanted.items() if name not in missing and _digest(folder_ / name) != digest]
    if missing or wrong:
        parts = [f"缺少 {'、'.join(missing)}"] * bool(missing) + [f"{'、'.join(wrong)} 与校验值不符"] * bool(wrong)
        yield Check("语义编码器", "fault", f"{'；'.join(parts)}，查条款的结果不可靠", todo)
    else:
        yield Check("语义编码器", "ok", f"{len(wanted)} 个文件与校验值相符")


def _digest(place: Path) -> str:
    with place.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def acts() -> Iterator[Check]:
    """The trained second opinion on clauses, which checks itself."""
    try:
        model = act_model.load()
        yield Check("承诺判别模型", "ok", f"第 {model.version} 版，与校验值相符")
    except MissingPart as error:
        what, _, todo = str(error).rpartition("；")
        yield Check("承诺判别模型", "fault", what, todo)


def helpers() -> Iterator[Check]:
    """Programs and packages that some files need."""
    found = office.program()
    if found:
        yield Check("LibreOffice", "ok", found)
    else:
        todo = "请安装：apt-get install --no-install-recommends libreoffice-writer libreoffice-calc"
        yield Check("LibreOffice", "notice", "没有安装，doc、wps、rtf、xls、et 文件读不了（其他文件不受影响）", todo)
    if ocr.is_installed():
        yield Check("扫描件识别", "ok", "已安装")
    else:
        yield Check("扫描件识别", "notice", "没有安装，扫描页会被指出但读不出文字", f"请运行 {ocr.INSTALL}")
    count = fonts.chinese_fonts()
    if count:
        yield Check("中文字体", "ok", f"{count} 种")
    else:
        what = "本机没有中文字体：没有嵌入字体的 PDF 读得差、页面图像上是空框，旧版 Word 文件转换后版式走样"
        yield Check("中文字体", "notice", what, f"请安装：apt-get install {fonts.PACKAGE}（或较小的 fonts-wqy-zenhei）")
