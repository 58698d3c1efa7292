"""Jobs of the queue. They tell the time themselves: a job may wait long before a worker takes it."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from huying import clock
from huying.supervision.services import retime


@app.task(
    name="supervision.retime",
    queueing_lock="retime",
    lock="retime",
    retry=RetryStrategy(max_attempts=5, exponential_wait=4),
)
def retime_cases() -> None:
    """Count the clocks of all open cases anew, unless it has been done since it was asked for."""
    if retime.needed():
        retime.retime_all(now=clock.now())
