"""The process that comes with the desk."""

from owj.server.processes.shipped import ShippedProcess, ship_process

ship_process(ShippedProcess("leave", "مرخصی با جانشین", "owj.packages.desk"))
