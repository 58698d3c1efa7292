"""Loading the shipped city: at once, again without harm, and never into another city."""

import time

import pytest
from django.db import connection

from huying.people.models import Duty, Place
from huying.people.services.setup import load_city

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing() -> None:
    """A database without a city: the other tests begin in one."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_duty; DELETE FROM people_unit; DELETE FROM people_place")


def test_the_city_and_its_villages_are_there_at_once() -> None:
    began = time.perf_counter()
    load_city()
    assert time.perf_counter() - began < 2
    assert Place.objects.filter(level=Place.Level.VILLAGE, until=None).count() == 2505
    assert Place.objects.filter(level=Place.Level.VILLAGE).exclude(until=None).count() == 183
    assert not Place.objects.filter(name_en="").exists()


def test_loading_again_changes_nothing() -> None:
    load_city()
    Place.objects.filter(code="411002").update(name="新名", since="2020-01-01")
    before = [*Place.objects.order_by("code").values()], Duty.objects.count()
    load_city()
    assert ([*Place.objects.order_by("code").values()], Duty.objects.count()) == before


def test_another_citys_places_are_left_alone() -> None:
    Place.objects.create(code="99", name="小城", name_en="Tiny", level="city", path=["99"], code_system="local")
    load_city()
    assert [*Place.objects.values_list("code", flat=True)] == ["99"]
    assert not Duty.objects.exists()
