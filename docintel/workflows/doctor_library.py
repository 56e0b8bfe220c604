"""What docintel finds of the library: records, index, originals, cache, backups. Read only; each check gives lines."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import DatabaseError

from docintel import settings
from docintel.domain.health import Check
from docintel.errors import DocintelError, MissingPart
from docintel.store import counts, outbox, snapshot, soundness
from docintel.store.life import evidence as given
from docintel.store.originals import Originals
from docintel.store.switch import ASIDE, Switch
from docintel.workflows import session
from docintel.workflows.backup import LAST
from docintel.workflows.originals import originals

SAMPLE = 40  # originals whose bytes are read
BACKUP_DAYS, BACKUP_LATE = 8, 32
STALE_HOURS = 1.0
_RESTORE = "请停止程序，从备份恢复：docintel restore 备份文件 --replace"


def is_there() -> bool:
    """Whether there are records at all; asking must not make an empty database file."""
    file = soundness.sqlite_file()
    return file is None or file.is_file()


def tables() -> Iterator[Check]:
    """Whether the database answers and has this program's tables."""
    try:
        missing = session.missing_migrations()
    except DatabaseError as error:
        words = " ".join(str(error).split())[:200]
        yield Check("数据库", "fault", f"打不开（{words}）", f"请检查 DOCINTEL_DATABASE_URL 和数据库服务器；文件损坏的，{_RESTORE}")
        return
    except DocintelError as error:
        what, _, todo = str(error).rpartition("；")
        yield Check("数据表", "fault", what, todo)
        return
    if missing:
        todo = "运行任何 docintel 命令或 docintel doctor --fix 会升级"
        yield Check("数据表", "notice", f"有 {len(missing)} 项升级没有做", todo, "migrate")
    else:
        yield Check("数据表", "ok", f"与程序一致（{'SQLite' if snapshot.kind() == 'sqlite' else 'PostgreSQL'}）")


def records(thorough: bool) -> Iterator[Check]:
    """What the database and docintel's own promises say of the records."""
    damaged = soundness.damage(thorough)
    if damaged:
        yield Check("数据完整性", "fault", f"数据库已损坏：{'；'.join(damaged)}", _RESTORE)
        return
    loose = soundness.loose_ends()
    if loose:
        words = "、".join(f"{name} {count} 处" for name, count in loose.items())
        yield Check("数据完整性", "fault", words, f"请把本页交给维护人员；不能判断时，{_RESTORE}")
    else:
        held = counts.totals()
        how = "逐页核对" if thorough else "抽查"
        yield Check("数据完整性", "ok", f"{how}无误：公文{held['papers']}、条款{held['provisions']}、承诺{held['obligations']}")
    behind = soundness.clock_behind()
    if behind > 0.1:
        yield Check("系统时钟", "fault", f"比最近一条修改记录早 {behind:.1f} 小时，时限和记录的先后会错", "请校准本机时间")


def index(thorough: bool) -> Iterator[Check]:
    """Whether the index is this program's, whole, and holds every provision that is not waiting."""
    waiting = outbox.count()
    wanted = soundness.passages()
    if not (settings.HOME / "index" / "catalogue.sqlite3").exists():
        if wanted:
            what = f"还没有建立，{sum(wanted.values())} 条条款查不到"
            yield Check("索引", "notice", what, "打开查条款或运行 docintel doctor --fix 会建立", "index")
        else:
            yield Check("索引", "ok", "还没有条款需要索引" if not waiting else f"{waiting} 份公文等待索引")
        return
    from docintel.workflows import indexing  # noqa: PLC0415 - the encoder loads only when there is an index

    todo = "运行 docintel doctor --fix 重建（资料不受影响）"
    try:
        found = indexing.index()
        stale, held = found.stale, found.held()
    except MissingPart as error:
        yield Check("索引", "fault", f"不能打开：{error}", "先按“语义编码器”一项处理")
        return
    except Exception as error:  # whatever a damaged file makes of it
        yield Check("索引", "fault", f"已损坏（{' '.join(str(error).split())[:150]}）", todo, "index")
        return
    if stale:
        yield Check("索引", "notice", "由另一版程序或编码器写成，或缺少部分文件", todo, "index")
        return
    lacking = [doc for doc, count in wanted.items() if held.get(doc) != count]
    if lacking:
        what = f"{len(lacking)} 份公文的条款与索引对不上（如 {lacking[0]}），会查不全"
        yield Check("索引", "fault", what, todo, "index")
    elif waiting and soundness.oldest_waiting() > STALE_HOURS:
        what = f"{waiting} 份公文等了 {soundness.oldest_waiting():.0f} 小时还没有进索引"
        yield Check("索引", "notice", what, "打开查条款或运行 docintel doctor --fix 会补上", "index")
    else:
        tail = f"，{waiting} 份公文正在等待" if waiting else ""
        yield Check("索引", "ok", f"{sum(held.values())} 条条款，与资料一致{tail}")


def files(thorough: bool) -> Iterator[Check]:
    """Whether the originals are there, and of a sample (of all, when thorough and few) whether their bytes are right."""
    if not settings.KEEP_ORIGINALS:
        yield Check("原件", "ok", "按设置不保存原件（DOCINTEL_KEEP_ORIGINALS=0）")
        return
    kept, known = originals(), soundness.digests()
    missing = [doc for sha256, doc in known if not kept.has(sha256)]
    there = [(sha256, doc) for sha256, doc in known if kept.has(sha256)]
    sample = random.sample(there, min(len(there), SAMPLE * (10 if thorough else 1)))
    damaged = [doc for sha256, doc in sample if not kept.is_whole(sha256)]
    if damaged:
        what = f"抽查 {len(sample)} 份，{len(damaged)} 份与读入时不同（如 {damaged[0]}），磁盘可能有坏块"
        yield Check("原件", "fault", what, "请检查磁盘；把这些文件重新读入（docintel ingest --again），或从备份恢复")
    elif missing:
        what = f"{len(missing)} 份公文没有原件（如 {missing[0]}），看不到原页面；文字和台账不受影响"
        yield Check("原件", "notice", what, "再次读入这些文件（docintel ingest）会补上")
    else:
        yield Check("原件", "ok", f"{len(known)} 份都在，抽查 {len(sample)} 份内容无误" if known else "还没有")


def evidence(thorough: bool) -> Iterator[Check]:
    """Whether the files given as evidence are there, and of a sample whether their bytes are right: they exist nowhere else."""
    kept, known = Originals(settings.EVIDENCE), list(given.digests().items())
    if not known:
        return
    missing = [name for sha256, name in known if not kept.has(sha256)]
    there = [(sha256, name) for sha256, name in known if kept.has(sha256)]
    sample = random.sample(there, min(len(there), SAMPLE * (10 if thorough else 1)))
    bad = missing + [name for sha256, name in sample if not kept.is_whole(sha256)]
    if bad:
        what = f"{len(known)} 个文件，{len(bad)} 个找不到或已损坏（如 {bad[0]}）"
        yield Check("佐证材料", "fault", what, f"请从备份中取回文件夹 {settings.EVIDENCE.name}，或请承办单位重新提交")
    else:
        yield Check("佐证材料", "ok", f"{len(known)} 个文件都在，抽查 {len(sample)} 个内容无误")


def unfinished() -> Iterator[Check]:
    """A restore that died, or runs now: until that is settled nobody knows which records count."""
    if Switch(settings.HOME).pending:
        todo = "等正在运行的 docintel restore 结束；没有在运行的，任何 docintel 命令会退回恢复前的资料，然后请重新恢复"
        yield Check("恢复", "fault", "恢复备份没有完成", todo, "leftovers")


def cache() -> Iterator[Check]:
    """Drawn pages; what a restore left in the data folder."""
    size = _size(settings.PAGES)
    over = size > 1.5 * settings.PAGES_BYTES
    what = f"{size / 1e6:.0f} MB（上限 {settings.PAGES_BYTES / 1e6:.0f} MB）"
    yield Check("页面缓存", "notice" if over else "ok", what, "docintel doctor --fix 会清空，看页面时重画" if over else "", "pages")
    aside = settings.HOME / ASIDE
    if aside.is_dir() and any(aside.iterdir()):
        what = f"恢复备份时换下的旧资料还在 {aside}（{_size(aside) / 1e6:.0f} MB）"
        yield Check("旧资料", "ok", what, "确认不再需要后可以删除")


def _size(folder: Path) -> int:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) if folder.is_dir() else 0


def backups() -> Iterator[Check]:
    """When the last backup was made by ``docintel backup``."""
    todo = "请运行 docintel backup 文件夹 --keep 14，并设为每天定时（见 docs/operations.md）"
    try:
        last = json.loads((settings.HOME / LAST).read_text(encoding="utf-8"))
        days = (datetime.now().astimezone() - datetime.fromisoformat(last["made"])).days
    except (OSError, ValueError, KeyError):
        empty = not counts.totals()["papers"]
        yield Check(
            "备份",
            "ok" if empty else "notice",
            "还没有备份过" + ("" if empty else "；磁盘一坏，台账和修改记录就没有了"),
            "" if empty else todo,
        )
        return
    what = f"最近一次在 {last['made'][:16].replace('T', ' ')}，{last['file']}"
    level = "ok" if days < BACKUP_DAYS else "notice" if days < BACKUP_LATE else "fault"
    yield Check("备份", level, what if level == "ok" else f"{what}，已过 {days} 天", "" if level == "ok" else todo)
