"""The records core: declarations to definitions to tables to typed, access-narrowed records.

What packages declare with is imported from here; services take a `Context` (context.py).
"""

from owj.server.records.access import ALL, NONE, Reach, access_rule
from owj.server.records.declare import (
    AutoNumber,
    Choice,
    Date,
    DateTime,
    Email,
    Entity,
    FileLink,
    Json,
    Link,
    LongText,
    Number,
    Options,
    Phone,
    Text,
    UserLink,
    YesNo,
)
from owj.server.records.defs import Label
from owj.server.records.registry import register_entities
from owj.server.records.rowtypes import Rows, UserRow, ValueRows, as_queryset

__all__ = [
    "ALL",
    "NONE",
    "AutoNumber",
    "Choice",
    "Date",
    "DateTime",
    "Email",
    "Entity",
    "FileLink",
    "Json",
    "Label",
    "Link",
    "LongText",
    "Number",
    "Options",
    "Phone",
    "Reach",
    "Rows",
    "Text",
    "UserLink",
    "UserRow",
    "ValueRows",
    "YesNo",
    "access_rule",
    "as_queryset",
    "register_entities",
]
