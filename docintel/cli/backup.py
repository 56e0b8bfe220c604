"""``docintel backup``: the whole library as one file, or dated in a folder."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from docintel.cli.progress import bars


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path), required=False)
@click.option("--keep", type=click.IntRange(1), default=None, metavar="N", help="Of a folder's backups keep the last N.")
@click.option("--by", default="", help="Who makes it [default: the system's user].")
@click.option("--verify", type=click.Path(path_type=Path), default=None, metavar="FILE", help="Make none, read this one and compare.")
def command(target: Path | None, keep: int | None, by: str, verify: Path | None) -> None:
    """Back the library up to TARGET while people work: a .zip, or a folder of dated ones that share their files.

    Records of one moment, uploads, originals, settings. The index and drawn pages are left out: they are made again.
    """
    if (target is None) == (verify is None):
        raise click.UsageError("请给出备份到哪里（.zip 或文件夹），或用 --verify FILE 核对一份备份")
    if verify is not None:
        from docintel.workflows import session  # noqa: PLC0415 - Django loads only when it is needed

        session.set_up()
        from docintel.workflows import backup  # noqa: PLC0415 - reads settings

        with bars() as tell:
            manifest = backup.verify(verify, tell)
        print(f"备份完好：{manifest.summary}")
        return
    from docintel.workflows.session import open_home  # noqa: PLC0415 - Django loads only when it is needed

    open_home()
    from docintel.workflows import backup  # noqa: PLC0415 - models need an opened home

    with bars() as tell:
        made = backup.backup(Path(str(target)), tell, by, keep)
    for line in made.manifest.warnings:
        print(f"docintel: {line}", file=sys.stderr)
    for name in made.removed:
        print(f"已删除较早的备份 {name}", file=sys.stderr)
    print(f"{made.file}：{made.manifest.summary}")
