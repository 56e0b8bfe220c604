"""Where a paper stands on a day."""

from __future__ import annotations

from datetime import date

import pytest

from docintel.domain.standing import Term, as_day, standing

DAY = date(2024, 6, 1)


@pytest.mark.parametrize(
    ("term", "state", "reason"),
    [
        (Term("measures", "若干措施", "in_force", "2023-01-01", "2023-02-01", "2025-12-31"), "in_force", ""),
        (Term("measures", "若干措施", "in_force", "2023-01-01", "2023-02-01", "2024-05-31"), "over", "expired"),
        (Term("measures", "若干措施", "in_force", "2023-01-01", "2023-02-01", "2024-05"), "over", "expired"),
        (Term("measures", "若干措施", "in_force", "2023-01-01", "2023-02-01", "2024"), "in_force", ""),
        (Term("measures", "若干措施", "in_force", "2024-05-20", "2024-07-01"), "not_yet", "not_yet"),
        (Term("measures", "若干措施（征求意见稿）", "draft_for_comment", "2024-01-01"), "draft", "draft_for_comment"),
        (Term("measures", "若干措施", "in_force", "2018-01-01"), "unsure", "age"),
        (Term("measures", "若干措施", "in_force"), "unsure", "undated"),
        (Term("reply_cppcc", "关于第1号提案的答复", "", "2024-01-01"), "promised", "report"),
        (Term("interpretation", "《若干措施》解读", "", "2024-01-01"), "explains", "report"),
        (Term("measures", "若干措施", "in_force", "2022-01-01", "", "", "2024-06-01", "新措施"), "over", "repealed"),
        (Term("measures", "若干措施", "in_force", "2022-01-01", "", "", "2024-06-02", "新措施"), "in_force", ""),
    ],
)
def test_state_and_reason(term: Term, state: str, reason: str) -> None:
    found = standing(term, DAY)
    assert (found.state, found.reason) == (state, reason)


def test_a_repealed_paper_names_what_repealed_it() -> None:
    term = Term("measures", "若干措施", "in_force", "2022-01-01", repealed="2024-03-01", repealed_by="新若干措施")
    assert standing(term, DAY).words == "已被《新若干措施》废止（2024-03-01起）"
    assert standing(term, date(2024, 2, 29)).in_force is True


def test_days_that_are_none() -> None:
    assert as_day("2024-02-30") is None
    assert as_day("2024-02", last=True) == date(2024, 2, 29)
    assert as_day("") is None
