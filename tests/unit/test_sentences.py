from docintel.text.sentences import clauses, units


def cut(text, spans):
    return [text[a:b] for a, b in spans]


def test_units_end_after_stops_with_closers_and_at_newlines():
    text = "一、总则\n要“抓好落实。”（责任单位：市教育局）\n  完成；继续。"
    assert cut(text, units(text)) == ["一、总则", "要“抓好落实。”", "（责任单位：市教育局）", "完成；继续。"]


def test_clauses_do_not_cut_inside_brackets_and_quotes():
    text = "建立《甲，乙》机制，完善体系（含丙，丁）。"
    assert cut(text, clauses(text)) == ["建立《甲，乙》机制", "完善体系（含丙，丁）"]
