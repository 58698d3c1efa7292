"""The people log only grows: the database itself refuses the rest."""

import pytest
from django.db import IntegrityError, connection, transaction

from huying.people.models import PeopleLog
from huying.rules.policy import Actor
from tests.people.conftest import NewPerson

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE people_peoplelog SET by = 'nobody'",
        "DELETE FROM people_peoplelog",
        "TRUNCATE people_peoplelog",
    ],
)
def test_the_log_refuses_to_be_changed(person: NewPerson, tampering: str) -> None:
    person("zhou")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(tampering)
    assert PeopleLog.objects.count() == 2  # made, and a password chosen


def test_the_log_names_nobody_by_name(person: NewPerson, secadmin: Actor) -> None:
    person("zhou", "周海燕")
    assert not [row for row in PeopleLog.objects.all() if "周海燕" in f"{row.subject}{row.detail}"]
