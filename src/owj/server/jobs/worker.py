"""The worker process: jobs, timers, heartbeat, under one event loop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import Callable, Sequence

import psycopg
from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django import app, connector_params
from procrastinate.exceptions import ProcrastinateException

from owj.server.connections import new_event_loop
from owj.server.jobs.pulse import forget_pulse, keep_pulse
from owj.server.jobs.stalled import revive_stalled_jobs
from owj.server.jobs.timers_loop import TimersLoop
from owj.server.outbox.channels import channels
from owj.server.processes.work.asking import WORK_QUEUE

log = logging.getLogger(__name__)

OTHER_JOBS_AT_ONCE = 4
# A slow system must not delay the work of processes with others.
WORK_AT_ONCE = 4
OTHER_JOBS_QUEUE = "default"
POLL_S = 1.0
JOBS_GRACE_S = 1.0
STOP_LIMIT_S = 1.8
RESTART_AFTER_S = 0.5
HEARTBEAT_S = 2.0
STALLED_AFTER_S = 10.0


def run_worker() -> None:
    """Run until SIGTERM or SIGINT; what runs then gets a second to end."""
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(_run_until_stopped())
    # Threads that hang in a send must not hold the process; their rows tell how far they got.
    os._exit(0)


async def _run_until_stopped() -> None:
    stopping = asyncio.Event()
    _stop_on_signals(stopping)
    timers = TimersLoop()
    timers.start()
    pulse = asyncio.create_task(keep_pulse(timers.wake), name="pulse")
    jobs = asyncio.create_task(_keep_working(), name="jobs")
    await stopping.wait()
    log.info("stopping")
    timers.stop()
    pulse.cancel()
    jobs.cancel()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(STOP_LIMIT_S):
            # First of all: a worker that is going no longer counts as one that is there.
            await asyncio.gather(pulse, return_exceptions=True)
            await forget_pulse()
            await asyncio.gather(jobs, return_exceptions=True)
            await asyncio.to_thread(timers.join, JOBS_GRACE_S)
    log.info("stopped")


def _queues() -> list[tuple[str, int]]:
    """Return each queue and how many of its jobs run at once."""
    return [
        (OTHER_JOBS_QUEUE, OTHER_JOBS_AT_ONCE),
        (WORK_QUEUE, WORK_AT_ONCE),
        *((channel.queue, channel.at_once) for channel in channels()),
    ]


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
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4)
    working = app.with_connector(connector)
    async with working.open_async():
        running = [
            asyncio.create_task(_work_on(working, queue, at_once), name=queue)
            for queue, at_once in _queues()
        ]
        running.append(
            asyncio.create_task(revive_stalled_jobs(working.job_manager, STALLED_AFTER_S))
        )
        try:
            # A worker that ends by itself lost its connection; all of them begin anew.
            await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in running:
                task.cancel()
            ended = await asyncio.gather(*running, return_exceptions=True)
        _raise_first(ended)


async def _work_on(working: App, queue: str, at_once: int) -> None:
    await working.run_worker_async(
        queues=[queue],
        name=queue,
        concurrency=at_once,
        install_signal_handlers=False,
        fetch_job_polling_interval=POLL_S,
        shutdown_graceful_timeout=JOBS_GRACE_S,
        update_heartbeat_interval=HEARTBEAT_S,
        stalled_worker_timeout=STALLED_AFTER_S,
        delete_jobs="successful",
    )


def _raise_first(ended: Sequence[BaseException | None]) -> None:
    for outcome in ended:
        if outcome is not None and not isinstance(outcome, asyncio.CancelledError):
            raise outcome


def _stop_on_signals(stopping: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stopping.set)
        except NotImplementedError:
            # Windows has no signal handlers of the loop.
            stop: Callable[..., object] = lambda *_: loop.call_soon_threadsafe(stopping.set)  # noqa: E731
            signal.signal(number, stop)
