"""Made-up logs in the columns of the real one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

HEADER = (
    "Case ID,Activity,Resource,Complete Timestamp,Variant,Variant index,Variant,seriousness,"
    "customer,product,responsible_section,seriousness_2,service_level,service_type,"
    "support_section,workgroup"
)
CRITICAL, HIGH, MEDIUM, LOW = "Value 4", "Value 2", "Value 1", "Value 3"


def row(  # a row of the log has this many columns
    case: str,
    activity: str,
    at: str,
    *,
    resource: str = "Value 1",
    customer: str = "Value 1",
    seriousness: str = MEDIUM,
    product: str = "Value 7",
) -> str:
    """Return one line; at: "2012/10/09 14:50:17"."""
    return (
        f"{case},{activity},{resource},{at}.000,Variant 1,1,Variant 1,Value 1,{customer},{product},"
        f"Value 1,{seriousness},Value 1,Value 2,Value 1,Value 1"
    )


def write_log(path: Path, rows: Sequence[str], *, header: str = HEADER) -> Path:
    """Write a log and return its path."""
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


# Eleven cases of three customers, with every trap of the real log. October 9 to 13 of 2012 were
# Tuesday to Saturday; the 11th a Thursday, the 12th a Friday.
SMALL: tuple[str, ...] = (
    # met: 44 s after arrival; follow-up complete with the last of three resolvings
    row("Case 1", "Assign seriousness", "2012/10/09 14:50:17", seriousness=HIGH),
    row("Case 1", "Take in charge ticket", "2012/10/09 14:51:01", seriousness=HIGH),
    row("Case 1", "Resolve ticket", "2012/10/09 15:20:00", seriousness=HIGH),
    row("Case 1", "Take in charge ticket", "2012/10/09 15:30:00", seriousness=HIGH),
    row("Case 1", "Resolve ticket", "2012/10/09 15:40:00", seriousness=HIGH),
    row("Case 1", "Closed", "2012/10/09 16:00:00", seriousness=HIGH),
    # broken by a night: 15 of 30 minutes on Tuesday, answered 31 working minutes after arrival
    row("Case 2", "Insert ticket", "2012/10/09 16:45:00", customer="Value 2"),
    row("Case 2", "Take in charge ticket", "2012/10/10 08:46:00", customer="Value 2"),
    row("Case 2", "Wait", "2012/10/10 09:00:00", customer="Value 2"),
    row("Case 2", "Closed", "2012/10/10 12:00:00", customer="Value 2"),
    # met exactly on the deadline, on Saturday after a Friday
    row("Case 3", "Assign seriousness", "2012/10/11 13:45:00", seriousness=LOW),
    row("Case 3", "Take in charge ticket", "2012/10/13 08:45:00", seriousness=LOW),
    # answered at arrival: its first event takes it in charge
    row("Case 4", "Take in charge ticket", "2012/10/09 09:00:00", seriousness=CRITICAL),
    row("Case 4", "Closed", "2012/10/09 10:00:00", seriousness=CRITICAL),
    # an exact duplicate row, and two events at one instant in file order
    row("Case 5", "Assign seriousness", "2012/10/09 09:00:00", customer="Value 3"),
    row("Case 5", "Assign seriousness", "2012/10/09 09:00:00", customer="Value 3"),
    row("Case 5", "Take in charge ticket", "2012/10/09 09:00:00", customer="Value 3"),
    row("Case 5", "Require upgrade", "2012/10/09 09:30:00", customer="Value 3"),
    # never answered, never closed: broken once time has passed
    row("Case 6", "Assign seriousness", "2012/10/13 10:00:00", customer="Value 2"),
    # never answered, still in time at the end of the log
    row("Case 7", "Assign seriousness", "2012/10/13 16:40:00", customer="Value 2"),
    # closed without an answer, taken in charge after it
    row("Case 8", "Assign seriousness", "2012/10/10 09:00:00", seriousness=CRITICAL),
    row("Case 8", "Resolve ticket", "2012/10/10 09:05:00", seriousness=CRITICAL),
    row("Case 8", "Closed", "2012/10/10 09:10:00", seriousness=CRITICAL),
    row("Case 8", "Take in charge ticket", "2012/10/10 11:00:00", seriousness=CRITICAL),
    # rows out of order in the file; the priority of a later row does not count
    row("Case 9", "Take in charge ticket", "2012/10/10 10:20:01", seriousness=LOW),
    row("Case 9", "Assign seriousness", "2012/10/10 10:00:00", seriousness=HIGH),
    # on a Friday: its clock starts on Saturday
    row("Case 10", "Assign seriousness", "2012/10/12 11:00:00", seriousness=HIGH),
    row("Case 10", "Take in charge ticket", "2012/10/13 08:50:00", seriousness=HIGH),
    row("Case 10", "Resolve ticket", "2012/10/13 16:59:00", seriousness=HIGH),
    # the last event of the log
    row("Case 11", "Wait", "2012/10/13 17:00:00", resource="Value 2"),
)
