"""scripts/load_test finds what was told as saved and is not there."""

import importlib.machinery
import importlib.util
import sqlite3
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "load_test"


@pytest.fixture
def load_test():
    loader = importlib.machinery.SourceFileLoader("load_test", str(SCRIPT))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("load_test", loader))
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    loader.exec_module(module)
    sys.dont_write_bytecode = before
    return module


@pytest.fixture
def home(tmp_path):
    with sqlite3.connect(tmp_path / "docintel.sqlite3") as db:
        db.executescript(
            "CREATE TABLE store_history (subject, who, field, new); CREATE TABLE store_feedback (who, text);"
            "CREATE TABLE store_obligation (item_id, progress); CREATE TABLE store_assignment (id, accepted_by);"
            "INSERT INTO store_history VALUES ('a', 'user01', 'progress', '一'), ('a', 'user02', 'progress', '二');"
            "INSERT INTO store_obligation VALUES ('a', '二'); INSERT INTO store_feedback VALUES ('user03', '报');"
            "INSERT INTO store_assignment VALUES (7, 'user03');"
        )
    db.close()
    return tmp_path


def saved(who, kind, value, seen, item="a"):
    return {"who": who, "kind": kind, "item": item, "value": value, "seen": seen}


def test_what_is_there_is_not_missed(load_test, home):
    told = [saved("user01", "progress", "一", 0), saved("user02", "progress", "二", 1), saved("user03", "feedback", "报", 0)]
    assert load_test.lost(load_test.Library(home), [*told, saved("user03", "accept", "7", 0), saved("user01", "refused", "三", 1)]) == []


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ([saved("user01", "progress", "三", 0)], "is there 0 times"),
        ([saved("user03", "feedback", "另", 0)], "is there 0 times"),
        ([saved("user02", "accept", "7", 0)], "is there 0 times"),
        ([saved("user01", "refused", "一", 0)], "is there 2 times"),
        ([saved("user01", "progress", "一", 1), saved("user02", "progress", "二", 1)], "2 saved the same revision 1 of a"),
        ([saved("user02", "progress", "二", 0), saved("user01", "progress", "一", 1)], "a holds 二, last told as saved: 一"),
    ],
)
def test_a_loss_is_told(load_test, home, told, words):
    assert any(words in found for found in load_test.lost(load_test.Library(home), told))
