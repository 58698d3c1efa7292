"""A password is chosen by its owner, with both halves of a code; no administrator knows more than one of them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from huying.clock import now
from huying.people import changes as pending
from huying.people.errors import AlreadyShown, WeakPassword, WrongCode
from huying.people.models import ApiToken, OneTimeCode, PeopleLog, User
from huying.people.services import codes
from huying.people.services.accounts import close_account, create_account
from huying.people.services.changes import ask_code, confirm
from huying.people.services.codes import first_half, grant, redeem
from huying.people.services.passwords import choose_password
from huying.rules.errors import Forbidden
from huying.rules.policy import SYSTEM, Actor
from tests.people.conftest import NOW, PASSWORD, NewPerson

pytestmark = pytest.mark.django_db
WHY = "本人持证到场"
CHOSEN = "Chosen-by-myself-1"
SOON = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def halves(user: User, sysadmin: Actor, secadmin: Actor) -> tuple[str, str]:
    """What each of the two was shown."""
    change = ask_code(user=user, reason=WHY, by=sysadmin, now=NOW)
    second = confirm(change=change, reason=WHY, by=secadmin, now=NOW).half
    return first_half(change=change, by=sysadmin, now=NOW), second


def test_both_halves_set_a_password_and_are_used_up(person: NewPerson, sysadmin: Actor, secadmin: Actor) -> None:
    user = person("zhou")
    first, second = halves(user, sysadmin, secadmin)
    redeem(username="zhou", first=first, second=second, password=CHOSEN, now=SOON)
    user.refresh_from_db()
    assert user.check_password(CHOSEN)
    with pytest.raises(WrongCode):
        redeem(username="zhou", first=first, second=second, password="Another-long-2", now=SOON)


def test_one_half_opens_nothing(person: NewPerson, sysadmin: Actor, secadmin: Actor) -> None:
    user = person("zhou")
    first, second = halves(user, sysadmin, secadmin)
    for one, other in ((first, ""), ("", second), (first, first), (second, second), (second, first), ("", "")):
        with pytest.raises(WrongCode):
            redeem(username="zhou", first=one, second=other, password=CHOSEN, now=SOON)
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_a_half_that_nobody_was_shown_does_not_exist(person: NewPerson, sysadmin: Actor, secadmin: Actor) -> None:
    change = ask_code(user=person("zhou"), reason=WHY, by=sysadmin, now=NOW)
    second = confirm(change=change, reason=WHY, by=secadmin, now=NOW).half
    for first in ("", "!", second):
        with pytest.raises(WrongCode):
            redeem(username="zhou", first=first, second=second, password=CHOSEN, now=SOON)


def test_each_half_is_shown_once_and_to_its_own_administrator(
    person: NewPerson, sysadmin: Actor, secadmin: Actor, auditor: Actor
) -> None:
    change = ask_code(user=person("zhou"), reason=WHY, by=sysadmin, now=NOW)
    confirm(change=change, reason=WHY, by=secadmin, now=NOW)
    assert [one.change_id for one in pending.halves(sysadmin, SOON)] == [change.pk]
    assert not pending.halves(secadmin, SOON)
    for other in (secadmin, auditor):
        with pytest.raises(AlreadyShown):
            first_half(change=change, by=other, now=SOON)
    first_half(change=change, by=sysadmin, now=SOON)
    with pytest.raises(AlreadyShown):
        first_half(change=change, by=sysadmin, now=SOON)
    assert PeopleLog.objects.filter(action="show_half", by=sysadmin.id, subject=str(change.subject_id)).count() == 1


def test_of_the_halves_only_slow_hashes_are_kept(person: NewPerson, sysadmin: Actor, secadmin: Actor) -> None:
    shown = halves(person("zhou"), sysadmin, secadmin)
    kept = f"{OneTimeCode.objects.values().get()} {list(PeopleLog.objects.values())}"
    for half in shown:
        assert half not in kept
        assert half.replace("-", "") not in kept


def test_a_code_lasts_two_days(person: NewPerson, sysadmin: Actor, secadmin: Actor) -> None:
    first, second = halves(person("zhou"), sysadmin, secadmin)
    with pytest.raises(WrongCode):
        redeem(username="zhou", first=first, second=second, password=CHOSEN, now=NOW + timedelta(hours=codes.HOURS))


def test_a_new_code_voids_the_one_before(person: NewPerson, sysadmin: Actor, secadmin: Actor) -> None:
    user = person("zhou")
    old = halves(user, sysadmin, secadmin)
    new = halves(user, sysadmin, secadmin)
    with pytest.raises(WrongCode):
        redeem(username="zhou", first=old[0], second=old[1], password=CHOSEN, now=SOON)
    redeem(username="zhou", first=new[0], second=new[1], password=CHOSEN, now=SOON)


def test_halves_are_read_however_they_are_typed(person: NewPerson, sysadmin: Actor, secadmin: Actor) -> None:
    first, second = halves(person("zhou"), sysadmin, secadmin)
    redeem(
        username="zhou",
        first=f" {first.lower()} ",
        second=second.replace("-", "  "),
        password=CHOSEN,
        now=SOON,
    )


def test_a_weak_password_or_the_old_one_costs_no_code(person: NewPerson, sysadmin: Actor, secadmin: Actor) -> None:
    first, second = halves(person("zhou"), sysadmin, secadmin)
    for refused in ("short", PASSWORD, "Huying-demo-2021"):
        with pytest.raises(WeakPassword):
            redeem(username="zhou", first=first, second=second, password=refused, now=SOON)
    redeem(username="zhou", first=first, second=second, password=CHOSEN, now=SOON)


def test_a_confirmed_reset_ends_the_old_password_and_every_session(
    client: Client, person: NewPerson, sysadmin: Actor, secadmin: Actor
) -> None:
    user = person("zhou")
    client.force_login(user)
    change = ask_code(user=user, reason=WHY, by=sysadmin, now=NOW)
    assert signed_in(client)
    confirm(change=change, reason=WHY, by=secadmin, now=NOW)
    assert not signed_in(client)
    client.post(reverse("account_login"), {"login": "zhou", "password": PASSWORD})
    assert not signed_in(client)


def test_opening_an_account_again_revives_neither_its_sessions_nor_its_tokens(
    client: Client, person: NewPerson, sysadmin: Actor, secadmin: Actor
) -> None:
    user = person("zhou")
    client.force_login(user)
    ApiToken.objects.create(user=user, name="old", digest="a" * 64, created=NOW)
    close_account(user=user, by=sysadmin, now=NOW)
    assert not signed_in(client)
    first, second = halves(user, sysadmin, secadmin)
    user.refresh_from_db()
    assert user.is_active
    assert not signed_in(client)
    assert not user.check_password(PASSWORD)
    assert ApiToken.objects.get().revoked == NOW
    redeem(username="zhou", first=first, second=second, password=CHOSEN, now=SOON)
    assert not signed_in(client)


def test_the_system_gives_the_first_administrators_their_codes(person: NewPerson, sysadmin: Actor) -> None:
    user = create_account(username="first", display_name="李若水", by=SYSTEM, now=NOW)
    with pytest.raises(Forbidden):
        grant(user=user, by=sysadmin, now=NOW)
    first, second = grant(user=user, by=SYSTEM, now=NOW)
    redeem(username="first", first=first, second=second, password=CHOSEN, now=SOON)
    user.refresh_from_db()
    assert user.check_password(CHOSEN)


def test_a_closed_account_and_a_stranger_have_no_code(person: NewPerson, sysadmin: Actor) -> None:
    user = person("zhou")
    first, second = grant(user=user, by=SYSTEM, now=NOW)
    close_account(user=user, by=sysadmin, now=NOW)
    for username in ("zhou", "nobody", ""):
        with pytest.raises(WrongCode):
            redeem(username=username, first=first, second=second, password=CHOSEN, now=SOON)


def test_a_password_chosen_otherwise_voids_the_code(person: NewPerson) -> None:
    user = person("zhou")
    first, second = grant(user=user, by=SYSTEM, now=NOW)
    choose_password(user=user, password="Another-long-2", now=NOW)
    with pytest.raises(WrongCode):
        redeem(username="zhou", first=first, second=second, password=CHOSEN, now=SOON)


def signed_in(client: Client) -> bool:
    return client.get("/desk/").headers.get("Location", "").startswith("/accounts/login/") is False


# ---- the page


def typed(first: str, second: str, **more: str) -> dict[str, str]:
    return {"username": "zhou", "first": first, "second": second, "password": CHOSEN, "again": CHOSEN} | more


def test_the_page_sets_the_password_and_leads_to_the_sign_in(client: Client, person: NewPerson) -> None:
    first, second = grant(user=person("zhou"), by=SYSTEM, now=now())
    page = reverse("account_code")
    assert client.get(page).status_code == 200
    unequal = client.post(page, typed(first, second, again="Other-than-that-1"))
    assert unequal.status_code == 400
    assert CHOSEN not in unequal.content.decode()
    assert client.post(page, typed(first, second)).headers["Location"] == "/accounts/login/"
    client.post(reverse("account_login"), {"login": "zhou", "password": CHOSEN})
    assert "_auth_user_id" in client.session


def test_the_page_never_says_what_is_wrong(client: Client, person: NewPerson) -> None:
    first, second = grant(user=person("zhou"), by=SYSTEM, now=now())
    page = reverse("account_code")
    wrong = [
        typed(first, "x"),
        typed("x", second),
        typed(first, second, username="nobody"),
        typed("\0", "\0", username="\0"),
    ]
    answers = [client.post(page, one) for one in wrong]
    assert {answer.status_code for answer in answers} == {400}
    assert len({answer.context["problem"] for answer in answers}) == 1


def test_the_page_grows_deaf_to_a_machine_but_not_to_the_owner(client: Client, person: NewPerson) -> None:
    first, second = grant(user=person("zhou"), by=SYSTEM, now=now())
    page = reverse("account_code")
    for _ in range(60):
        assert client.post(page, typed("x", "x")).status_code == 400
    assert client.post(page, typed("x", "x")).status_code == 429
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    assert elsewhere.post(page, typed(first, second)).status_code == 302
