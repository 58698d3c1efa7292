"""Every part and every indicator of every programme: what Python counts over the cases themselves, what the database counts, what the
tallies say, and how many cases a reader finds behind the number are one and the same, now and as of any past day.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.db import transaction
from django.test import Client

from huying.clock import now
from huying.insight import rows, tallies
from huying.insight.books import book
from huying.insight.figures import Asked, breakdown, cases_behind, compute, tallied
from huying.insight.filters import Filters, both
from huying.insight.images import shown
from huying.insight.parts import counted, milestone
from huying.insight.registry import Figure, cells, of_programme
from huying.insight.services.fold import fold
from huying.insight.services.recount import recount
from huying.ledger import models, store
from huying.people.models import User
from huying.rules.calendar import LOCAL
from huying.rules.case import Case
from huying.rules.conditions import holds
from huying.rules.figures import Part, Period
from huying.rules.policy import SYSTEM
from huying.rules.programme import Programme
from huying.web.leader.offers import leads
from huying.web.leader.standing import standing
from tests.contracts.every_programme.crew import Crew
from tests.contracts.every_programme.living import HOUR, Life

EVER = Filters(start=date(2020, 1, 1), end=date(2030, 1, 1))
MARCH = Filters(start=date(2026, 3, 1), end=date(2026, 4, 1))
Number = int | Decimal


@pytest.fixture
def cases(programme: Programme, lives: list[Life]) -> list[Case]:
    """Every case of the programme, those that others are linked to as well."""
    assert lives
    found = models.Case.objects.filter(programme=programme.code).select_related("document")
    return [store.read(row) for row in found]


@pytest.fixture
def instants(cases: list[Case]) -> list[datetime]:
    """When each life ended and the evening of the day before it did, and a day long after all of them."""
    ends = sorted({models.Event.objects.filter(case_id=case.id).latest("seq").at for case in cases})
    evenings = {
        datetime.combine(end.astimezone(LOCAL).date(), datetime.min.time(), LOCAL).astimezone(UTC) for end in ends
    }
    return sorted({*ends, *evenings, ends[-1] + HOUR, ends[-1] + timedelta(days=90)})


def by_python(programme: Programme, part: Part, cases: list[Case], at: datetime, filters: Filters) -> Number:
    """What the part comes to, case by case."""
    where, period = counted(part), filters.period(at)
    found = [case for case in cases if holds(where, case, programme.clockwork, at) and falls(part, case, period)]
    if part.sum:
        return sum((Decimal(str(case.facts.get(part.sum) or 0)) for case in found), Decimal(0))
    return len({shown(case.facts[part.distinct]) for case in found}) if part.distinct else len(found)


def falls(part: Part, case: Case, period: Period) -> bool:
    """Whether what dates the part lies in the period."""
    if part.standing:
        return True
    at = case.milestones[milestone(part)] if milestone(part) else case.opened
    return period.start <= at.astimezone(LOCAL).date() < period.end


def behind(one: Figure, at: datetime, filters: Filters) -> Number:
    """What the cases behind a figure come to, as whoever opens its list could count them."""
    part, found = one.part() or Part(), cases_behind(one, actor=SYSTEM, as_of=at, filters=filters)
    if part.sum:
        return sum((Decimal(str(row.facts.get(part.sum) or 0)) for row in found), Decimal(0))
    return len({shown(row.facts[part.distinct]) for row in found}) if part.distinct else found.count()


def test_python_the_database_and_the_list_agree_on_every_part_at_every_instant(
    programme: Programme, cases: list[Case], instants: list[datetime]
) -> None:
    for at in instants:
        for filters in (EVER, MARCH):
            wanted = {code: by_python(programme, part, cases, at, filters) for code, part in programme.parts.items()}
            found = rows.count(programme, tuple(programme.parts), SYSTEM, at, filters)[""]
            assert found == wanted, at
    for code in programme.parts:
        one = Figure(code, programme.name, programme.name, programme.code, code)
        for at in instants[-3:]:
            assert behind(one, at, EVER) == by_python(programme, programme.parts[code], cases, at, EVER), (code, at)


def test_every_indicator_says_what_its_parts_say_and_what_is_behind_it(
    programme: Programme, cases: list[Case], instants: list[datetime]
) -> None:
    assert of_programme(programme.code)
    for one in of_programme(programme.code):
        for at in instants[-3:]:
            value = compute(one, actor=SYSTEM, as_of=at, filters=EVER)
            wanted = [by_python(programme, part, cases, at, EVER) for part in one.whole]
            assert [value.numerator, value.denominator][: len(wanted)] == wanted, (one.key, at)
            assert behind(one, at, EVER) == value.numerator, (one.key, at)


def test_the_tallies_say_the_same_however_they_were_made(
    programme: Programme, cases: list[Case], instants: list[datetime]
) -> None:
    counting, parts = book(programme.code), tuple(programme.parts)
    with rolled_back():
        recount(programme.code, now=instants[-2])
        for at in instants[-2:]:
            for folded in (False, True):
                if folded:
                    fold(counting, now=at)
                question = tallied(Asked(programme, SYSTEM, at, EVER), parts)
                answer = tallies.ask(question) if question else None
                assert answer, at
                told = {code: answer.groups.get("", {}).get(code, 0) for code in parts}
                assert told == {code: by_python(programme, programme.parts[code], cases, at, EVER) for code in parts}


def test_every_cell_of_every_matrix_is_the_list_behind_it(programme: Programme, instants: list[datetime]) -> None:
    for code, matrix in programme.matrices.items():
        figures = [cells()[f"{programme.code}.{code}.{part}"] for part in matrix.parts]
        at, dimension = instants[-2], f"f.{matrix.rows}"
        found = breakdown(figures, both(dimension), actor=SYSTEM, as_of=at, filters=EVER)
        for (value, county), values in found.items():
            here = Filters.read({dimension: value or "-", "county": county or "-"}, EVER.start, EVER.end)
            for one in figures:
                assert behind(one, at, here) == values[one.key].numerator, (one.key, value, county)
        for one in figures:
            whole = compute(one, actor=SYSTEM, as_of=at, filters=EVER).numerator
            assert sum(values[one.key].numerator for values in found.values()) == whole


def test_whoever_leads_opens_its_page_and_its_matrices(programme: Programme, crew: Crew, lives: list[Life]) -> None:
    client = Client()
    client.force_login(onlooker(crew))
    pages = [f"/desk/leader/?programme={programme.code}&period=all"]
    pages += [f"/desk/leader/matrix/{programme.code}/{code}/" for code in programme.matrices]
    for address in pages:
        for language in ("zh-hans", "en"):
            response = client.get(address, headers={"accept-language": language})
            assert response.status_code == 200, address
            assert programme.name.say(language) in unescape(response.content.decode())


def test_whoever_requires_something_finds_it_all_on_their_own_page(
    programme: Programme, crew: Crew, lives: list[Life]
) -> None:
    client = Client()
    client.force_login(renewed(crew.asker))
    asker = crew.actor(crew.asker)
    page = client.get("/desk/leader/mine/")
    assert page.status_code == (200 if leads(asker, programme) else 404)
    if leads(asker, programme):
        mine = models.Case.objects.filter(programme=programme.code, asker=str(crew.asker.pk))
        assert mine.exists()
        assert all(number in page.content.decode() for number in mine.values_list("number", flat=True))
        assert client.get(f"/desk/leader/require/{programme.code}/").status_code == 200


def test_whoever_must_act_is_told_by_post_and_name(programme: Programme, lives: list[Life]) -> None:
    assert lives
    rows = list(models.Case.objects.filter(programme=programme.code, is_open=True).select_related("document"))
    how = standing(rows, now())
    for row in rows:
        role = programme.roles[row.owner_role]
        assert how[row.id].role == role.name
        account = role.at == "asker" and row.asker.isdecimal()
        assert bool(how[row.id].people.zh) == (role.post or account), (row.state, row.owner_role)


def onlooker(crew: Crew) -> User:
    """Somebody who sees every case of the programme."""
    role = next(
        code for code, role in crew.programme.roles.items() if role.at != "asker" and role.post and role.sees == "all"
    )
    return renewed(crew.holding(role))


def renewed(user: User) -> User:
    """The account with a password of today."""
    User.objects.filter(pk=user.pk).update(password_changed_at=now())
    return User.objects.get(pk=user.pk)


@contextmanager
def rolled_back() -> Iterator[None]:
    """What happens inside is forgotten afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
