"""Lists: queues by post, filters in the address, search in Chinese, fifty at a time, exports that nobody can weaponise."""

import io
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.db.models.functions import Reverse
from django.db.models.lookups import StartsWith
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from huying.clock import now
from huying.ledger.models import Access, Case
from huying.people.services.demo import PASSWORD
from tests.web.desk.conftest import Desk
from tests.web.desk.stories import PART, PHONE, UNIT, awaiting_sign_off, does, handling, letter, pending

pytestmark = pytest.mark.django_db


def rows(client: Client, query: str = "") -> list[Any]:
    return list(client.get(f"/desk/{query}").context["rows"])


def heaps(client: Client) -> dict[str, Any]:
    groups = client.get("/desk/", headers={**PART, "hx-target": "queues"}).context["groups"]
    return {queue.key: number for _, heap in groups for queue, number in heap if number is not None}


def test_everybody_begins_with_what_waits_for_them(desk: Desk) -> None:
    new, waiting, drafted = letter(), pending(), awaiting_sign_off()
    assert [row.number for row in rows(desk("clerk"))] == [new.number]
    assert [row.number for row in rows(desk("dispatcher"))] == [waiting.number]
    assert [row.number for row in rows(desk(f"leader.{UNIT}"))] == [drafted.number]


def test_the_queues_count(desk: Desk) -> None:
    letter()
    pending()
    awaiting_sign_off()
    # Green at whatever hour this runs: a clock of one working day is amber from 18:00 on, and all weekend.
    Case.objects.update(amber_at=now() + timedelta(days=2), due_at=now() + timedelta(days=3))
    assert heaps(desk("clerk"))["s.appeal.registered"] == 1
    supervisor = heaps(desk("supervisor"))
    assert (supervisor["light.green"], supervisor["light.red"], supervisor["inbox"]) == (3, 0, 2)
    leader = heaps(desk(f"leader.{UNIT}"))  # who signs off in the other programmes too
    assert {name: number for name, number in leader.items() if number} == {
        "tasks": 1,
        "t.appeal.awaiting_sign_off": 1,
        "unit": 1,
    }


def test_an_assignment_that_waits_for_the_centre_is_in_its_queue_though_another_unit_is_first(desk: Desk) -> None:
    case = handling("jiaoyu", UNIT)
    does(case, f"handler.{UNIT}", "request_return", 2, basis="不属本单位职责")
    found = rows(desk("dispatcher"), "?queue=t.appeal.return_pending")
    assert [(row.number, row.task, row.unit) for row in found] == [(case.number, 2, "市城管局")]


def test_lists_are_narrowed_by_their_address(desk: Desk) -> None:
    late = letter(at=now() - timedelta(days=40), place="411081", channel="mailbox")
    letter()
    clerk = desk("clerk")
    for query in ("overdue=1", "light=red", "county=411081", "f.channel=mailbox", f"q={late.number}"):
        assert [row.number for row in rows(clerk, f"?queue=open&{query}")] == [late.number], query
    assert rows(clerk, "?queue=open&county=411081&light=green") == []
    assert len(rows(clerk, "?queue=no-such-queue")) == 2


def test_search_finds_chinese_words_numbers_and_telephones(desk: Desk) -> None:
    found = letter(title="自来水发黄", body="南关社区自来水连续三天发黄。")
    letter(contact=None, title="公交车太少")
    clerk = desk("clerk")
    for word in ("自来水", "南关社区", found.number[:12]):
        assert found.number in [row.number for row in rows(clerk, f"?queue=open&q={word}")], word
    assert len(rows(clerk, f"?queue=open&q={PHONE}")) == 2
    assert rows(clerk, "?queue=open&q=不存在的词") == []
    assert rows(clerk, "?queue=open&q=%00") != []


def test_search_takes_latin_words_and_telephones_however_they_are_typed(desk: Desk) -> None:
    found = letter(title="万国城MOMA停车难", body="MOMA小区的wifi和地下车库都收费。")
    clerk = desk("clerk")
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in PHONE)
    grouped = f"{PHONE[:3]} {PHONE[3:7]}-{PHONE[7:]}"
    for word in ("moma", "WIFI", wide, grouped, found.number.lower(), f"{found.number[:10]} {found.number[10:]}"):
        assert [row.number for row in rows(clerk, "?" + urlencode({"queue": "open", "q": word}))] == [found.number], (
            word
        )


def test_a_case_that_is_named_by_a_nul_is_no_case(desk: Desk) -> None:
    assert desk("clerk").get("/desk/?case=%00").status_code == 200


def test_the_line_for_more_is_as_wide_as_the_list(desk: Desk) -> None:
    for number in range(51):
        letter(title=f"第{number}封", body=f"第{number}盏路灯不亮。")
    # facts of the one programme for the clerk, the programme's name for whoever sees several
    for who, columns in (("clerk", 11), ("auditor", 9)):
        page = desk(who).get("/desk/?queue=open").content.decode()
        assert page.count("<th ") == columns
        assert f'<td colspan="{columns}">' in page


def test_a_long_list_goes_on_where_it_stopped(desk: Desk) -> None:
    wanted = {letter(at=now() - timedelta(days=day % 3)).number for day in range(60)}
    clerk = desk("clerk")
    first = clerk.get("/desk/?queue=open")
    second = clerk.get(f"/desk/?{first.context['following']}", headers={**PART, "hx-target": "more-50"})
    shown = [row.number for row in [*first.context["rows"], *second.context["rows"]]]
    assert (len(shown), set(shown)) == (60, wanted)
    assert second.context["following"] == ""
    dues = [row.due for row in [*first.context["rows"], *second.context["rows"]]]
    assert dues == sorted(dues)


@pytest.mark.parametrize(
    "after", ["x", "~", "2026-01-01~x", "2026-01-01T00:00:00~00000000-0000-0000-0000-000000000000", "%00"]
)
def test_a_key_that_nobody_made_begins_at_the_beginning(desk: Desk, after: str) -> None:
    letter()
    assert len(rows(desk("clerk"), f"?queue=open&after={after}")) == 1


def test_a_page_asks_as_often_for_fifty_rows_as_for_one(desk: Desk) -> None:
    client = desk("supervisor")
    handling()
    client.get("/desk/")  # the session's use is written down with the first page of a minute
    with CaptureQueriesContext(connection) as few:
        client.get("/desk/?queue=open")
    for _ in range(12):
        handling("jiaoyu")
    with CaptureQueriesContext(connection) as many:
        client.get("/desk/?queue=open")
    assert len(many) == len(few)
    assert len(many) <= 16


def test_an_export_is_safe_and_written_down(desk: Desk) -> None:
    letter(title='=HYPERLINK("http://x")')
    letter(title="+1 票")
    clerk = desk("clerk")
    text = exported(clerk, "csv").decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert "'+1 票" in text
    book = CalamineWorkbook.from_filelike(io.BytesIO(exported(clerk, "xlsx")))
    cells = [cell for line in book.get_sheet_by_index(0).to_python() for cell in line]
    assert '=HYPERLINK("http://x")' in cells  # written as text: a book has types, and needs no apostrophe
    assert [one.detail for one in Access.objects.filter(kind="export").order_by("id")] == [
        "csv 2 queue=open",
        "xlsx 2 queue=open",
    ]


def exported(client: Client, kind: str) -> bytes:
    return b"".join(client.get(f"/desk/export.{kind}?queue=open"))


def test_an_export_is_of_a_known_kind(desk: Desk) -> None:
    assert desk("clerk").get("/desk/export.exe").status_code == 404


def test_a_view_is_saved_under_a_name_and_forgotten(desk: Desk) -> None:
    clerk = desk("clerk")
    clerk.post("/desk/views/", {"name": "禹州超期", "query": "queue=open&county=411081&light=red&next=//evil"})
    view = clerk.get("/desk/").context["saved"][0]
    assert (view.name, view.query) == ("禹州超期", "queue=open&county=411081&light=red")
    assert desk("dispatcher").get("/desk/").context["saved"] == []
    desk("dispatcher").post(f"/desk/views/{view.pk}/remove/")
    assert len(clerk.get("/desk/").context["saved"]) == 1
    clerk.post(f"/desk/views/{view.pk}/remove/")
    assert clerk.get("/desk/").context["saved"] == []


def test_a_view_without_a_name_is_refused(desk: Desk) -> None:
    assert desk("clerk").post("/desk/views/", {"name": " ", "query": ""}).status_code == 400


@pytest.mark.parametrize("queue", ["open", "unit", "done", "all"])
def test_a_word_that_says_nothing_finds_nothing(desk: Desk, queue: str) -> None:
    handling()
    assert rows(desk(f"handler.{UNIT}"), f"?queue={queue}&q=的") == []


def test_slips_that_wait_are_counted_beside_the_queues(desk: Desk) -> None:
    case = handling()
    does(case, "supervisor", "urge", text="请抓紧办理")
    handler = desk(f"handler.{UNIT}")
    slips = handler.get("/desk/slips/").context["rows"]
    assert handler.get("/desk/", headers={**PART, "hx-target": "queues"}).context["slips"] == len(slips) == 1
    handler.post(f"/desk/slips/{slips[0].slip.pk}/")
    assert handler.get("/desk/slips/").context["rows"] == []
    assert handler.get("/desk/slips/?all=1").context["rows"][0].slip.acknowledged_at


@pytest.mark.parametrize(
    ("username", "address"),
    [
        ("city_leader", "/desk/leader/"),
        ("county_leader.weidu", "/desk/leader/"),
        ("clerk", "/desk/"),
        (f"leader.{UNIT}", "/desk/"),
        ("auditor", "/desk/"),
        ("sysadmin", "/desk/"),
    ],
)
def test_who_signs_in_begins_where_their_work_is(city: None, username: str, address: str) -> None:
    client = Client()
    signed = client.post("/accounts/login/", {"login": username, "password": PASSWORD})
    assert client.get(signed["Location"])["Location"] == address


def test_the_last_digits_of_a_number_find_its_case_by_an_index(desk: Desk) -> None:
    cases = [letter() for _ in range(3)]
    clerk = desk("clerk")
    for case in cases:
        rows = clerk.get("/desk/", {"queue": "all", "q": case.number[-6:]}).context["rows"]
        assert [row.number for row in rows] == [case.number]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        plan = Case.objects.filter(StartsWith(Reverse("number"), cases[0].number[:-7:-1])).explain()
    assert "case_number_end" in plan
