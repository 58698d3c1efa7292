"""The demo city's people: one for every role, two for every unit, always the same; shown in the demo only."""

from pathlib import Path

import pytest
from pytest_django import Settings

from huying.people import roles, selectors
from huying.people.actors import actor_for
from huying.people.models import PeopleLog, Unit, User
from huying.people.models import Post as Held
from huying.people.passwords import expired
from huying.people.services.demo import PASSWORD, load_demo_people
from huying.programmes import registry
from huying.rules.policy import Post
from tests.people.conftest import NOW, TODAY

STRANGE = Path(__file__).resolve().parents[1] / "programmes" / "strange"
pytestmark = pytest.mark.django_db


def held(username: str) -> tuple[Post, ...]:
    return actor_for(User.objects.get(username=username), TODAY).posts


def test_every_role_has_somebody(db: None) -> None:
    load_demo_people(now=NOW)
    for programme, role in roles.roles():
        assert Held.objects.filter(programme=programme, role=role).exists(), (programme, role)
    assert held("clerk") == (Post("clerk", "centre", "", "appeal"),)
    assert held("county_leader.yanling") == (Post("county_leader", "yanling", "411024"),)


def test_every_unit_but_the_centre_has_a_handler_and_a_leader(db: None) -> None:
    load_demo_people(now=NOW)
    for unit in Unit.objects.exclude(code="centre"):
        for role in ("handler", "leader"):
            assert set(held(f"{role}.{unit.code}")) == {
                Post(role, unit.code, "", programme) for programme in ("appeal", "petition", "instruction")
            }
    assert {post.role for post in Held.objects.filter(unit="zhujian")} == {"handler", "leader"}


def test_whoever_is_known_gets_the_posts_of_a_new_programme_and_none_that_was_ended(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_demo_people(now=NOW)
    Held.objects.filter(programme="instruction", user__username="handler.zhujian").update(end=TODAY)
    monkeypatch.setenv(registry.FOLDERS, str(STRANGE))
    registry.reload()
    try:
        assert load_demo_people(now=NOW) > 0
        known = set(Held.objects.filter(user__username="handler.zhujian").values_list("programme", "end"))
    finally:
        monkeypatch.undo()
        registry.reload()
    assert {("appeal", None), ("petition", None), ("dual", None), ("instruction", TODAY)} <= known
    assert len(known) == Held.objects.filter(user__username="handler.zhujian").count()


def test_two_share_a_desk_at_which_cases_wait(db: None) -> None:
    load_demo_people(now=NOW)
    assert held("dispatcher") == held("dispatcher2")
    assert held("petition.clerk") == held("petition.clerk2")
    assert not User.objects.filter(username__in=["director2", "handler.zhujian2", "api2"]).exists()


def test_loading_twice_makes_nobody_twice(db: None) -> None:
    first = load_demo_people(now=NOW)
    logged = PeopleLog.objects.count()
    assert load_demo_people(now=NOW) == 0
    assert User.objects.count() == first
    assert PeopleLog.objects.count() == logged


def test_no_two_bear_one_name(db: None) -> None:
    made = load_demo_people(now=NOW)
    assert len(set(User.objects.values_list("display_name", flat=True))) == made


def test_they_all_share_the_shown_password_which_does_not_age(db: None) -> None:
    load_demo_people(now=NOW)
    for user in User.objects.filter(username__in=["clerk", "handler.zhujian", "auditor"]):
        assert user.check_password(PASSWORD)
        assert not expired(user, NOW.replace(year=2031))


def test_the_sign_in_page_lists_them_in_a_demo_only(db: None, settings: Settings) -> None:
    load_demo_people(now=NOW)
    settings.HUYING_DEMO = False
    assert selectors.demo_accounts() == []
    settings.HUYING_DEMO = True
    accounts = selectors.demo_accounts()
    assert len(accounts) == User.objects.count()
    assert accounts[0].username == "clerk"
    assert accounts[0].role.zh == "受理员"
    assert accounts[0].unit is not None


def test_names_stand_for_actors_ids_and_for_accounts_only(db: None) -> None:
    load_demo_people(now=NOW)
    clerk = User.objects.get(username="clerk")
    assert selectors.names_of([str(clerk.pk), "system", "party:1", "²"]) == {str(clerk.pk): clerk.display_name}
