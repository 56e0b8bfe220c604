"""Notices on SQLite and PostgreSQL: written once, to whom they belong, told in the history, mailed and tried again."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from docintel import settings as docintel_settings
from docintel.domain.people import Viewer
from docintel.errors import BadInput, NotFound, StoreConflict
from docintel.store import notices, papers
from docintel.store.models import Assignment, Decision, Delivery, Feedback, History, Notice, Obligation, Request, Unit, Verdict
from docintel.workflows import notify
from tests.people import person
from tests.readings import make_reading

TODAY = timezone.localdate()


@pytest.fixture
def given(store):
    """A row that two units have, one of them with an address."""
    papers.save(make_reading("澜教提1", issue_date="2025-01-01"))
    item = Obligation.objects.order_by("start").first()
    lead = Unit.objects.create(name="澜州市教育局", email="jyj@example.cn")
    support = Unit.objects.create(name="澜州市财政局")
    limit = TODAY + timedelta(days=7)
    rows = [
        Assignment.objects.create(obligation=item, unit=u, role=r, limit=limit, state="accepted", assigned_by="王")
        for u, r in ((lead, "lead"), (support, "support"))
    ]
    return item, rows


def viewer_of(unit):
    return Viewer("li", "unit", unit.pk, frozenset((unit.pk,)))


def test_a_run_writes_once_and_tells_the_history(given):
    item, _rows = given
    assert notify.run(TODAY).notices == 2
    assert notify.run(TODAY).notices == 0
    assert notify.run(TODAY + timedelta(days=1)).notices == 0
    assert notify.run(TODAY + timedelta(days=4)).notices == 2
    told = History.objects.filter(kind="item", subject=item.item_id, field="notice")
    assert told.count() == 4
    assert "还有7天到期" in told.first().new
    assert Notice.objects.first().rule.startswith("时限前30、15、7、3、1、0天")


def test_a_moved_limit_calls_anew_and_ended_work_calls_for_nothing(given):
    _item, (lead, support) = given
    notify.run(TODAY)
    lead.limit += timedelta(days=23)
    lead.save()
    support.state = "passed"
    support.save()
    assert notify.run(TODAY).notices == 1
    lead.state = "suspended"
    lead.save()
    assert notify.run(TODAY + timedelta(days=60)).notices == 0


def test_who_reads_what(given):
    _item, (lead, support) = given
    notify.run(TODAY)
    person("li", "unit", lead.unit)
    mine = viewer_of(lead.unit)
    assert [n.unit for n in notify.inbox(mine)] == ["澜州市教育局"]
    assert (notify.count(mine), notify.unseen(mine)) == (1, 1)
    other = notify.inbox(viewer_of(support.unit))[0].number
    with pytest.raises(NotFound):
        notify.mark_seen(mine, other)
    assert notify.mark_seen(mine) == 1
    assert notify.unseen(mine) == 0
    assert notify.inbox(mine)[0].seen
    assert notify.count(Viewer("wang", "secretariat")) == 2


def test_a_person_reminds_those_who_have_the_row(given):
    item, (_lead, support) = given
    sent = notify.remind(item.item_id, "请于周五前反馈。", "王五", TODAY)
    assert len(sent) == 2
    assert notify.remind(item.item_id, "请于周五前反馈。", "王五", TODAY, [support.unit_id]) != sent
    with pytest.raises(BadInput, match="没有写催办的话"):
        notify.remind(item.item_id, " ", "王五", TODAY)
    Assignment.objects.update(state="withdrawn")
    with pytest.raises(BadInput, match="没有正在办理的承办单位"):
        notify.remind(item.item_id, "请反馈。", "王五", TODAY)


def test_mail_goes_to_units_with_an_address_and_failures_are_tried_again(given, settings, monkeypatch):
    item, _ = given
    assert notify.run(TODAY).mails == 0  # no server is set
    monkeypatch.setattr(docintel_settings, "EMAIL_HOST", "mail.example.cn")
    monkeypatch.setattr(docintel_settings, "BASE_URL", "https://taizhang.example.cn")
    done = notify.run(TODAY)
    assert (done.notices, done.mails, done.failed) == (0, 1, 0)
    (letter,) = mail.outbox
    assert letter.to == ["jyj@example.cn"]
    assert letter.subject.startswith("还有7天到期")
    assert f"https://taizhang.example.cn/ledger/{item.item_id}/" in letter.body
    assert notify.run(TODAY).mails == 0
    mail.outbox.clear()

    class Broken:
        def open(self):
            raise OSError("connection refused")

        def close(self):
            pass

    monkeypatch.setattr(notify, "get_connection", Broken)
    later = TODAY + timedelta(days=4)
    for _ in range(4):
        done = notify.run(later)
    assert Delivery.objects.filter(ok=False).count() == 3  # three tries, then it rests
    assert "mail.example.cn 连不上" in Delivery.objects.filter(ok=False).first().problem


def test_days_are_chosen_and_a_stale_choice_is_refused(given):
    _, number = notify.rules()
    assert number == 0
    notify.choose({"due_soon": {"before": "10"}}, "王五", "督办办法第九条", expected=0)
    rules, number = notify.rules()
    assert rules["due_soon"].before == (10,)
    assert notify.run(TODAY).notices == 2
    with pytest.raises(StoreConflict):
        notify.choose({"due_soon": {"before": "5"}}, "赵六", expected=0)


def test_notices_cannot_be_changed_or_deleted(given):
    notify.run(TODAY)
    with pytest.raises(StoreConflict):
        Notice.objects.all().delete()
    with pytest.raises(StoreConflict):
        Notice.objects.update(title="别的")


def test_the_calendar_holds_what_the_member_may_see(given):
    item, (lead, _) = given
    Obligation.objects.filter(pk=item.pk).update(due=TODAY + timedelta(days=7), state="in_progress")
    user = person("li", "unit", lead.unit)
    mine = viewer_of(lead.unit)
    path = notify.feed_address(mine)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    words = notify.feed(token, TODAY).decode()
    assert f"UID:{item.item_id}@docintel" in words
    assert (TODAY + timedelta(days=7)).strftime("DTSTART;VALUE=DATE:%Y%m%d") in words
    assert notify.feed_address(mine) == path
    notify.feed_address(mine, renew=True)
    with pytest.raises(NotFound):
        notify.feed(token, TODAY)
    with pytest.raises(NotFound):
        notify.feed("", TODAY)
    user.is_active = False
    user.save()
    with pytest.raises(NotFound):
        notify.feed(notify.people.feed("li"), TODAY)


def test_another_units_rows_are_not_in_the_calendar(given):
    item, (_lead, _support) = given
    Obligation.objects.filter(pk=item.pk).update(due=TODAY + timedelta(days=7), state="in_progress")
    stranger = Unit.objects.create(name="澜州市水利局")
    person("zhao", "unit", stranger)
    path = notify.feed_address(Viewer("zhao", "unit", stranger.pk, frozenset((stranger.pk,))))
    assert b"BEGIN:VEVENT" not in notify.feed(path.removeprefix("/calendar/").removesuffix(".ics"), TODAY)
    assert notices.rules()


def test_a_new_assignment_and_the_answers_to_a_unit_are_told(given):
    _, (lead, support) = given
    support.state, support.limit = "sent", None
    support.save()
    notify.run(TODAY)
    assert next(n.title for n in notify.inbox(viewer_of(support.unit))).startswith("新交办：")
    assert "时限未定" in notify.inbox(viewer_of(support.unit))[0].words
    feedback = Feedback.objects.create(assignment=lead, kind="final", text="已建成。", who="li")
    Verdict.objects.create(feedback=feedback, passed=False, words="请补充验收材料。", days=10, who="王五")
    asked = Request.objects.create(assignment=lead, kind="extension", reason="雨季停工", until=TODAY, who="li")
    Decision.objects.create(request=asked, granted=True, until=TODAY, words="", who="王五")
    notify.run(TODAY)
    titles = {n.title.partition("：")[0]: n.words for n in notify.inbox(viewer_of(lead.unit))}
    assert titles["反馈退回重报"] == "请补充验收材料。请在10天内重报。"
    assert titles["同意延期"] == f"延至{TODAY}。"
    assert notify.run(TODAY).notices == 0
