"""Older office files through LibreOffice, run without a window: doc, wps, rtf, odt → docx; xls, et, ods → xlsx, for our own readers.

Each process keeps a profile of its own, so that several may convert at once and nobody's open LibreOffice is touched; macros never run.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path

from docintel.parse.source import Source

SECONDS = 180
"""A file that takes longer is given up and its LibreOffice ended."""

_PACKAGES = {"docx": "libreoffice-writer", "xlsx": "libreoffice-calc"}
_FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
_PROGRAMS = ("soffice", "libreoffice", "/opt/libreoffice/program/soffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")


def program() -> str | None:
    """The LibreOffice of this machine, None when there is none."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def convert(source: Source, suffix: str, target: str) -> bytes:
    """The file (with the suffix that its content asks for) as ``target``: docx or xlsx. Raises UnreadableFile."""
    office = program()
    if office is None:
        package = _PACKAGES[target]
        todo = (
            f"请安装 LibreOffice（Debian、Ubuntu：apt-get install --no-install-recommends {package}），或用 Word、WPS 另存为 {target} 再读"
        )
        raise source.fail("这类文件要由 LibreOffice 转换，本机没有安装", todo)
    with tempfile.TemporaryDirectory(prefix="docintel-office-") as folder:
        given, out = Path(folder, f"given{suffix}"), Path(folder, "out")
        given.write_bytes(source.data)
        done = _run([office, *_options(), "--convert-to", _FILTERS[target], "--outdir", str(out), str(given)], folder)
        made = out / f"given.{target}"
        if made.is_file() and made.stat().st_size:
            return made.read_bytes()
    if done is None:
        raise source.fail(f"LibreOffice 转换超过 {SECONDS} 秒，已停止", f"请用 Word、WPS 打开后另存为 {target} 再读")
    raise source.fail("LibreOffice 打不开这个文件，可能有密码或已损坏", f"请用 Word、WPS 打开（去掉密码）后另存为 {target} 再读")


def _options() -> list[str]:
    return [
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard"),
        f"-env:UserInstallation={Path(_profile()).as_uri()}",
    ]


@cache
def _profile() -> str:
    """This process's own profile folder, gone when the process ends (in worker processes too, where atexit does not run)."""
    folder = tempfile.mkdtemp(prefix="docintel-libreoffice-")
    Finalize(None, shutil.rmtree, args=(folder,), kwargs={"ignore_errors": True}, exitpriority=10)
    return folder


def _run(command: list[str], folder: str) -> int | None:
    """The exit code, None when the time was up. LibreOffice starts children: the whole group is ended."""
    process = subprocess.Popen(  # noqa: S603 - the command is ours, the file's own name is never part of it
        command,
        cwd=folder,
        env={**os.environ, "HOME": _profile(), "SAL_USE_VCLPLUGIN": "svp"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
