"""The trained second opinion: what it may overrule, what it refuses to load, what its figures mean."""

from __future__ import annotations

import json
import math
import shutil
from itertools import pairwise

import pytest

from docintel.domain.documents import Document
from docintel.errors import MissingPart
from docintel.extract import act_model, extract
from docintel.extract.clause_features import KINDS, Clauses, named
from docintel.extract.reader import read, unjudged
from docintel.structure import structure

PLAN = "青禾市公园管理工作方案\n\n为做好公园管理，制定本方案。\n一、主要任务\n{}\n二、其他\n本方案自印发之日起施行。\n"


def paper(lines):
    return structure(Document("T", PLAN.format(lines), "T.txt", "txt", "0"))


@pytest.fixture
def model(tmp_path):
    folder = tmp_path / "acts"
    shutil.copytree(act_model.FOLDER, folder)
    yield folder
    act_model.load.cache_clear()


def test_the_shipped_model_loads_and_says_what_it_was_made_of():
    config = json.loads((act_model.FOLDER / "config.json").read_text("utf-8"))
    assert config["trained_on"]["papers"] >= 60
    assert act_model.load().version == config["version"]
    assert (act_model.FOLDER / "model.json").stat().st_size < 1_000_000


def test_a_damaged_model_is_refused(model):
    data = (model / "model.json").read_text("utf-8")
    (model / "model.json").write_text(data.replace("0.", "1.", 1), "utf-8")
    with pytest.raises(MissingPart, match=r"与校验值不符.*train_acts"):
        act_model.load(model)


def test_a_model_for_other_features_is_refused(model):
    config = json.loads((model / "config.json").read_text("utf-8"))
    (model / "config.json").write_text(json.dumps(config | {"features": 0}), "utf-8")
    with pytest.raises(MissingPart, match="特征"):
        act_model.load(model)


def test_a_missing_model_names_the_command(tmp_path):
    with pytest.raises(MissingPart, match=r"python scripts/train_acts\.py"):
        act_model.load(tmp_path / "nothing")


def test_training_and_asking_see_the_same_features():
    asked = paper("（一）建设口袋公园5处，每年养护2次。")
    reading = unjudged(asked)
    known = Clauses(reading.clauses, reading.outline, asked.head.doc_kind)
    model = act_model.load()
    tables = dict(zip(KINDS, model.values, strict=True)) | {"has": model.signs, "pair": model.pairs}
    for i, one in enumerate(reading.clauses):
        names = named(known.values(i), one.clause.text)
        total = (model.bias + sum(tables[kind].get(value, 0) for kind, value in names)) / 1000
        assert model.chance(known.values(i), one.clause.text) == pytest.approx(1 / (1 + math.exp(-total)))


def test_a_higher_chance_never_means_a_smaller_share():
    model = act_model.load()
    shares = [model.share(n / 100) for n in range(101)]
    assert all(a <= b for a, b in pairwise(shares))
    assert shares[0] < 0.2
    assert shares[-1] > 0.8


def test_acts_without_a_known_verb_are_added_and_say_who_found_them():
    found = extract(paper("（一）加强渡口管理。建立巡查台账，半年开展一次“渡口日”。"))
    acts = {a.span.text: a.evidence for o in found.obligations for a in o.actions}
    added = [e for e in acts.values() if e.found_by == act_model.MODEL]
    assert added
    assert all(0.5 < e.confidence < 1 for e in added)


def test_only_open_clauses_are_asked_and_overruled():
    asked = paper("（一）建设口袋公园5处。\n（责任单位：市城管局）\n（二）不得占用绿地。\n1.严禁填埋水体。")
    before, after = unjudged(asked).clauses, read(asked).clauses
    for old, new in zip(before, after, strict=True):
        if not act_model.is_open(old):
            assert (new.label, new.rule, new.chance) == (old.label, old.rule, None)
        elif new.label != old.label:
            assert new.rule in (act_model.ADDED, act_model.TAKEN_BACK)
