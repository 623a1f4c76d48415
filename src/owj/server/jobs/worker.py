"""The worker process: jobs, timers, heartbeat, under one event loop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import Callable

import psycopg
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app, connector_params
from procrastinate.exceptions import ProcrastinateException

from owj.server.jobs.pulse import forget_pulse, keep_pulse
from owj.server.jobs.stalled import revive_stalled_jobs
from owj.server.jobs.timers_loop import TimersLoop

log = logging.getLogger(__name__)

CONCURRENCY = 4
POLL_S = 1.0
JOBS_GRACE_S = 1.0
STOP_LIMIT_S = 1.8
RESTART_AFTER_S = 0.5
STALLED_AFTER_S = 10.0


def run_worker() -> None:
    """Run until SIGTERM or SIGINT; what runs then gets a second to end."""
    asyncio.run(_run_until_stopped())
    # Threads that hang in a send must not hold the process; their rows tell how far they got.
    os._exit(0)


async def _run_until_stopped() -> None:
    stopping = asyncio.Event()
    _stop_on_signals(stopping)
    timers = TimersLoop()
    timers.start()
    running = [
        asyncio.create_task(keep_pulse(timers.wake), name="pulse"),
        asyncio.create_task(_keep_working(), name="jobs"),
    ]
    await stopping.wait()
    log.info("stopping")
    timers.stop()
    for task in running:
        task.cancel()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(STOP_LIMIT_S):
            await asyncio.gather(*running, return_exceptions=True)
            await asyncio.to_thread(timers.join, JOBS_GRACE_S)
            await forget_pulse()
    log.info("stopped")


async def _keep_working() -> None:
    """Run jobs; after a database crash, with new connections."""
    while True:
        try:
            await _work_until_lost()
        except (psycopg.Error, ProcrastinateException, OSError) as error:
            log.warning("the job worker lost the database: %s", error)
        await asyncio.sleep(RESTART_AFTER_S)


async def _work_until_lost() -> None:
    # A copy: in this process, too, jobs are deferred on Django's own connection, in its
    # transaction.
    working = app.with_connector(PsycopgConnector(kwargs=connector_params()))
    async with working.open_async():
        reviving = asyncio.create_task(revive_stalled_jobs(working.job_manager, STALLED_AFTER_S))
        try:
            await working.run_worker_async(
                concurrency=CONCURRENCY,
                install_signal_handlers=False,
                fetch_job_polling_interval=POLL_S,
                shutdown_graceful_timeout=JOBS_GRACE_S,
                update_heartbeat_interval=2.0,
                stalled_worker_timeout=STALLED_AFTER_S,
                delete_jobs="successful",
            )
        finally:
            reviving.cancel()


def _stop_on_signals(stopping: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stopping.set)
        except NotImplementedError:
            # Windows has no signal handlers of the loop.
            stop: Callable[..., object] = lambda *_: loop.call_soon_threadsafe(stopping.set)  # noqa: E731
            signal.signal(number, stop)
