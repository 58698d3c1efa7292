"""Jobs of the queue. They tell the time themselves: a job may wait long before a worker takes it."""

from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from huying.messages import delivery as deliver
from huying.supervision.services import retime

ONCE_MORE = RetryStrategy(max_attempts=5, exponential_wait=4)


@app.task(name="supervision.deliver", queueing_lock="deliver", retry=ONCE_MORE)
def deliver_messages() -> None:
    """Send what waits in the outbox."""
    deliver.deliver(now=_now())


@app.task(name="supervision.retime", queueing_lock="retime", lock="retime", retry=ONCE_MORE)
def retime_cases() -> None:
    """Count the clocks of all open cases anew, unless it has been done since it was asked for."""
    if retime.needed():
        retime.retime_all(now=_now())


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - a worker's job is a door
