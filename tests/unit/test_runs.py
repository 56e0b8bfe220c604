"""A kept run and what a later one lost and won."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from docintel.cli.evaluate import command
from docintel.errors import BadInput
from docintel.report.scores import extraction, runs
from docintel.report.scores.runs import Miss, Run
from tests.unit.test_scores import OWNER, action, commit, deadline

RUN = Run("extraction", "1", {"action": {"F1": 0.8, "tp": 8}}, (Miss("a", "missed action", "修缮渡口", 12),), {"a": "x", "b": "y"})


def test_a_run_is_kept_as_it_was():
    run = replace(RUN, misses=(*RUN.misses, Miss("b", "wrong label", "META", 3, 0.5, "COMMIT")))
    assert runs.load(runs.dump(run)) == run
    assert runs.load(runs.dump(replace(RUN, misses=()))).misses == ()
    for broken in ("{}", "[]", '{"format": "docintel-run/9"}'):
        with pytest.raises(ValueError, match="docintel-run/1"):
            runs.load(broken)


def test_losses_and_gains_are_told_row_by_row():
    now = replace(RUN, misses=(Miss("b", "missed owner", "市财政局", 40),), figures={"action": {"F1": 0.9, "tp": 8}})
    found = runs.difference(RUN, now)
    assert [m.what for m in found.lost] == ["missed owner"]
    assert [m.what for m in found.won] == ["missed action"]
    assert found.changes == {"action.F1": (0.8, 0.9)}
    same = runs.difference(RUN, RUN)
    assert (same.lost, same.won, same.changes, same.other) == ((), (), {}, ())


def test_the_same_miss_twice_in_a_place_counts_twice():
    twice = replace(RUN, misses=RUN.misses * 2)
    assert len(runs.difference(RUN, twice).lost) == 1
    assert len(runs.difference(twice, RUN).won) == 1


def test_a_paper_whose_gold_changed_or_that_is_new_is_not_compared():
    now = replace(RUN, misses=(Miss("b", "missed action", "x"), Miss("c", "missed action", "y")), gold={"a": "x", "b": "new", "c": "z"})
    found = runs.difference(RUN, now)
    assert found.lost == ()
    assert [m.doc for m in found.won] == ["a"]
    assert found.other == ("b", "c")


def test_a_worse_score_is_a_loss():
    before, now = (
        replace(RUN, misses=(Miss("a", "not best", "q", score=0.9),)),
        replace(RUN, misses=(Miss("a", "not best", "q", score=0.4),)),
    )
    assert len(runs.difference(before, now).lost) == 1
    assert len(runs.difference(now, before).won) == 1
    assert runs.difference(before, before).lost == ()


def test_every_wrong_attribute_is_a_row_with_its_action():
    gold = [commit(action(0, 10, deadline_idx=[0]), owners=[OWNER], deadlines=[deadline("2025-12-31") | {"raw": "2025年底前"}])]
    found = [
        commit(
            action(0, 10, deadline_idx=[0], strength="aspirational"), owners=[OWNER | {"role": "lead"}], deadlines=[deadline("2026-12-31")]
        )
    ]
    _, misses = extraction.score(gold, found)
    assert {m.what for m in misses} == {"missed owner", "false owner", "missed deadline", "false deadline", "wrong strength"}
    missed = next(m for m in misses if m.what == "missed deadline")
    assert (missed.doc, missed.at, missed.words.startswith("2025年底前 → 2025-12-31")) == ("d", 0, True)


def test_labels_amounts_benefits_and_head_matter_are_rows_too():
    def benefit(value):
        amount = {"rule": "cap", "comparator": "le", "value": value, "unit": "CNY", "raw": "最高"}
        return {"doc_id": "d", "label": "BENEFIT", "evidence": [{"start": 0, "end": 9, "text": "字"}], "amounts": [amount]}

    def paper(label, title, value):
        return [
            {"record": "doc", "doc_id": "d", "title": title},
            {"record": "units", "doc_id": "d", "units": [[0, 9, [label]]]},
            benefit(value),
        ]

    _, misses = extraction.score(paper("BENEFIT", "甲", 5), paper("COMMIT", "乙", 6))
    assert {m.what: m.got for m in misses} == {"wrong label": "COMMIT", "missed amount": "", "false amount": "", "wrong title": "乙"}


# the command ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def rows(tmp_path):
    row = {"id": "1", "family": "time.to", "context": "到2025年建成", "anchor": "2024-06-27", "start": 0, "end": 6}
    right = {"type": "time", "role": "deadline", "start": None, "end": "2025-12-31", "is_deadline": True}
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row | {"expected": [right]}, ensure_ascii=False) + "\n", "utf-8")
    return path


def run(*args):
    return CliRunner().invoke(command, [str(a) for a in args])


def test_a_loss_fails_the_command_only_when_asked(rows, tmp_path):
    kept = tmp_path / "run.json"
    assert run("expressions", rows, "--save", kept).exit_code == 0
    data = runs.load(kept.read_text("utf-8"))
    assert (data.task, data.misses) == ("expressions", ())
    same = run("expressions", rows, "--against", kept, "--fail-on-loss")
    assert (same.exit_code, "lost 0, won 0" in same.output) == (0, True)

    wrong = json.loads(rows.read_text("utf-8"))
    worse = runs.Run("expressions", "1", data.figures, (Miss("1", "wrong time.to", "到2025年"),), data.gold)
    kept.write_text(runs.dump(worse), "utf-8")
    assert "won 1 wrong time.to 到2025年" in run("expressions", rows, "--against", kept, "--fail-on-loss").output

    wrong["expected"][0]["end"] = "2024-12-31"
    rows.write_text(json.dumps(wrong, ensure_ascii=False) + "\n", "utf-8")
    right = runs.Run("expressions", "1", data.figures, (), runs.by_paper([wrong], "id"))
    kept.write_text(runs.dump(right), "utf-8")
    lost = run("expressions", rows, "--against", kept, "--fail-on-loss")
    assert (lost.exit_code, "lost 1 wrong time.to 到2025年" in lost.output) == (1, True)
    assert run("expressions", rows, "--against", kept).exit_code == 0


def test_a_file_that_is_no_run_of_the_task_says_what_to_do(rows, tmp_path):
    kept = tmp_path / "run.json"
    kept.write_text("{}", "utf-8")
    assert isinstance(run("expressions", rows, "--against", kept).exception, BadInput)
    kept.write_text(runs.dump(RUN), "utf-8")
    assert "extraction" in str(run("expressions", rows, "--against", kept).exception)
    assert isinstance(run("expressions", rows, "--against", tmp_path / "nothing.json").exception, BadInput)
