"""Every word that was said of a case stands on its page, whatever its programme is."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from huying.clock import now
from huying.ledger import models, store
from huying.people.calendars import current
from huying.people.models import User
from huying.rules.available import available
from huying.rules.programme import Programme
from tests.contracts.every_programme.crew import Crew
from tests.contracts.every_programme.living import Life
from tests.contracts.every_programme.seats import sitting, whole


def page(life: Life, user: User | None = None) -> str:
    client = sitting(user or whole(life))
    answer = client.get(f"/desk/cases/{life.row.number}/")
    assert answer.status_code == 200, (life.programme.code, life.taken)
    return html.unescape(answer.content.decode())


def spoken(programme: Programme, life: Life) -> Iterator[str]:
    """Every free text of the case, and the name of every action, state and milestone that it has been through."""
    yield from models.Passage.objects.filter(case=life.row, forgotten_at=None).values_list("text", flat=True)
    yield from (programme.actions[code].name.zh for code in life.taken)
    yield programme.states[life.case.state].name.zh
    yield from (name.zh for name in programme.milestones.values())
    yield from (programme.clocks[one.name].name.zh for one in life.case.clocks.values() if not one.stopped)
    yield from (programme.facts[code].name.zh for code in life.case.facts if not programme.facts[code].meaning)


def test_every_word_that_was_said_stands_on_the_page(lives: list[Life]) -> None:
    for life in lives:
        text = page(life)
        for words in spoken(life.programme, life):
            for line in words.splitlines():
                assert line.strip() in text, (life.programme.code, life.taken, line)


def test_every_event_tells_every_field(lives: list[Life]) -> None:
    for life in lives:
        client = sitting(whole(life))
        log = client.get(f"/desk/cases/{life.row.number}/").context["log"]
        events = [store.event(row) for row in models.Event.objects.filter(case=life.row).order_by("-seq")]
        assert [entry.seq for entry in log] == [event.seq for event in events]
        for entry, event in zip(log, events, strict=True):
            fields = life.programme.actions[event.action].fields
            told = {name: value for name, value in event.said.items() if value not in ("", None, [])}
            assert len(entry.said) == len(told), (life.programme.code, event.action, event.said)
            assert {one.name.zh for one in entry.said} == {fields[name].name.zh for name in told}
            assert all(one.value.zh and one.value.en for one in entry.said)


def test_no_code_is_shown_where_a_name_is_known(lives: list[Life]) -> None:
    for life in lives:
        text = page(life)
        for unit in {task.unit for task in life.case.tasks.values()}:
            assert f">{unit}<" not in text
        assert "None" not in text.replace("None)", "")


def test_every_form_asks_for_all_that_its_action_asks(lives: list[Life]) -> None:
    seen = set()
    for life, user in ((one, user) for one in lives for user in one.crew.users):
        client = sitting(user)
        for choice in available(life.case, life.crew.actor(user), life.programme, now(), current()):
            action = life.programme.actions[choice.action]
            if choice.action in seen:
                continue
            seen.add(choice.action)
            form = client.get(f"/desk/cases/{life.row.number}/act/{choice.action}/{choice.task}/")
            assert form.status_code == 200, (life.programme.code, choice)
            text = html.unescape(form.content.decode())
            assert all(field.name.zh in text for field in action.fields.values()), (life.programme.code, choice)
            assert all(f'name="{name}' in text for name in action.fields), (life.programme.code, choice)
            assert bool(action.confirm) == ('name="confirmed"' in text)
    assert seen


def test_a_case_is_opened_at_the_desk_by_whoever_may(crew: Crew) -> None:
    programme: Programme = crew.programme
    opened = 0
    for user in crew.users:
        client = sitting(user)
        answer = client.get(f"/desk/new/?programme={programme.code}")
        if answer.status_code == 200 and answer.context["form"].programme.code == programme.code:
            text = answer.content.decode()
            opened += 1
            assert all(f'name="{name}' in text for name in programme.actions[programme.start].fields)
            assert ('name="contact-phone"' in text) == (programme.asker.kind == "party")
    assert opened


def test_a_link_is_shown_at_both_ends(lives: list[Life]) -> None:
    for life in lives:
        for name, target in life.case.links.items():
            link, other = life.programme.links[name], models.Case.objects.get(id=target)
            found: Any = sitting(whole(life)).get(f"/desk/cases/{life.row.number}/").context["links"]
            assert (link.name.zh, other.number) in [(one.name.zh, one.row.number) for one in found]
