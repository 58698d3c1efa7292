"""Jobs of the queue. They tell the time themselves: a job may wait long before a worker takes it."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from huying import clock
from huying.messages import delivery


@app.task(name="messages.deliver", queueing_lock="deliver", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def deliver_messages() -> None:
    """Send what waits in the outbox."""
    delivery.deliver(now=clock.now())
