"""Rows of print: which line breaks of PDF text end a paragraph, and how far an owner bracket reaches over them."""

from __future__ import annotations

from docintel.extract.flow import flow_of

WIDTH = 40


def piece(letters: int, mark: str = "") -> str:
    """So many letters of a row of print, the last of them ``mark``."""
    return ("渡口管护" * WIDTH)[: letters - len(mark)] + mark


def text(*middle: str) -> str:
    """Rows of print, some of them broken behind their commas, around ``middle``."""
    rows = [piece(WIDTH)] * 4 + [piece(24, "，"), piece(10, "，"), piece(6)] * 2
    return "\n".join([*rows, *middle, *[piece(WIDTH)] * 4])


def test_a_full_stop_within_a_row_ends_no_paragraph() -> None:
    flow = flow_of(text(piece(WIDTH), piece(14, "。"), "修缮" + piece(24)))
    assert "。修缮" in flow.text


def test_a_full_stop_before_an_indented_row_ends_the_paragraph() -> None:
    flow = flow_of(text(piece(WIDTH), piece(14, "。"), "修缮" + piece(36)))
    assert "。\n修缮" in flow.text


def test_no_paragraph_ends_inside_a_bracket() -> None:
    flow = flow_of(text(piece(20, "。"), "（市文物局、市水利局牵头，各县（市）", "区政府、开发区管委会按职责负责）"))
    assert "各县（市）区政府" in flow.text


def test_figures_and_letters_alone_are_no_rows_of_print() -> None:
    lines = "\n".join(["GB/T 19001-2016 A"] * 12)  # each longer than twelve signs, none as wide as twelve characters
    assert flow_of(lines).text.count("GB/T") == 12
