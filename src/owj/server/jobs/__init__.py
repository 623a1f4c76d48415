"""The worker process: jobs, timers, heartbeat, wake-ups."""
