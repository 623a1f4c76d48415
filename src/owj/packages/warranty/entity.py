"""What a customer bought, and what it is worth year by year: the base of a renewal (R23)."""

from __future__ import annotations

from owj.packages.contracts.entity import Contract
from owj.server.records import Date, Entity, Label, Link, Money, Number, Text, register_entities


class Module(Entity):
    """A part of the product that is priced by itself."""

    key, label = "module", Label("ماژول", "Module")

    name = Text(Label("نام", "Name"), required=True, unique=True, search=True, max_length=120)

    class Meta:
        plural = Label("ماژول‌ها", "Modules")
        icon = "layers"
        description = Label("بخش‌های محصول که فروخته می‌شوند", "Parts of the product that are sold")
        title, audit = "name", True


class ModulePrice(Entity):
    """The licence price of a module in the list of one Jalali year, in rial, without tax."""

    key, label = "module_price", Label("بهای ماژول", "Price of a module")

    module = Link(
        Module, Label("ماژول", "Module"), required=True, reverse="prices", on_delete="cascade"
    )
    module_id: int
    year = Number(Label("سال", "Year"), required=True)
    value: Money[int] = Money(Label("بها (ریال)", "Price (rial)"), required=True)

    class Meta:
        plural = Label("فهرست بهای ماژول‌ها", "Prices of modules")
        icon = "coins"
        description = Label("بهای هر ماژول در هر سال", "What each module costs in each year")
        audit = True
        unique = (("module", "year"),)


class ContractModule(Entity):
    """A module that a contract covers."""

    key, label = "contract_module", Label("ماژول قرارداد", "Module of a contract")

    contract = Link(Contract, Label("قرارداد", "Contract"), required=True, reverse="modules")
    contract_id: int
    module = Link(Module, Label("ماژول", "Module"), required=True, reverse="contracts")
    module_id: int
    bought_on = Date(Label("تاریخ خرید", "Bought on"))

    class Meta:
        plural = Label("ماژول‌های قراردادها", "Modules of contracts")
        icon = "package"
        description = Label(
            "ماژول‌هایی که هر قرارداد در بر دارد", "Modules that each contract covers"
        )
        audit = True
        unique = (("contract", "module"),)


register_entities("warranty", [Module, ModulePrice, ContractModule])
