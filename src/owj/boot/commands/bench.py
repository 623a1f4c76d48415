"""`./owj bench NAME [--json]`: measure, beside the bar that must be reached."""

from __future__ import annotations

import argparse
import json
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from owj.boot.cli import CASES_FAILED, GOOD
from owj.kernel.figures import Figure
from owj.service.database.temporary import temporary_cluster
from owj.service.progress import Progress


def run(arguments: Sequence[str]) -> int:
    """Run one bench and print its figures; return 1 when one misses its bar."""
    parser = argparse.ArgumentParser(prog="./owj bench", description=__doc__)
    parser.add_argument("bench", choices=sorted({*BENCHES, *TRIALS}))
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    trial = parser.add_argument_group("of load, faults, fuzz, records and schema")
    trial.add_argument("--seconds", type=positive, default=300, help="how long (else 300)")
    trial.add_argument("--agents", type=positive, default=20, help="at once (else 20)")
    trial.add_argument("--hub-users", type=positive, default=500, help="at once (else 500)")
    trial.add_argument("--kills", type=positive, default=0, help="of faults: so many, at random")
    trial.add_argument(
        "--rows", type=positive, default=1_000_000, help="of records and schema (else 1e6)"
    )
    asked = parser.parse_args(arguments)
    trying = TRIALS.get(asked.bench)
    measured = trying(asked) if trying else BENCHES[asked.bench]()
    figures = []
    for figure in measured:
        figures.append(figure)
        if not asked.json:
            print(line_of(figure), flush=True)
    if asked.json:
        found = [asdict(figure) for figure in figures]
        print(json.dumps({"bench": asked.bench, "figures": found}, ensure_ascii=False))
    return GOOD if all(figure.ok for figure in figures) else CASES_FAILED


def positive(text: str) -> int:
    """Return a number above zero."""
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"expected a number above 0, got {text}")
    return int(text)


def line_of(figure: Figure) -> str:
    """Return a figure as a line for people."""
    verdict = "good" if figure.ok else "MISSED"
    return f"{figure.name:<28}{figure.value:>12,.2f} {figure.unit}  (bar {figure.bar:,g}) {verdict}"


def measure_sla() -> list[Figure]:
    """Measure working-time arithmetic."""
    from owj.kernel.calendars.bench import run_bench

    return run_bench()


def measure_start() -> list[Figure]:
    """Measure cold start, warm start and memory at rest."""
    from owj.service.start_bench import run_bench

    return run_bench()


def measure_bundle() -> list[Figure]:
    """Measure a bundle and a start from it in an empty network."""
    from owj.boot.start.bundle_bench import run_bench

    return run_bench()


def measure_feel() -> list[Figure]:
    """Measure FEEL beside Python and feelin, and a decision table beside a scan of its rows."""
    from owj.boot.feelin_bench import feelin_figures
    from owj.kernel.dmn.bench import table_figure
    from owj.kernel.feel.bench import run_bench

    return [*run_bench(), table_figure(), *feelin_figures()]


def measure_process() -> list[Figure]:
    """Measure the stepping of processes: pure, then with rows on a durable database of its own."""
    from owj.kernel.bpmn.bench import run_bench

    def with_rows() -> list[Figure]:
        from owj.server.processes.bench import run_bench as run_with_rows

        return run_with_rows()

    return [*run_bench(), *on_own_database(with_rows, durable=True)]


def measure_records(rows: int) -> Iterator[Figure]:
    """Measure the records core on a database of its own, with a million rows."""

    def measure() -> Iterator[Figure]:
        from owj.boot.records_bench.run import run_bench as run_million
        from owj.server.records.bench import run_bench

        yield from run_bench()
        yield from run_million(rows)

    return on_own_database(measure)


def on_own_database(
    measure: Callable[[], Iterable[Figure]], *, durable: bool = False, clock_moves: bool = False
) -> Iterator[Figure]:
    """Yield what is measured on an empty database that `up` has set up."""
    with temporary_cluster(durable=durable) as (data, address):
        os.environ |= {"OWJ_DATA": str(data), "DATABASE_URL": address, "OWJ_POOL": "off"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "owj.boot.settings"
        import django
        from django.db import connection

        django.setup()
        from owj.server.clock import make_clock
        from owj.server.collector import spare_collector
        from owj.service.setup import ensure_database, install_definitions, migrate

        ensure_database(address, ours=True)
        migrate(Progress(quiet=True))
        install_definitions()
        make_clock(may_move=clock_moves)
        # As the processes of an installation do.
        spare_collector()
        try:
            yield from measure()
        finally:
            connection.close()


def try_load(asked: argparse.Namespace) -> list[Figure]:
    """Let agents and customers work at once."""
    from owj.service.trials.bench_load import run_bench

    return run_bench(asked.seconds, asked.agents, asked.hub_users)


def try_faults(asked: argparse.Namespace) -> list[Figure]:
    """Kill the parts while people write."""
    from owj.service.trials.bench_faults import run_bench

    return run_bench(asked.seconds, asked.kills)


def try_fuzz(asked: argparse.Namespace) -> list[Figure]:
    """Let a fuzzer make up texts of FEEL and models."""
    from owj.boot.fuzz_bench import run_bench

    return run_bench(asked.seconds)


def measure_api() -> Iterator[Figure]:
    """Ask the API all that its description tells of."""
    from owj.boot.api_bench import run_bench

    return on_own_database(run_bench)


def measure_desk() -> list[Figure]:
    """Measure the desk's pages with 4,580 and with 458,000 tickets and 500 listeners."""
    from owj.packages.desk.bench_log import write_log
    from owj.service.desk_bench import run_bench

    return run_bench(multiply_in, write_log)


def measure_agreement() -> Iterator[Figure]:
    """Measure how long another agreement takes to be tried on 4,580 cases."""

    def measure() -> list[Figure]:
        from owj.boot.agreement_bench import run_bench

        return run_bench()

    return on_own_database(measure)


def multiply_in(data: Path, times: int) -> None:
    """Make the imported log of a data folder so many times as large."""
    from owj.boot.commands.session import ready_database
    from owj.service.installation import find_installation

    with ready_database(find_installation(str(data)), Progress(quiet=True)):
        from django.db import connection

        from owj.packages.desk.bench_multiply import multiply_log
        from owj.server import clock

        try:
            multiply_log(times, now=clock.now())
        finally:
            connection.close()


def try_records(asked: argparse.Namespace) -> Iterator[Figure]:
    """Measure the records core."""
    return measure_records(asked.rows)


def try_schema(asked: argparse.Namespace) -> Iterator[Figure]:
    """Change the schema of a full table while fifty people write to it, and a thousand times."""

    def measure() -> Iterator[Figure]:
        from owj.boot.records_bench.changing import run_bench

        yield from run_bench(asked.rows)

    return on_own_database(measure)


def try_process_faults(asked: argparse.Namespace) -> Iterator[Figure]:
    """Kill workers and the database a thousand times while processes reach outside."""
    # What it asks lies on this machine.
    os.environ["OWJ_HTTP_OPEN"] = "127.0.0.0/8"
    kills = asked.kills or 1_000

    def measure() -> list[Figure]:
        from owj.server.processes.fault_trial import Trial

        return Trial(kills, kills, restart_database).run()

    return on_own_database(measure, durable=True, clock_moves=True)


def restart_database() -> None:
    """Kill the database of this bench as a power cut would, and start it again."""
    from owj.service.database.choice import choose_database
    from owj.service.database.cluster import Cluster
    from owj.service.database.postmaster import read_postmaster_file
    from owj.service.installation import Installation
    from owj.service.processes import database_owner, wait_until

    data = Path(os.environ["OWJ_DATA"])
    cluster = choose_database(Installation(data, database_owner(), environment={}))
    if not isinstance(cluster, Cluster):
        raise TypeError("a bench has a database of its own")
    running = read_postmaster_file(cluster.files)
    if running is not None:
        os.kill(running.pid, signal.SIGKILL)
        # Until it is gone a start would take it for one that serves.
        wait_until(lambda: not cluster.is_running(), timeout_s=30)
    cluster.durable = True
    cluster.start()


TRIALS = {
    "process-faults": try_process_faults,
    "records": try_records,
    "schema": try_schema,
    "faults": try_faults,
    "fuzz": try_fuzz,
    "load": try_load,
}
BENCHES = {
    "agreement": measure_agreement,
    "api": measure_api,
    "bundle": measure_bundle,
    "desk": measure_desk,
    "feel": measure_feel,
    "process": measure_process,
    "sla": measure_sla,
    "start": measure_start,
}
