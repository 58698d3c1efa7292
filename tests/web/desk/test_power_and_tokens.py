"""Posts, one-time codes and tokens: what one asks another confirms, and everybody concerned is told."""

from datetime import timedelta

import pytest
from django.test import Client

from huying.clock import now
from huying.people.models import ApiToken, PendingChange, PeopleLog, Post, Unit, User
from huying.web.days import today
from tests.web.desk.conftest import Desk
from tests.web.desk.stories import UNIT, change_of, handling

pytestmark = pytest.mark.django_db


def test_the_security_administrator_asks_and_another_confirms(desk: Desk) -> None:
    keeper, builder, page = desk("secadmin"), desk("sysadmin"), "/desk/admin/changes/"
    who = f"handler.{UNIT}"
    values = {"do": "appoint", "username": who, "role": "appeal:leader", "unit": "市城管局", "reason": "任免文件3号"}
    assert keeper.post("/desk/admin/posts/", values).status_code == 302
    assert "为单位领导（网民诉求督办），待另一名管理员确认。" in keeper.get("/desk/admin/posts/").content.decode()
    assert not Post.objects.filter(user__username=who, role="leader").exists()
    change = change_of(who, "appoint")
    shown = builder.get(page).content.decode()
    assert "任免文件3号" in shown
    assert "市城管局" in shown
    assert "appeal" not in shown
    assert keeper.post(page, {"do": "confirm", "change": change.pk, "reason": "自己确认"}).status_code == 403
    assert builder.post(page, {"do": "confirm", "change": change.pk}).status_code == 400
    assert builder.post(page, {"do": "confirm", "change": change.pk, "reason": "已核对文件"}).status_code == 302
    assert "已确认并办理" in builder.get(page).content.decode()
    post = Post.objects.latest("pk")
    assert (post.programme, post.role, post.unit_id) == ("appeal", "leader", UNIT)
    assert builder.post(page, {"do": "confirm", "change": change.pk, "reason": "再来一次"}).status_code == 409


def test_what_is_wrong_is_said_when_it_is_asked_for(desk: Desk) -> None:
    keeper = desk("secadmin")
    values = {
        "do": "appoint",
        "username": "clerk",
        "role": "appeal:leader",
        "unit": "市城管局",
        "reason": "任免文件3号",
    }
    for changed, status in (
        ({"username": "secadmin"}, 403),
        ({"username": "nobody"}, 400),
        ({"unit": "市飞天局"}, 400),
        ({"role": "leader"}, 400),
        ({"role": "appeal:emperor"}, 400),
        ({"reason": ""}, 400),
        ({"start": "soon"}, 400),
    ):
        assert keeper.post("/desk/admin/posts/", values | changed).status_code == status, changed
    assert not PendingChange.objects.exists()


@pytest.mark.parametrize("place", ["411002", "魏都区"])
def test_somebody_is_appointed_for_a_place_by_its_name_or_its_code(desk: Desk, place: str) -> None:
    keeper, builder = desk("secadmin"), desk("sysadmin")
    unit = Unit.objects.get(place_id="411002", kind="county")
    values = {
        "do": "appoint",
        "username": f"handler.{UNIT}",
        "role": ":county_leader",
        "unit": unit.name,
        "reason": "任免文件5号",
    }
    nowhere = keeper.post("/desk/admin/posts/", values | {"place": "没有的镇"})
    assert nowhere.status_code == 400
    assert "没有这个地点" in nowhere.content.decode()
    assert keeper.post("/desk/admin/posts/", values | {"place": place}).status_code == 302
    change = change_of(f"handler.{UNIT}", "appoint")
    builder.post("/desk/admin/changes/", {"do": "confirm", "change": change.pk, "reason": "已核对文件"})
    assert Post.objects.latest("pk").place_id == "411002"


def test_a_term_that_runs_out_is_told_on_the_page(desk: Desk) -> None:
    handling()
    Post.objects.filter(user__username=f"handler.{UNIT}", programme="appeal").update(end=today() + timedelta(days=9))
    for language, said in (("zh-hans", "1 件在办事项"), ("en", "1 open case")):
        page = desk("secadmin", language).get("/desk/admin/posts/").content.decode()
        assert said in page.partition('id="ending"')[2].partition("</section>")[0]


def test_long_lists_have_pages(desk: Desk) -> None:
    keeper = desk("secadmin")
    first, second = (keeper.get(f"/desk/admin/posts/?page={number}").context["page"] for number in (1, 2))
    assert first.paginator.count == Post.objects.filter(end=None).count()
    assert not {post.pk for post in first} & {post.pk for post in second}


def test_a_term_is_ended_with_a_successor_and_taken_back(desk: Desk) -> None:
    handling()
    keeper, builder, page = desk("secadmin"), desk("sysadmin"), "/desk/admin/changes/"
    post = Post.objects.get(user__username=f"handler.{UNIT}", programme="appeal")
    values = {"do": "end", "post": post.pk, "reason": "任免文件4号"}
    refused = keeper.post("/desk/admin/posts/", values)
    assert refused.status_code == 409
    assert "请先任命一人，或在此指定接任人" in refused.content.decode()
    assert keeper.post("/desk/admin/posts/", values | {"successor": "handler.jiaoyu"}).status_code == 302
    change = change_of(f"handler.{UNIT}", "end_term")
    assert "待确认" in keeper.get("/desk/admin/posts/").content.decode()
    assert keeper.post(page, {"do": "withdraw", "change": change.pk}).status_code == 302
    keeper.post("/desk/admin/posts/", values | {"successor": "handler.jiaoyu"})
    change = change_of(f"handler.{UNIT}", "end_term")
    builder.post(page, {"do": "confirm", "change": change.pk, "reason": "已核对文件"})
    assert Post.objects.filter(user__username="handler.jiaoyu", unit=UNIT, end=None).exists()
    assert PeopleLog.objects.filter(action="end_term").exists()


def test_each_of_the_two_sees_one_half_once(desk: Desk) -> None:
    builder, keeper, page = desk("sysadmin"), desk("secadmin"), "/desk/admin/changes/"
    user = User.objects.get(username="clerk")
    builder.post("/desk/admin/accounts/", {"do": "ask", "user": user.pk, "reason": "忘记密码"})
    change = change_of("clerk", "reset_password")
    answer = keeper.post(page, {"do": "confirm", "change": change.pk, "reason": "本人到场"})
    second = answer.context["handed"].half
    assert second in answer.content.decode()
    assert second not in keeper.get(page).content.decode()
    assert keeper.post(page, {"do": "half", "change": change.pk}).status_code == 409
    answer = builder.post(page, {"do": "half", "change": change.pk})
    first = answer.context["handed"].half
    assert first in answer.content.decode()
    assert builder.post(page, {"do": "half", "change": change.pk}).status_code == 409
    owner = {
        "username": "clerk",
        "first": first,
        "second": second,
        "password": "Mine-alone-77",
        "again": "Mine-alone-77",
    }
    assert Client().post("/accounts/code/", owner).status_code == 302
    user.refresh_from_db()
    assert user.check_password("Mine-alone-77")


def test_what_waits_is_counted_in_the_tabs_of_whoever_decides(desk: Desk) -> None:
    builder, keeper, auditor, page = desk("sysadmin"), desk("secadmin"), desk("auditor"), "/desk/admin/changes/"
    for username in ("clerk", "secadmin"):
        user = User.objects.get(username=username)
        builder.post("/desk/admin/accounts/", {"do": "ask", "user": user.pk, "reason": "忘记密码"})
    pages = [builder.get(page), keeper.get(page), auditor.get("/desk/audit/changes/")]
    counts = [{tab[0]: tab[2] for tab in one.context["tabs"]} for one in pages]
    assert [one.get("admin-changes", one.get("audit-changes")) for one in counts] == [0, 1, 1]
    assert '<span class="count">1</span>' in auditor.get("/desk/audit/").content.decode()
    for username in ("clerk", "director", "auditor"):
        assert desk(username).get(page).status_code == 404


def test_a_refusal_is_seen_with_its_reason_by_whoever_asked(desk: Desk) -> None:
    builder, keeper, page = desk("sysadmin"), desk("secadmin"), "/desk/admin/changes/"
    builder.post(
        "/desk/admin/accounts/", {"do": "ask", "user": User.objects.get(username="clerk").pk, "reason": "忘记密码"}
    )
    keeper.post(page, {"do": "refuse", "change": change_of("clerk", "reset_password").pk, "reason": "未见本人"})
    assert "未见本人" in builder.get(page).content.decode()
    assert keeper.post(page, {"do": "confirm", "change": "x", "reason": "没有此事"}).status_code == 404


def test_a_token_is_issued_by_its_own_account_shown_once_and_revoked(desk: Desk) -> None:
    machine, keeper, page = desk("api"), desk("secadmin"), "/desk/tokens/"
    assert page in machine.get("/desk/").content.decode()
    assert "hy_" in machine.post(page, {"do": "issue", "name": "12345热线"}).content.decode()
    assert "hy_" not in machine.get(page).content.decode()
    assert "12345热线" in machine.get(page).content.decode()
    token = ApiToken.objects.get()
    assert "12345热线" in keeper.get("/desk/admin/tokens/").content.decode()
    keeper.post("/desk/admin/tokens/", {"do": "revoke", "token": token.pk})
    token.refresh_from_db()
    assert token.revoked
    assert "已吊销“12345热线”的令牌" in keeper.get("/desk/admin/tokens/").content.decode()


def test_an_account_of_a_system_revokes_only_its_own_tokens(desk: Desk) -> None:
    machine = desk("api")
    for name in ("", "12345热线"):
        machine.post("/desk/tokens/", {"do": "issue", "name": name})
    own = ApiToken.objects.get()
    other = ApiToken.objects.create(user=User.objects.get(username="clerk"), name="x", digest="b" * 64, created=now())
    assert machine.post("/desk/tokens/", {"do": "revoke", "token": other.pk}).status_code == 404
    assert machine.post("/desk/tokens/", {"do": "revoke", "token": own.pk}).status_code == 302
    assert machine.post("/desk/tokens/", {"do": "issue", "name": "旧", "expires": "2020-01-01"}).status_code == 400


def test_persons_have_no_page_of_tokens(desk: Desk) -> None:
    for username in ("clerk", "director", "sysadmin", "secadmin", "auditor", f"handler.{UNIT}"):
        client = desk(username)
        assert client.get("/desk/tokens/").status_code == 404
        assert client.post("/desk/tokens/", {"do": "issue", "name": "12345热线"}).status_code == 404
    assert not ApiToken.objects.exists()
