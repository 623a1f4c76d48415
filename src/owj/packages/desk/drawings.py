"""The processes that come with the desk, and what they may do to tickets."""

from owj.packages.desk import life_work
from owj.packages.desk.entity import Ticket
from owj.packages.desk.life import LIFE
from owj.server.processes.shipped import ShippedProcess, ship_process

WORK = (life_work.TELL, life_work.PRIORITY)

ship_process(ShippedProcess("leave", "مرخصی با جانشین", "owj.packages.desk"))
ship_process(ShippedProcess(LIFE, "زندگی تیکت", "owj.packages.desk", Ticket.key))
