"""Chooses the database of an installation once, and finds the same one at every later start."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from owj.service.database.builds import PostgresBuild, found_builds
from owj.service.database.cluster import Cluster, make_database_folder
from owj.service.database.embedded import embedded_build
from owj.service.database.postmaster import files_major, read_postmaster_file
from owj.service.installation import Installation
from owj.service.processes import is_alive
from owj.service.refusals import (
    DatabaseFilesMissing,
    OtherDatabaseGiven,
    OtherPostgresMajor,
    PostgresMissing,
    PostgresWishUnknown,
)


def choose_database(installation: Installation) -> Cluster | str:
    """Return the cluster of this data, or the address of a database that others run.

    Order at creation: DATABASE_URL, a PostgreSQL found here, the embedded one. OWJ_POSTGRES
    (`found` or `embedded`) leaves out the other of the last two.
    Raises: OtherDatabaseGiven, OtherPostgresMajor, PostgresMissing, PostgresWishUnknown,
    DatabaseFilesMissing.
    """
    facts = installation.facts()
    recorded: Mapping[str, Any] = facts.get("database") or {}
    given = installation.environment.get("DATABASE_URL")
    if recorded.get("kind") == "external" or (given and not recorded):
        return given or str(facts["database_url"])
    if given and given != facts.get("database_url"):
        raise OtherDatabaseGiven(data=installation.data)
    home = home_of(installation)
    major = files_major(home / "cluster")
    if major is None and recorded.get("major"):
        raise DatabaseFilesMissing(folder=home)
    build = _new_build(installation) if major is None else _build_of(installation, major, recorded)
    return Cluster(home, build, installation.owner)


def home_of(installation: Installation) -> Path:
    """Return the folder of the cluster of this data: an upgrade moves it (upgrade.py)."""
    recorded: Mapping[str, Any] = installation.facts().get("database") or {}
    return installation.database / str(recorded.get("home") or "")


def programs_of(installation: Installation) -> Path:
    """Return the folder in which the embedded PostgreSQL of this data is unpacked."""
    recorded: Mapping[str, Any] = installation.facts().get("database") or {}
    return installation.database / str(recorded.get("programs") or "postgres")


def is_ours(installation: Installation, address: str) -> bool:
    """Say whether the database at this address is the cluster of this data."""
    facts = installation.facts()
    kind = (facts.get("database") or {}).get("kind", "external")
    return kind != "external" and facts.get("database_url") == address


def record_address(installation: Installation, address: str) -> None:
    """Write down that others run the database of this data, once it has answered."""
    installation.write_facts(database={"kind": "external"}, database_url=address)


def record_choice(installation: Installation, cluster: Cluster) -> None:
    """Write down which PostgreSQL made this data, and the address it has now."""
    build = cluster.build
    chosen = {"kind": build.kind, "major": build.major, "folder": str(build.folder)}
    recorded: Mapping[str, Any] = installation.facts().get("database") or {}
    kept = {name: recorded[name] for name in ("home", "programs") if name in recorded}
    installation.write_facts(database={**chosen, **kept}, database_url=cluster.address())


def _new_build(installation: Installation) -> PostgresBuild:
    wish = installation.environment.get("OWJ_POSTGRES", "")
    if wish not in {"", "found", "embedded"}:
        raise PostgresWishUnknown(got=wish)
    if wish != "embedded":
        found = next(found_builds(installation.environment), None)
        if found:
            return found
    if wish == "found":
        raise PostgresMissing(reason="not tried: OWJ_POSTGRES=found")
    return _embedded(installation)


def _build_of(installation: Installation, major: int, recorded: Mapping[str, Any]) -> PostgresBuild:
    """Return a PostgreSQL of this major: of the recorded kind first, any other after it."""
    seen: list[int] = []
    kinds = ["embedded", "found"] if recorded.get("kind") == "embedded" else ["found", "embedded"]
    for kind in kinds:
        for build in _builds(installation, kind):
            if build.major == major:
                return build
            seen.append(build.major)
    found = ", ".join(map(str, sorted(set(seen)))) or "none"
    raise OtherPostgresMajor(data=installation.data, needed=major, found=found)


def _builds(installation: Installation, kind: str) -> list[PostgresBuild]:
    if kind == "found":
        return list(found_builds(installation.environment))
    try:
        return [_embedded(installation)]
    except PostgresMissing:
        return []


def _embedded(installation: Installation) -> PostgresBuild:
    make_database_folder(installation.database, installation.owner)
    state = read_postmaster_file(home_of(installation) / "cluster")
    in_use = state is not None and is_alive(state.pid)
    return embedded_build(programs_of(installation), installation.owner, in_use=in_use)
