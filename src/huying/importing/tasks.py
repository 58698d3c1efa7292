"""Jobs of the queue. They tell the time themselves: a job may wait long before a worker takes it."""

import uuid
from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from huying.importing.services import runs as import_runs
from huying.importing.services import work as import_work


@app.task(name=import_runs.JOB, retry=RetryStrategy(max_attempts=import_work.TRIES, exponential_wait=4))
def import_run(run: str) -> None:
    """Check or import a file. Doing it again is harmless: rows that are in the ledger stay as they are."""
    now = datetime.now(UTC)  # noqa: TID251 - a worker's job is a door
    import_work.work(run_id=uuid.UUID(run), now=now)
