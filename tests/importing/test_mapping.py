"""Where headers say nothing, a person says which column is which, once: the next file of the kind is known."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from huying.importing import shelf
from huying.importing.columns import IGNORED
from huying.importing.errors import BadMapping
from huying.importing.mapping import proposed
from huying.importing.models import ImportRun
from huying.importing.selectors import programmes_for
from huying.importing.services import runs, work
from huying.ledger import models
from huying.people.services.setup import load_city
from huying.rules.policy import Actor, Post
from huying.rules.refusals import NotHere
from tests.importing.files import LAMP, NOW, csv_file, take

pytestmark = pytest.mark.django_db
CLERK = Actor("7", (Post("clerk", "centre", programme="appeal"),))
ODD = ("A", "B", "来电时间", "说了什么")
CONTENT = csv_file([("1", "路灯", "2021/3/1", "路灯坏了。"), ("2", "水", "2021/3/2", "水发黄。")], ODD)
SAID = {"说了什么": "body", "B": "title", "A": ""}


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    load_city()


def test_a_proposal_shows_every_column_with_examples_and_what_is_missing() -> None:
    found = proposed("appeal", "a.csv", CONTENT)
    assert found.captions == ODD
    assert found.mapping == {"A": "", "B": "", "来电时间": "when.opened", "说了什么": ""}
    assert tuple(one for one in found.captions if found.mapping[one] == IGNORED) == ("A", "B", "说了什么")
    assert found.examples["说了什么"] == ("路灯坏了。", "水发黄。")
    assert [one.code for one in found.missing] == ["body"]
    assert {"body", "title", "when.opened", "contact.phone", "number"} <= {one.code for one in found.columns}


def test_what_was_said_of_one_file_is_known_of_the_next_of_its_kind() -> None:
    run = runs.begin(programme="appeal", name="a.csv", content=CONTENT, actor=CLERK, now=NOW)
    work.work(run_id=run.id, now=NOW)
    run.refresh_from_db()
    assert (run.state, run.report["error"]["code"]) == ("failed", "import.no_header")
    assert [one.code for one in runs.proposal(run_id=run.id, actor=CLERK).missing] == ["body"]
    runs.remap(run_id=run.id, mapping=SAID, actor=CLERK, now=NOW)
    work.work(run_id=run.id, now=NOW)
    run.refresh_from_db()
    assert (run.state, run.report["new"], run.report["ignored"]) == ("checked", 2, ["A"])
    runs.confirm(run_id=run.id, actor=CLERK, now=NOW)
    work.work(run_id=run.id, now=NOW)
    assert models.Case.objects.filter(heading="路灯").exists()
    assert not shelf.path(str(run.id)).exists()
    more = csv_file([("3", "车", "2021/3/3", "公交改线。")], ODD[::-1][-1:] + ODD[1:])
    second = runs.begin(programme="appeal", name="b.csv", content=more, actor=CLERK, now=NOW + timedelta(days=1))
    work.work(run_id=second.id, now=NOW + timedelta(days=1))
    second.refresh_from_db()
    assert (second.state, second.report["new"], second.mapping) == ("checked", 1, SAID)


def test_another_set_of_columns_is_another_kind_of_file() -> None:
    run = runs.begin(programme="appeal", name="a.csv", content=CONTENT, actor=CLERK, now=NOW, mapping=SAID)
    work.work(run_id=run.id, now=NOW)
    other = proposed("appeal", "c.csv", csv_file([("1", "x", "y")], ("A", "说了什么", "C")))
    assert [one.code for one in other.missing] == ["body"]


@pytest.mark.parametrize("mapping", [{"A": "nonsense"}, {"A": "body", "B": "body"}])
def test_a_column_that_there_is_not_or_that_is_named_twice_is_refused(mapping: dict[str, str]) -> None:
    with pytest.raises(BadMapping):
        runs.begin(programme="appeal", name="a.csv", content=CONTENT, actor=CLERK, now=NOW, mapping=mapping)
    assert not ImportRun.objects.exists()


def test_a_file_that_is_imported_is_not_mapped_anew() -> None:
    run = runs.begin(programme="appeal", name="a.csv", content=csv_file([LAMP]), actor=CLERK, now=NOW)
    for _ in range(2):
        work.work(run_id=run.id, now=NOW)
        if ImportRun.objects.get().state == "checked":
            runs.confirm(run_id=run.id, actor=CLERK, now=NOW)
    with pytest.raises(NotHere):
        runs.remap(run_id=run.id, mapping=SAID, actor=CLERK, now=NOW)


def test_a_file_whose_header_was_not_understood_is_kept_for_a_month() -> None:
    run = runs.begin(programme="appeal", name="a.csv", content=CONTENT, actor=CLERK, now=NOW)
    work.work(run_id=run.id, now=NOW)
    assert shelf.path(str(run.id)).exists()
    work.revive(now=NOW + timedelta(days=31))
    assert not shelf.path(str(run.id)).exists()


def test_what_a_check_left_out_is_in_its_report() -> None:
    content = csv_file([(*LAMP, "某某公司")], ("留言编号", "点赞", "留言主题", "留言时间", "留言详情", "承办单位"))
    run = runs.begin(programme="appeal", name="a.csv", content=content, actor=CLERK, now=NOW)
    work.work(run_id=run.id, now=NOW)
    run.refresh_from_db()
    assert (run.report["ignored"], run.report["unread"], run.report["skipped"]) == (
        ["点赞"],
        {"承办单位": {"某某公司": 1}},
        [],
    )


def test_english_service_requests_come_in_once_somebody_says_what_is_the_text(shared_data: Path) -> None:
    file = shared_data / "311" / "baltimore.csv"
    imported = take(file.read_bytes(), file.name, mapping={"SRType": "body"}, dry_run=True, now=NOW)
    assert (imported.report.new, imported.report.rejects) == (5000, [])
    assert imported.report.answered > 4500
    assert "PolicePost" in imported.ignored
    assert imported.report.unread["Agency"]


def test_whoever_may_open_cases_at_a_desk_may_import_there() -> None:
    assert [one.code for one in programmes_for(CLERK)] == ["appeal"]
    assert [one.code for one in programmes_for(Actor("8", (Post("clerk", "xinfang", programme="petition"),)))] == [
        "petition"
    ]
    assert programmes_for(Actor("9", (Post("handler", "zhujian", programme="appeal"),))) == []
