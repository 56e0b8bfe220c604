"""What is packed for storing comes back as it was."""

from __future__ import annotations

import json

from docintel.domain.findings import Reading
from docintel.domain.serial import dump, load, pack
from tests.readings import make_reading


def test_packed_records_come_back():
    reading = make_reading("甲")
    packed = json.loads(json.dumps(pack(reading)))
    assert load(Reading, packed) == reading
    assert len(json.dumps(packed)) < 0.7 * len(json.dumps(dump(reading)))


def test_values_that_differ_from_the_default_are_kept():
    from docintel.domain.papers import HeadMatter

    head = HeadMatter(title="", doc_kind="plan", from_catalogue=("title",))
    assert pack(head)["title"] == ""
    assert load(HeadMatter, pack(head)) == head
