"""Jobs whose worker was killed: procrastinate tells them by the heartbeat that stopped; they are taken up again."""

import logging
from datetime import datetime

from asgiref.sync import async_to_sync
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job, Status

MOST = 5  # times that a job is begun; one that kills its worker each time is given up, and said
log = logging.getLogger("huying.jobs")


def revive(now: datetime) -> int:
    """Have every job of a dead worker done by another; how many. The lock that it held is free again either way.

    A worker that has been silent for half a minute is dead (procrastinate's own measure: it gives a sign every ten seconds).
    """
    stalled = async_to_sync(app.job_manager.get_stalled_jobs)()
    return sum(_again(job, now) for job in stalled)


def _again(job: Job, now: datetime) -> bool:
    assert job.id is not None  # noqa: S101 - what the queue gives has an id; procrastinate's type allows for one that is not sent yet
    if job.attempts >= MOST:
        log.error("job %d (%s) was begun %d times and never ended; it is given up", job.id, job.task_name, job.attempts)
    else:
        try:
            with transaction.atomic():
                app.job_manager.retry_job_by_id(job.id, now)
        except UniqueViolation:  # the same waits already, and will be done instead
            log.info("job %d (%s) is done by the one that waits", job.id, job.task_name)
        else:
            return True
    async_to_sync(app.job_manager.finish_job_by_id_async)(job.id, Status.FAILED, delete_job=False)
    return False
