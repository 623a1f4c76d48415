"""What customers may download: a file kept here, or an address elsewhere."""

from __future__ import annotations

from owj.packages.downloads.words import DownloadKind
from owj.server.records import (
    Choice,
    Date,
    Entity,
    FileLink,
    Label,
    LongText,
    Text,
    Url,
    YesNo,
    register_entities,
)


class Download(Entity):
    """One release, course or guide. published_on: from this day; a later one is announced only.

    withdrawn: customers do not see it any more; who had it stays written down.
    """

    key, label = "download", Label("دریافتنی", "Download")

    title = Text(Label("عنوان", "Title"), required=True, search=True, max_length=160)
    kind = Choice(Label("نوع", "Kind"), options=DownloadKind, default=DownloadKind.RELEASE)
    version_name = Text(Label("نگارش", "Version"), max_length=40)
    published_on = Date(Label("انتشار", "Published on"), required=True)
    notes = LongText(Label("چه تازه است", "What is new"))
    file = FileLink(Label("پرونده", "File"))
    address = Url(Label("نشانی", "Address"))
    withdrawn = YesNo(Label("پس‌گرفته", "Withdrawn"))

    class Meta:
        plural = Label("دریافتنی‌ها", "Downloads")
        icon = "download"
        description = Label("نگارش‌ها، دوره‌ها و راهنماها", "Releases, courses and guides")
        title, audit = "title", True
        indexes = (("kind", "-published_on"),)


register_entities("downloads", [Download])
