"""The price of a person-hour by year, service and site, and value added tax by day (R52)."""

from __future__ import annotations

from owj.kernel.promises.prices import PricedService, Site
from owj.server.records import (
    Choice,
    Date,
    Entity,
    Label,
    Money,
    Number,
    Options,
    register_entities,
)


class WorkService(Options):
    """What is charged by the person-hour; the kernel's `PricedService` by the same values."""

    CONSULTING = PricedService.CONSULTING.value, Label("مشاوره", "Consulting")
    ONSITE_INSTALL = PricedService.ONSITE_INSTALL.value, Label("نصب در محل", "Installation on site")
    CRM_MANAGER = PricedService.CRM_MANAGER.value, Label("مدیر CRM", "CRM manager")
    ANALYSIS = PricedService.ANALYSIS.value, Label("تحلیل", "Analysis")
    TRAINING = PricedService.TRAINING.value, Label("آموزش", "Training")
    CUSTOMISATION = PricedService.CUSTOMISATION.value, Label("سفارشی‌سازی", "Customisation")
    INTEGRATION = PricedService.INTEGRATION.value, Label("یکپارچه‌سازی", "Integration")
    CONFIGURATION = PricedService.CONFIGURATION.value, Label("پیکربندی", "Configuration")


class WorkSite(Options):
    """Where the work is done; the kernel's `Site` by the same values."""

    VENDOR = Site.VENDOR.value, Label("در شرکت", "At the vendor")
    CUSTOMER = Site.CUSTOMER.value, Label("در محل مشتری", "At the customer")


class WorkPrice(Entity):
    """The rial for a person-hour of a service at a site, in the table of one Jalali year."""

    key, label = "work_price", Label("بهای نفرساعت", "Price of a person-hour")

    year = Number(Label("سال", "Year"), required=True, minimum=1390, maximum=1500)
    service = Choice(Label("خدمت", "Service"), options=WorkService, required=True)
    site = Choice(Label("محل", "Site"), options=WorkSite, required=True)
    value: Money[int] = Money(Label("بها (ریال)", "Price (rial)"), required=True)

    class Meta:
        plural = Label("بهای نفرساعت‌ها", "Prices of person-hours")
        icon = "banknote"
        description = Label(
            "بهای یک نفرساعت بر پایهٔ سال، خدمت و محل", "A person-hour by year, service and place"
        )
        audit = True
        unique = (("year", "service", "site"),)


class TaxRate(Entity):
    """A rate of value added tax from a day on; it stands over the shipped one of that day."""

    key, label = "tax_rate", Label("نرخ مالیات بر ارزش افزوده", "Rate of value added tax")

    first_day = Date(Label("از تاریخ", "From"), required=True)
    percent = Number(Label("درصد", "Percent"), required=True, minimum=0, maximum=100)

    class Meta:
        plural = Label("نرخ‌های مالیات بر ارزش افزوده", "Rates of value added tax")
        icon = "percent"
        description = Label("نرخ مالیات از هر تاریخ", "The rate of the tax from each date")
        audit = True
        unique = (("first_day",),)


register_entities("pricing", [WorkPrice, TaxRate])
