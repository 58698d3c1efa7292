"""Two actions on one case at once: whoever waits for the lock decides on what the other has left, row and document alike."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from huying.ledger import store
from huying.ledger.services.door import act
from tests.ledger.story import CLERK, HOUR, Story


@pytest.mark.django_db(transaction=True)
def test_whoever_waited_for_the_lock_reads_what_the_other_has_written() -> None:
    story = Story()
    started, seen = threading.Event(), list[int]()

    def wait() -> None:
        try:
            with transaction.atomic():
                connection.ensure_connection()
                started.set()
                seen.append(store.lock(story.id).seq)
        finally:
            connection.close()

    thread = threading.Thread(target=wait)
    with transaction.atomic():
        act(case_id=story.id, action="note", actor=CLERK, payload={"text": "一"}, now=story.now + HOUR)
        thread.start()
        assert started.wait(10)
        thread.join(0.5)
        assert thread.is_alive()  # it waits
    thread.join(10)
    assert seen == [2]
