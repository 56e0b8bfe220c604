"""``docintel remind``: the reminders of the day, for a timer (cron, systemd) where the pages are not served all day."""

from __future__ import annotations

import sys
from datetime import date

import click


@click.command("remind")
@click.option("--dry-run", is_flag=True, help="Say what would be sent, send nothing.")
@click.option("--item", metavar="编号", help="Remind the units of one row now, with --words.")
@click.option("--words", metavar="催办的话", help="What is said to them.")
@click.option("--by", "who", default="", help="User name that signs (with --item).")
def command(dry_run: bool, item: str | None, words: str | None, who: str) -> None:
    """Write and mail the reminders that the rules call for today; once a day each, however often it runs."""
    from docintel.workflows import session  # noqa: PLC0415 - Django loads only when it is needed

    session.open_home()
    from docintel.workflows import notify  # noqa: PLC0415 - models need an opened home

    if item:
        sent = notify.remind(item, words or "", who, date.today())
        print(f"已催办{len(sent)}个承办单位")
        return
    if dry_run:
        for title, unit in notify.preview(date.today()):
            print(f"{unit}\t{title}")
        return
    done = notify.run(date.today())
    print(f"通知{done.notices}条，邮件{done.mails}封" + (f"，没有送达{done.failed}封" if done.failed else ""))
    if done.failed:
        print(f"docintel: {done.problem}；请检查 DOCINTEL_SMTP_HOST 等设置，三天内会再试", file=sys.stderr)
        sys.exit(2)
