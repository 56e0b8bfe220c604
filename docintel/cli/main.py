"""Entry point ``docintel``. Commands live in modules that are imported only when they are called (help stays under 0.5 s)."""

from __future__ import annotations

import importlib
import sys

import click

from docintel import __version__
from docintel.errors import DocintelError

COMMANDS: dict[str, tuple[str, str]] = {
    "parse": ("docintel.cli.parse", "Read files into text with structure (JSON lines)."),
    "extract": ("docintel.cli.extract", "Print commitments, benefits and norms of files (JSON lines)."),
    "explain": ("docintel.cli.explain", "Say why a place of a paper is read as it is."),
    "expressions": ("docintel.cli.expressions", "Print every time and number of a text."),
    "ingest": ("docintel.cli.ingest", "Read files, folders, archives and mails into the library."),
    "overview": ("docintel.cli.overview", "Say what the library holds."),
    "search": ("docintel.cli.search", "Find provisions."),
    "compare": ("docintel.cli.compare", "Lay the same measure of several places side by side."),
    "match": ("docintel.cli.match", "Match enterprise profiles to provisions."),
    "ledger": ("docintel.cli.ledger", "List, show, change, export and import obligations."),
    "review": ("docintel.cli.review", "List what waits for review; confirm, reject, split, merge, add, undo."),
    "bodies": ("docintel.cli.bodies", "List public bodies and decide what their short names mean."),
    "statistics": ("docintel.cli.statistics", "Count the ledger by unit, year, kind, strength, class."),
    "check": ("docintel.cli.check", "Look a draft reply over before it goes out."),
    "people": ("docintel.cli.people", "List, add and stop users; roles and passwords."),
    "units": ("docintel.cli.units", "List and add the units that items are given to."),
    "remind": ("docintel.cli.remind", "Send the reminders of the day to units."),
    "lights": ("docintel.cli.lights", "Show and choose the rules of the ledger's lights."),
    "outcomes": ("docintel.cli.outcomes", "Record the results of replies and list what to look at again."),
    "forms": ("docintel.cli.forms", "Make Word forms from the ledger; templates that an office can replace."),
    "serve": ("docintel.cli.serve", "Serve the pages."),
    "backup": ("docintel.cli.backup", "Back the library up, or check a backup."),
    "restore": ("docintel.cli.restore", "Restore a backup."),
    "doctor": ("docintel.cli.doctor", "Examine the program and its library; say what to do."),
    "evaluate": ("docintel.cli.evaluate", "Score the program against gold data."),
}
"""Command name → (module, one line of help). A module defines ``command``, a click command or group."""


class LazyGroup(click.Group):
    """Imports a command's module when it is called, not when help is printed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="docintel")
def cli() -> None:
    """Read Chinese government paper: promises, provisions, policies."""


def main() -> None:
    """Run the command line; an expected error, the database's absence among them, is one line on stderr and exit code 2."""
    try:
        cli.main(standalone_mode=True)
    except DocintelError as error:
        print(f"docintel: {error}", file=sys.stderr)
        sys.exit(2)
    except Exception as error:
        words = _database_gone(error)
        if not words:
            raise
        print(f"docintel: {words}", file=sys.stderr)
        sys.exit(2)


def _database_gone(error: Exception) -> str:
    """What to tell when the database server died or the file cannot be used; "" where the error is another."""
    from django.db import InterfaceError, OperationalError  # noqa: PLC0415 - only when something went wrong

    if not isinstance(error, (OperationalError, InterfaceError)):
        return ""
    words = " ".join(str(error).split())[:160]
    return f"数据库中断（{words}），这一步没有做完；已经提示完成的都已保存。请检查数据库服务器和磁盘（docintel doctor），然后重做这一步"
