"""The serial of a module of a contract."""

from __future__ import annotations

from owj.packages.warranty.entity import ContractModule
from owj.server.records import Date, Entity, Label, Link, Number, Text, register_entities


class ModuleSerial(Entity):
    """A serial. seats: on how many machines it may be active at once. until: None, for good."""

    key, label = "module_serial", Label("سریال ماژول", "Serial of a module")

    contract_module = Link(
        ContractModule,
        Label("ماژول قرارداد", "Module of a contract"),
        required=True,
        reverse="serials",
    )
    contract_module_id: int
    serial = Text(Label("سریال", "Serial"), required=True, unique=True, search=True, max_length=40)
    seats = Number(Label("شمار دستگاه", "Machines"), required=True, minimum=1, maximum=1000)
    until = Date(Label("تا", "Until"))

    class Meta:
        plural = Label("سریال‌های ماژول‌ها", "Serials of modules")
        icon = "key"
        description = Label("سریال و فعال‌سازی ماژول‌ها", "Serials of modules and their activation")
        title, audit = "serial", True


register_entities("serials", [ModuleSerial])
