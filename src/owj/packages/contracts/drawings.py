"""The process that comes with contracts."""

from owj.server.processes.shipped import ShippedProcess, ship_process

ship_process(ShippedProcess("discount", "تأیید تخفیف", "owj.packages.contracts", "contract"))
