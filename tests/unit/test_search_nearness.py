"""Whether the best hits answer."""

from docintel.domain.passages import Hit, Passage
from docintel.search.nearness import coverage, elsewhere, far, literal
from docintel.search.question import understand


def hit(text, **features):
    return Hit(Passage("p", "d", 0, len(text), text), 1.0, "", (), features)


COUNTS = {"养老": 50, "床位": 10, "补贴": 80}


def covered(question, *texts):
    return coverage(understand(question), [hit(t) for t in texts], lambda w: COUNTS.get(w, 0), 100)


def test_rare_words_weigh_more():
    assert covered("养老 床位 补贴", "养老床位补贴") == 1
    assert covered("养犬 补贴", "补贴标准") < 0.2 < covered("养犬 补贴", "养犬登记")
    assert covered("请问", "补贴") == 1


def test_line_between_near_and_far():
    assert far([hit("补贴")], 0.86, 0.5, 0.892)
    assert not far([hit("补贴")], 0.90, 0.0, 0.892)
    assert not far([hit("补贴")], 0.875, 1.0, 0.892)
    assert far([], 1.0, 1.0, 0.892)


def test_a_question_found_word_for_word():
    assert literal(understand("常态发布典型案例"), [hit("四、常态发布\n典型案例。")])
    assert not literal(understand("养老"), [hit("养老")])


def test_only_other_places_papers():
    question = understand("西藏 奖励")
    assert elsewhere(question, [hit("奖励", elsewhere=1.0)])
    assert not elsewhere(question, [hit("奖励", elsewhere=1.0), hit("支持西藏发展")])
    assert not elsewhere(question, [hit("奖励", elsewhere=1.0), hit("奖励", place=1.0)])
    assert not elsewhere(understand("奖励"), [hit("奖励", elsewhere=1.0)])
