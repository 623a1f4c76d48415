"""What pages that serve any entity may do with serials: read them. They are written by verbs."""

from __future__ import annotations

from owj.packages.serials.entity import ModuleSerial
from owj.server.records.rights import Verb, open_to_pages

open_to_pages(ModuleSerial, {Verb.READ, Verb.EXPORT, Verb.DESIGN}, ())
