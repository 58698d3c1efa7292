"""Lives that are copied in are the lives that were lived, letter by letter, and the same seed lives them again."""

from datetime import UTC, date, datetime
from random import Random

import pytest
from msgspec.structs import replace

from huying.ledger import copying, store, whole_lives
from huying.ledger.models import Case, Event, Party, Passage, Publication
from huying.ledger.sealing import Contact, unseal
from huying.ledger.selectors.search import asked, entries, published, published_entries
from huying.ledger.services import loading
from huying.ledger.services.verify import verify_all
from huying.ledger.whole_lives import Life, World
from huying.lives import simulation
from huying.lives.cast import cast
from huying.lives.family import Author
from huying.lives.texts import Fresh, Pooled
from huying.people.calendars import current
from huying.people.services.demo import load_demo_people
from huying.programmes.demo_texts.letters import Letter
from huying.programmes.demo_texts.topics import Subject
from huying.programmes.registry import load
from huying.rules.case import Case as Document
from huying.rules.case import replay
from huying.rules.decide import Moment
from huying.rules.policy import SYSTEM
from huying.rules.text import search_query

pytestmark = pytest.mark.django_db

BEGINS, UNTIL = datetime(2021, 5, 1, tzinfo=UTC), datetime(2022, 1, 1, tzinfo=UTC)
AWKWARD = 'a\\b\t"c"\n\\N\\.\r\nNone\u2028𠮷{}'


@pytest.fixture
def world() -> World:
    load_demo_people(now=BEGINS)
    return World(load("appeal"), current(), store.recording())


def lived(world: World, texts: Fresh, seed: int = 3) -> list[Life]:
    rng = Random(seed)
    opened = simulation.moments(rng, 60, BEGINS, UNTIL)
    author = Author(cast(date(2021, 5, 1), "appeal"), rng, texts)
    return list(simulation.simulate(world, author, opened, 1, UNTIL))


def awkward(world: World) -> Life:
    """A letter made of everything that COPY treats as its own."""
    blank = Document(
        id="0179254f-0000-7000-8000-000000000001",
        programme="appeal",
        version=1,
        number="SQ1",
        state="",
        opened=BEGINS,
        home="centre",
    )
    payload = {
        "title": f" {AWKWARD}\x1f",
        "body": AWKWARD,
        "subject": "citizen",
        "channel": "web",
        "accused": ['"x\\y"', "z,{"],
    }
    moment = Moment(BEGINS, world.calendar, Random(1), recorded=world.recorded, key="file\\1")
    return whole_lives.birth(world, blank, payload, Contact(name="张\\三", phone="15412345678"), SYSTEM, moment)


def test_what_was_lived_is_what_the_ledger_holds(world: World) -> None:
    lives = lived(world, Pooled())
    assert loading.load(world.programme, lives) == (60, sum(len(life.events) for life in lives))
    for life in lives:
        assert replay(life.events) == life.case == store.read(Case.objects.get(id=life.case.id))
        kept = Passage.objects.filter(case_id=life.case.id).values_list("id", "field", "text", "salt")
        assert {(one.hex, *rest) for one, *rest in kept} == {(p.id, p.field, p.text, p.salt) for p in life.passages}
    assert Publication.objects.exists()
    assert list(verify_all()) == []


def test_no_letter_is_lost_or_changed_on_the_way_in(world: World) -> None:
    life = awkward(world)
    loading.load(world.programme, [life])
    kept, said = AWKWARD.replace("\r\n", "\n"), {one.field: one.text for one in Passage.objects.all()}
    assert said == {"title": " ".join(kept.split()), "body": kept}
    assert Case.objects.get().heading == said["title"]
    assert Case.objects.get().accused == ['"x\\y"', "z,{"]
    assert Event.objects.get().key == "file\\1"
    party = Party.objects.get()
    assert unseal(bytes(party.sealed), str(party.id)) == life.contact


class Signed(Fresh):
    """Letters by somebody who says who they are."""

    def written(self, rng: Random, category: str, place: tuple[str, str], subject: Subject, at: datetime) -> Letter:
        """As `Fresh.written`, signed."""
        written = super().written(rng, category, place, subject, at)
        return replace(written, matter=f"我叫王小明，路灯坏了。{written.matter}")


def test_nobody_is_found_in_public_by_a_name_that_was_hidden(world: World) -> None:
    loading.load(world.programme, lived(world, Signed()))
    name, lamp = asked(search_query("王小明")), asked(search_query("路灯"))
    assert entries(name).exists()
    assert Publication.objects.filter(matter__contains="我叫王*").exists()
    assert not published(name).exists()
    assert not published_entries(name).exists()
    assert published(lamp).exists()
    assert published_entries(lamp).exists()


def test_lines_written_in_one_stroke_are_the_rows_that_the_door_writes(world: World) -> None:
    for life in (awkward(world), *lived(world, Fresh())):
        for event in life.events:
            columns = store.event_columns(event)
            assert tuple(columns) == loading.EVENT
            assert copying.event_line(event) == copying.line(columns.values())
        for passage in life.passages:
            columns = store.passage_columns(life.case.id, passage)
            assert tuple(columns) == loading.PASSAGE
            assert copying.passage_line(life.case.id, passage) == copying.line(columns.values())


@pytest.mark.parametrize("texts", [Fresh, Pooled])
def test_the_same_seed_lives_the_same_lives(world: World, texts: type[Fresh]) -> None:
    first, again = lived(world, texts()), lived(world, texts())
    assert [life.events for life in first] == [life.events for life in again]
    assert [life.events for life in first] != [life.events for life in lived(world, texts(), seed=4)]
