"""The command line's last word on errors: one line for what people can mend, a traceback for what they cannot."""

import sys

import click
import pytest
from django.db import IntegrityError, OperationalError

from docintel.cli import main


def ends_with(monkeypatch, error):
    @click.command()
    def command():
        raise error

    monkeypatch.setattr(main, "cli", command)
    monkeypatch.setattr(sys, "argv", ["docintel"])
    main.main()


def test_a_database_that_went_away_is_one_line(monkeypatch, capsys):
    with pytest.raises(SystemExit, match="2"):
        ends_with(monkeypatch, OperationalError("server closed the connection\n\tunexpectedly"))
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "数据库中断（server closed the connection unexpectedly）" in told


def test_an_error_of_ours_keeps_its_traceback(monkeypatch):
    with pytest.raises(IntegrityError):
        ends_with(monkeypatch, IntegrityError("duplicate key"))
