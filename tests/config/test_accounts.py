"""A password chosen on the page is stamped with the day, so that it can age."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from huying.clock import now
from huying.people.models import Duty, User
from huying.people.services.demo import PASSWORD, load_demo_people
from huying.people.services.passwords import choose_password


@pytest.mark.django_db
def test_a_password_chosen_on_the_page_ages_from_then_on() -> None:
    user = User.objects.create(username="zhou", display_name="周海燕")
    get_adapter().set_password(user, "Chosen-by-myself-1")
    user.refresh_from_db()
    assert user.check_password("Chosen-by-myself-1")
    assert user.password_changed_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize(("shown", "status"), [(True, 302), (False, 200)])
def test_the_demo_people_sign_in_only_where_the_demo_is_shown(
    client: Client, settings: Settings, shown: bool, status: int
) -> None:
    settings.HUYING_DEMO = shown
    load_demo_people(now=datetime(2021, 12, 30, tzinfo=UTC))
    assert client.post("/accounts/login/", {"login": "clerk", "password": PASSWORD}).status_code == status


@pytest.mark.django_db
def test_an_aged_password_is_changed_before_anything_else(client: Client) -> None:
    user = User.objects.create_user("zhou", password="Chosen-by-myself-1", display_name="周海燕")
    client.force_login(user)
    assert client.get("/desk/").headers["Location"] == "/accounts/password/change/"
    assert client.get("/accounts/password/change/").status_code == 200
    assert client.get("/").status_code == 200
    choose_password(user=user, password="Chosen-by-myself-2", now=now())
    client.force_login(user)
    assert client.get("/desk/").headers.get("Location") != "/accounts/password/change/"


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", ["Chosen-by-myself-1", "Password123!", PASSWORD])
def test_the_page_refuses_the_same_password_and_what_everybody_knows(client: Client, chosen: str) -> None:
    user = User.objects.create_user("zhou", display_name="周海燕")
    choose_password(user=user, password="Chosen-by-myself-1", now=now())
    client.force_login(user)
    form = {"oldpassword": "Chosen-by-myself-1", "password1": chosen, "password2": chosen}
    refused = client.post("/accounts/password/change/", form)
    assert refused.status_code == 200
    assert refused.context["form"].errors
    done = client.post(
        "/accounts/password/change/", form | {"password1": "Another-long-2", "password2": "Another-long-2"}
    )
    assert done.status_code == 302
    user.refresh_from_db()
    assert user.check_password("Another-long-2")


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "said"), [("zh", "短时间内操作次数过多"), ("en", "Too many tries")])
def test_whoever_tries_too_often_is_told_on_a_page_of_ours(
    client: Client, settings: Settings, language: str, said: str
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    cache.clear()
    tries = [
        client.post("/accounts/login/", {"login": "nobody", "password": "x"}, headers={"accept-language": language})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in tries] == [200, 429]
    assert said in tries[1].content.decode()
    assert "too_often" in tries[1].content.decode()
    cache.clear()


def test_the_printed_account_of_a_role_is_one_that_has_work(db: None, settings: Settings) -> None:
    settings.HUYING_DEMO = True
    load_demo_people(now=now())
    out = StringIO()
    call_command("accounts", stdout=out)
    printed = {line.split()[0] for line in out.getvalue().splitlines()[1:]}
    assert {"clerk", "dispatcher", "auditor"} <= printed
    handler = next(one for one in printed if one.startswith("handler."))
    assert Duty.objects.filter(unit=handler.removeprefix("handler.")).exists()
