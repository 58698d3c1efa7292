"""Whatever was done in whichever programme, the auditor reads it in words: on the pages and in their exports, in both languages."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.test import Client

from huying.clock import now
from huying.ledger import models
from huying.ledger.services import access
from huying.people.actors import actor_for
from huying.people.models import Post, User
from huying.people.roles import AUDITOR, roles
from huying.people.services.journal import note
from huying.rules.programme import Programme
from tests.contracts.every_programme.crew import SINCE, Crew
from tests.contracts.every_programme.living import MONDAY, Life

LANGUAGES = ("zh-hans", "en")
TAG, SPACE = re.compile(r"<(script|style|select|datalist)\b.*?</\1>|<[^>]*>", re.DOTALL), re.compile(r"\s+")


@pytest.fixture(scope="module")
def auditor(crew: Crew, lives: list[Life]) -> User:
    """Somebody who holds no post but that of the whole city's auditor, whatever the programme's own roles are."""
    assert lives
    user = User.objects.create_user(f"{crew.programme.code}.looker", display_name="吴望舒", password_changed_at=now())
    Post.objects.create(user=user, role=AUDITOR, start=SINCE)
    return user


def sitting(user: User, language: str) -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def cells(client: Client, address: str) -> list[list[str]]:
    """The rows of the page's table, cell by cell, as they are read."""
    answer = client.get(address)
    assert answer.status_code == 200
    rows = answer.content.decode().partition("<tbody>")[2].partition("</tbody>")[0].split("<tr")[1:]
    return [[read(cell) for cell in re.split(r"<td\b[^>]*>", row)[1:]] for row in rows]


def read(markup: str) -> str:
    return SPACE.sub(" ", unescape(TAG.sub(" ", markup))).strip()


def sheet(client: Client, which: str, asked: str) -> list[list[str]]:
    answer = client.get(f"/desk/audit/{which}.csv?{asked}")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))[1:]


def codes(programme: Programme) -> set[str]:
    """Whatever only the programme's file says: no person knows it."""
    return {
        *programme.actions,
        *programme.roles,
        *programme.states,
        *programme.tasks,
        *programme.milestones,
        programme.code,
    }


def demand_words(said: list[str], programme: Programme, language: str) -> None:
    """No cell is a code; and none has one in it: in Chinese no Latin word is one, in English none that people could have written."""
    unreadable = {code for code in codes(programme) if "_" in code or language != "en"}
    for cell in said:
        assert cell not in codes(programme), cell
        assert unreadable.isdisjoint(re.findall(r"[A-Za-z_]+", cell)), cell


def entries(life: Life, language: str) -> Iterator[tuple[str, str]]:
    """Every event of the case as people call it, the latest first: the action, and as what it was taken."""
    for event in life.row.events.order_by("-recorded_at", "-seq"):
        role = life.programme.roles.get(event.role)
        yield life.programme.actions[event.action].name.say(language), role.name.say(language) if role else ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_is_said_in_words_on_the_page_and_in_its_export(
    lives: list[Life], auditor: User, programme: Programme, language: str
) -> None:
    client = sitting(auditor, language)
    taken: set[str] = set()
    for life in lives:
        number, wanted = life.row.number, list(entries(life, language))
        shown = cells(client, f"/desk/audit/events/?number={number}")
        assert [(row[5], row[3]) for row in shown] == wanted
        filed = sheet(client, "events", f"number={number}")
        assert [(row[6], row[4]) for row in filed] == wanted
        for row in shown:
            demand_words(row[2:6], programme, language)
        for row in filed:
            demand_words(row[2:7], programme, language)
        taken |= {event.action for event in life.row.events.all()}
    assert taken >= {code for code, one in programme.actions.items() if not (one.retimes or one.forgets)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_is_verified_on_the_spot_step_by_step_in_words(
    lives: list[Life], auditor: User, programme: Programme, language: str
) -> None:
    client = sitting(auditor, language)
    for life in lives:
        steps = [row[1] for row in cells(client, f"/desk/audit/verify/?number={life.row.number}")]
        assert steps == [name for name, _ in reversed(list(entries(life, language)))]
        demand_words(steps, programme, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_looks_and_exports_are_said_in_words(
    lives: list[Life], auditor: User, crew: Crew, programme: Programme, language: str
) -> None:
    """A list narrowed by everything that the programme has, a file opened, contact data opened."""
    actor, life = actor_for(auditor, SINCE), lives[0]
    narrowed = [f"queue=s.{programme.code}.{code}" for code in programme.states]
    narrowed += [
        f"queue=open&p={programme.code}&state={code}&unit=chengguan&county=411002" for code in programme.states
    ]
    narrowed += [f"queue=all&state={programme.code}.{code}&light=red&reopened=1" for code in programme.tasks]
    for fact in programme.facts.values():
        code = next(name for name, one in programme.facts.items() if one is fact)
        narrowed += [f"queue=all&p={programme.code}&f.{code}={one}" for one in fact.choices or ("1",)]
    for address in narrowed:
        access.note(actor=actor, kind="export", now=MONDAY, detail=f"csv 12 {address}")
    access.note(actor=actor, kind="export", now=MONDAY, detail="audit people csv who=clerk")
    file = models.Attachment.objects.first()
    if file:
        access.note(actor=actor, kind="file", now=MONDAY, case_id=life.id, detail=str(file.pk))
    client = sitting(auditor, language)
    asked = f"who={auditor.username}&since=2026-03-02&until=2026-03-02"
    shown = cells(client, f"/desk/audit/?{asked}")
    filed = sheet(client, "looks", asked)
    assert len(shown) == min(100, len(filed))
    assert len(filed) >= len(narrowed) + 1 + bool(file)
    for row in (*shown, *filed):
        demand_words([row[2], row[-1].replace("clerk", "")], programme, language)
    assert not any(str(file.pk) in row[-1] for row in filed if file)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_changed_about_people_is_said_in_words(
    crew: Crew, auditor: User, programme: Programme, language: str
) -> None:
    """Every role of the programme given to somebody, with a unit, a place, and who asked for it."""
    by = actor_for(auditor, SINCE)
    for code, role in programme.roles.items():
        if role.post:
            held = "" if ("", code) in roles() else programme.code
            detail = {"role": code, "programme": held, "unit": "chengguan", "place": "411002"}
            for action in ("appoint", "ask_appoint", "end_term"):
                note(by=by, at=MONDAY, action=action, subject=str(crew.users[0].pk), asked_by=by.id, **detail)
    note(by=by, at=MONDAY, action="add_duty", subject="chengguan", category="utilities", place="411002")
    client = sitting(auditor, language)
    asked = f"who={auditor.username}&since=2026-03-02&until=2026-03-02"
    shown = cells(client, f"/desk/audit/people/?{asked}")
    filed = sheet(client, "people", asked)
    assert len(shown) == len(filed)
    for row in shown:
        demand_words(row[1:], programme, language)
    for row in filed:
        demand_words([row[2], row[3], row[5], row[6]], programme, language)
    for word in {role.name.say(language) for role in programme.roles.values() if role.post}:
        assert any(word in row[-1] for row in shown)
