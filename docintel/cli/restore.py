"""``docintel restore``: a backup in the place of the library."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from docintel.cli.progress import bars


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Replace a library that is not empty; it is kept under replaced/ in the data folder.")
@click.option("--no-index", is_flag=True, help="Do not build the index now; the first search or start of the pages does.")
def command(source: Path, *, replace: bool, no_index: bool) -> None:
    """Restore the backup SOURCE (a .zip, or a folder: its newest one). Checked first, then all or nothing.

    Stop the pages before. A backup of an SQLite library restored with DOCINTEL_DATABASE_URL=postgres://… moves it to that server.
    """
    from docintel.workflows import session  # noqa: PLC0415 - Django loads only when it is needed

    session.set_up()
    from docintel.workflows.restore import restore  # noqa: PLC0415 - reads settings

    with bars() as tell:
        done = restore(source, tell, replace=replace)
    print(f"已恢复 {done.file}：{done.manifest.summary}")
    for note in (*done.notes, *([f"原有资料另存在 {done.kept}，确认无误后可以删除"] if done.kept else [])):
        print(note, file=sys.stderr)
    session.open_home()
    if no_index:
        return
    from docintel.errors import DocintelError  # noqa: PLC0415 - with the rest
    from docintel.workflows import indexing  # noqa: PLC0415 - the encoder loads only when it is needed

    try:
        with bars() as tell:
            indexing.catch_up(progress=lambda n, of: tell(n, of, "索引"))
    except DocintelError as error:
        print(f"docintel: 资料已恢复，但索引没有建成：{error}", file=sys.stderr)
        sys.exit(2)
