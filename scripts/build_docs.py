#!/usr/bin/env python3
"""Write docs/commands.md from the commands' own help, so that the two cannot differ.

reads   docintel.cli.main.COMMANDS       writes   docs/commands.md
usage: build_docs.py [--check]   --check: exit 1 when the file is not what would be written
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from docintel.cli.main import COMMANDS, cli

TARGET = Path(__file__).parents[1] / "docs" / "commands.md"
HEAD = """# Commands

Written by `scripts/build_docs.py` from the commands' own help. Results go to stdout, progress to stderr.
Exit code 0: done; 2: something could not be read or was asked for wrongly, one line each on stderr, the rest was done.
"""


def _pages(name: str, command: click.Command, parent: click.Context) -> Iterator[str]:
    with click.Context(command, info_name=name, parent=parent, terminal_width=110, max_content_width=110) as context:
        yield f"## {context.command_path}\n\n```\n{command.get_help(context)}\n```\n"
        if isinstance(command, click.Group):
            for sub in command.list_commands(context):
                if (found := command.get_command(context, sub)) is not None:
                    yield from _pages(sub, found, context)


def text() -> str:
    """The whole page."""
    root = click.Context(cli, info_name="docintel")
    commands = ((name, cli.get_command(root, name)) for name in COMMANDS)
    return "\n".join([HEAD, *(page for name, command in commands if command for page in _pages(name, command, root))])


def main() -> None:
    if "--check" in sys.argv:
        if TARGET.read_text(encoding="utf-8") != text():
            sys.exit("docs/commands.md is not current; run scripts/build_docs.py")
        return
    TARGET.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
