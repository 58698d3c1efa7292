"""One source for two questions: what the rules let somebody see and what the query finds are the same, for everybody."""

from datetime import UTC, date, datetime
from random import Random

import pytest

from huying.ledger import store
from huying.ledger.models import Case
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services import loading
from huying.ledger.services.create import create
from huying.ledger.services.door import act
from huying.ledger.whole_lives import World
from huying.lives import simulation
from huying.lives.cast import cast
from huying.lives.family import Author
from huying.lives.texts import Pooled
from huying.people.actors import post
from huying.people.calendars import current
from huying.people.models import Post as Held
from huying.people.services.demo import load_demo_people
from huying.programmes.registry import load
from huying.rules.available import available
from huying.rules.errors import HuyingError
from huying.rules.policy import NOBODY, SYSTEM, Actor, Post, ended, party, visible

NOW = datetime(2021, 6, 1, 2, tzinfo=UTC)


@pytest.fixture
def city(db: None) -> list[Case]:
    """A city of letters at every stage of life, some of which accuse a unit or a person."""
    load_demo_people(now=NOW)
    world = World(load("appeal"), current(), store.recording())
    rng = Random(7)
    opened = simulation.moments(rng, 60, datetime(2021, 5, 10, tzinfo=UTC), NOW)
    author = Author(cast(date(2021, 6, 1), "appeal"), rng, Pooled())
    loading.load(world.programme, simulation.simulate(world, author, opened, loading.reserve(60), NOW))
    units = ["zhujian", "weidu", "jiaoyu"]
    handler = Held.objects.get(role="handler", unit_id="jiaotong", programme="appeal")
    for accused in [*units, str(handler.user_id)]:
        letter = {"title": "举报", "body": "请查一查。", "subject": "citizen", "channel": "web", "accused": [accused]}
        create(programme="appeal", payload=letter, now=NOW)
    return list(Case.objects.all())


def everybody() -> list[Actor]:
    """Every demo account, people with two posts, parties, the system, and nobody."""
    posts: dict[str, list[Post]] = {}
    for held in Held.objects.order_by("id"):
        posts.setdefault(str(held.user_id), []).append(post(held.role, held.unit_id, held.place_id, held.programme))
    people = [Actor(ident, tuple(held)) for ident, held in posts.items()]
    two_hats = Actor("two-hats", (Post("handler", "zhujian"), Post("county_leader", "weidu", "411002")))
    bare = Actor("bare", (Post("handler"), Post("county_leader")))
    return [*people, two_hats, bare, SYSTEM, NOBODY]


def test_what_the_rules_show_and_what_the_query_finds_are_the_same_for_everybody(city: list[Case]) -> None:
    programme = load("appeal")
    cases = {row.pk: store.read(row) for row in city}
    parties = [party(case.id) for case in list(cases.values())[:5]]
    for actor in [*everybody(), *parties]:
        found = set(cases_for(actor).values_list("pk", flat=True))
        shown = {pk for pk, case in cases.items() if visible(case, actor, programme)}
        assert found == shown, actor
        whole = set(cases_for(actor, whole=True).values_list("pk", flat=True))
        assert whole == {pk for pk in shown if ended(cases[pk], actor, programme) is None}, actor


def test_every_button_is_accepted_by_the_door_but_for_what_its_form_asks_and_nothing_else_is(city: list[Case]) -> None:
    """For every role, action and case: offered means allowed, not offered means refused by who or where, never by the form."""
    programme = load("appeal")
    one_of_each = {actor.posts[0].role: actor for actor in everybody() if actor.posts}
    waiting = {row.state: row for row in city}
    for row in waiting.values():
        case = store.read(row)
        for actor in one_of_each.values():
            offered = {(choice.action, choice.task) for choice in available(case, actor, programme, NOW, current())}
            for code, action in programme.actions.items():
                for task in list(case.tasks) if action.on == "task" else [0]:
                    assert _refused_by_form_or_done(row, code, actor, task) == ((code, task) in offered), (code, actor)


def _refused_by_form_or_done(row: Case, code: str, actor: Actor, task: int) -> bool:
    """Whether the door got as far as the form: a field nobody knows is what it stumbles over first there."""
    with pytest.raises(HuyingError) as refusal:
        act(case_id=str(row.pk), action=code, actor=actor, payload={"no such field": 1}, now=NOW, task=task)
    return refusal.value.code == "input.bad"
