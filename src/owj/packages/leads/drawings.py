"""The process that comes with leads."""

from owj.server.processes.shipped import ShippedProcess, ship_process

ship_process(ShippedProcess("lead_contact", "نخستین تماس با سرنخ", "owj.packages.leads", "lead"))
