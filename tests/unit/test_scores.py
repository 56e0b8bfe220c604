"""What counts as right when the program is measured."""

import pytest

from docintel.report.scores import expressions, extraction, match, search


def span(start, end):
    return {"start": start, "end": end, "text": "字" * (end - start)}


def action(start, end, **more):
    return {"span": span(start, end), "strength": "firm", "deadline_idx": [], "target_idx": [], **more}


def commit(*actions, owners=(), deadlines=(), targets=()):
    item = {"record": "item", "doc_id": "d", "label": "COMMIT", "evidence": [span(0, 100)], "actions": list(actions)}
    return item | {"owners": list(owners), "deadlines": list(deadlines), "targets": list(targets)}


def deadline(end, *flags):
    return {"role": "deadline", "start": None, "end": end, "flags": list(flags)}


OWNER = {"name": "市教育局", "canonical": "澜州市教育局", "role": "responsible"}


def test_an_action_counts_once_and_what_was_not_found_counts_as_missed():
    gold = [commit(action(0, 10), action(20, 30), owners=[OWNER])]
    figures, misses = extraction.score(gold, [commit(action(1, 10), action(40, 50), owners=[OWNER])])
    assert (figures["action"]["tp"], figures["action"]["gold"], figures["action"]["pred"]) == (1, 2, 2)
    assert (figures["owner"]["tp"], figures["owner"]["gold"]) == (1, 2)
    assert {m.what for m in misses} == {"missed action", "false action", "missed owner"}


def test_an_owner_is_known_by_its_letters_or_its_full_name_and_its_role():
    gold = [commit(action(0, 10), owners=[OWNER])]
    by_canonical = {"name": "教育局", "canonical": "澜州市教育局", "role": "responsible"}
    assert extraction.score(gold, [commit(action(0, 10), owners=[by_canonical])])[0]["owner"]["F1"] == 1
    assert extraction.score(gold, [commit(action(0, 10), owners=[OWNER | {"role": "lead"}])])[0]["owner"]["F1"] == 0


@pytest.mark.parametrize(("flags", "right"), [((), 0), (("approx",), 1)])
def test_a_deadline_off_by_a_month_is_right_only_where_gold_is_not_certain(flags, right):
    gold = [commit(action(0, 10, deadline_idx=[0]), deadlines=[deadline("2025-12-31", *flags)])]
    found = [commit(action(0, 10, deadline_idx=[0]), deadlines=[deadline("2025-11-30")])]
    assert extraction.score(gold, found)[0]["deadline"]["tp"] == right


def test_head_matter_is_compared_without_spaces_and_bracket_width():
    gold = [{"record": "doc", "doc_id": "d", "title": "方案（试行）", "signer": None}]
    figures, _ = extraction.score(gold, [{"record": "doc", "doc_id": "d", "title": "方案 (试行)", "signer": "王一航"}])
    assert figures["head_accuracy"] == 0.5


def test_a_row_of_expressions_fails_on_a_frame_too_many():
    row = {"id": "1", "family": "num.count", "start": 0, "end": 4, "expected": [{"type": "count", "value": 80, "comparator": "ge"}]}
    right = {"span_start": 0, "span_end": 4, "type": "count", "value": 80.0, "comparator": "ge"}
    assert expressions.right(row, [right])
    assert not expressions.right(row, [right, right | {"value": 3}])
    assert expressions.right(row, [right, {"span_start": 0, "span_end": 4, "type": "time"}])


def test_search_pays_for_each_judged_clause_once_and_nothing_for_a_page():
    query = {"qid": "q", "kind": "a", "relevant": [{"doc": "d", "start": 100, "end": 140, "grade": 2}]}
    hit = {"doc": "d", "start": 90, "end": 200}
    assert search.score([query], {"q": {"results": [hit, hit]}})[0]["overall"]["ndcg@10"] == 1
    assert search.score([query], {"q": {"results": [{"doc": "d", "start": 0, "end": 1300}]}})[0]["overall"]["ndcg@10"] == 0


def test_a_clause_not_returned_is_right_only_if_it_was_to_be_left_out():
    def clause(start, verdict):
        return {"doc": "d", "start": start, "end": start + 40, "verdict": verdict, "relevance": 2}

    gold = {"profiles": [{"id": "p"}], "judgments": {"p": [clause(0, "eligible"), clause(100, "ineligible")]}, "hard_negatives": {"p": []}}
    assert match.score(gold, {})[0]["verdict_accuracy_closed"] == {"n": 1, "of": 2, "rate": 0.5}
    found = {
        "p": [{"doc": "d", "start": 0, "end": 40, "verdict": "eligible"}, {"doc": "d", "start": 100, "end": 140, "verdict": "eligible"}]
    }
    figures, _ = match.score(gold, found)
    assert figures["precision_eligible"] == {"n": 1, "of": 2, "rate": 0.5}
    assert figures["recall@20"]["rate"] == 1
