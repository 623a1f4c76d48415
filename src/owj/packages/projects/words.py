"""The closed sets of words of projects, and the kinds of entries in a project's account."""

from __future__ import annotations

from enum import StrEnum

from owj.kernel.sla.remedy_settings import Process
from owj.server.records import Label, Options


class ProjectKind(Options):
    """What a project, or one phase of it, brings."""

    INSTALLATION = "installation", Label("نصب و استقرار", "Installation")
    TRAINING = "training", Label("آموزش", "Training")
    CUSTOMISATION = "customisation", Label("سفارشی‌سازی", "Customisation")
    INTEGRATION = "integration", Label("یکپارچه‌سازی", "Integration")
    ANALYSIS = "analysis", Label("تحلیل", "Analysis")
    CONSULTING = "consulting", Label("مشاوره", "Consulting")


# Which process of the agreement judges a delay; the text promises nothing for the other kinds.
PROCESSES = {
    ProjectKind.INSTALLATION: Process.INSTALL,
    ProjectKind.TRAINING: Process.TRAINING,
    ProjectKind.CUSTOMISATION: Process.CUSTOMISATION,
    ProjectKind.INTEGRATION: Process.INTEGRATION,
}


class MinutesState(Options):
    """Where minutes stand. Once sent, their text does not change any more."""

    DRAFT = "draft", Label("پیش‌نویس", "Draft")
    SENT = "sent", Label("چشم‌به‌راه امضا", "Waits for a signature")
    SIGNED = "signed", Label("امضاشده", "Signed")
    REFUSED = "refused", Label("امضا نشد", "Refused")


class Site(Options):
    """Where a session was held: prices differ by it (R52)."""

    VENDOR = "vendor", Label("نزد ما", "At ours")
    CUSTOMER = "customer", Label("نزد مشتری", "At the customer's")
    ONLINE = "online", Label("برخط", "Online")


class ProjectEntry(StrEnum):
    """Name what an entry says; `day` is the day it holds on.

    opened: the project's first day (R46). promised: a phase is promised for `planned`,
    {phase, begins, planned, document, author}; a later one is what was re-agreed. delivered:
    {phase, document, author, minutes}. suspended: {cause, document, author} until resumed: {of}
    (R45). letter_sent: the official letter about another vendor, {about, document, author} until
    ready: {of} (R44). excluded: {phase, exclusion, document, dated, author} (R42). minutes_sent:
    {minutes, hash}. minutes_signed: {minutes, hash, name, contact, path}; path: the drawn strokes,
    empty when the name was typed. minutes_refused: {minutes, reason, document, author} (E6).
    """

    OPENED = "opened"
    PROMISED = "promised"
    DELIVERED = "delivered"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    LETTER_SENT = "letter_sent"
    READY = "ready"
    EXCLUDED = "excluded"
    MINUTES_SENT = "minutes_sent"
    MINUTES_SIGNED = "minutes_signed"
    MINUTES_REFUSED = "minutes_refused"
