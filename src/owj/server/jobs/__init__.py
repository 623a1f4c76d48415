"""The worker process: jobs, timers, heartbeat, wake-ups."""


def run_worker() -> None:
    """Run the worker until SIGTERM or SIGINT. Django must be set up."""
    # Models import this room before Django is ready; the worker may load only after.
    from owj.server.jobs.worker import run_worker as run

    run()
