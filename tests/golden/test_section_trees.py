"""How section trees are scored (the figures of our own papers: test_floors.py)."""

from docintel.report.scores.sections import score


def test_a_missing_a_moved_and_an_invented_section_cost():
    gold = [
        {
            "doc": "T",
            "sections": [
                {"level": 1, "number": "一、", "opens": "甲", "heading": "甲"},
                {"level": 2, "number": "（一）", "opens": "乙", "heading": ""},
            ],
        }
    ]
    text = "一、甲\n（一）乙。\n二、丙"

    def section(number, start, end, level, parent):
        return {"number": number, "heading": "甲", "start": start, "end": end, "level": level, "parent": parent}

    whole = [section("一、", 0, 10, 1, None), section("（一）", 4, 9, 2, 0)]
    assert score(gold, [{"doc_id": "T", "text": text, "sections": whole}])[0]["node"]["F1"] == 1.0
    flat = [whole[0], section("（一）", 4, 9, 1, None)]
    assert score(gold, [{"doc_id": "T", "text": text, "sections": flat}])[0]["node"]["tp"] == 1
    more = [*whole, section("二、", 10, 13, 1, None)]
    assert score(gold, [{"doc_id": "T", "text": text, "sections": more}])[0]["node"]["P"] < 1
    assert score(gold, [])[0]["node"]["R"] == 0
