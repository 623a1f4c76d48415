"""Jobs whose worker died while it ran them."""

from __future__ import annotations

import asyncio
import logging

from procrastinate.exceptions import ProcrastinateException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from owj.server.outbox.services import DELIVER_TASK

log = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0
MOST_ATTEMPTS = 5


async def revive_stalled_jobs(jobs: JobManager, stalled_after_s: float) -> None:
    """Look again and again for jobs of dead workers and let them run anew, five times at most."""
    while True:
        try:
            await jobs.prune_stalled_workers(stalled_after_s)
            for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=stalled_after_s):
                await _revive(jobs, job)
        except ProcrastinateException as error:
            log.warning("stalled jobs wait for the database: %s", error)
        await asyncio.sleep(LOOK_EVERY_S)


async def _revive(jobs: JobManager, job: Job) -> None:
    if job.task_name == DELIVER_TASK:
        # The outbox row knows more than its job and gets a new one.
        await jobs.finish_job(job, Status.ABORTED, delete_job=True)
    elif job.attempts >= MOST_ATTEMPTS:
        log.error("job %s (%s) ended with its worker too often", job.id, job.task_name)
        await jobs.finish_job(job, Status.FAILED, delete_job=False)
    else:
        await jobs.retry_job(job)
