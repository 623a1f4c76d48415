"""A package between being uploaded and being brought in; each person looks at one."""

from __future__ import annotations

from owj.server.configuration.models import UploadedPackage
from owj.server.configuration.package_file import read_package
from owj.server.records.context import Context
from owj.server.schema.queries import check_designer, current_drawing

_NAME = 200


def keep_upload(ctx: Context, name: str, text: str) -> None:
    """Keep a package that can be read. Raises: OnlyDesigners, PackageUnreadable."""
    check_designer(ctx)
    read_package(text, current_drawing())
    shown = "".join(letter for letter in name if letter.isprintable())[:_NAME]
    UploadedPackage.objects.update_or_create(
        by_id=ctx.actor.user_id, defaults={"name": shown, "text": text, "at": ctx.now}
    )


def upload_of(ctx: Context) -> UploadedPackage | None:
    """Return the package that the actor looks at. Raises: OnlyDesigners."""
    check_designer(ctx)
    return UploadedPackage.objects.filter(by_id=ctx.actor.user_id).first()


def forget_upload(ctx: Context) -> None:
    """Put it away. Raises: OnlyDesigners."""
    check_designer(ctx)
    UploadedPackage.objects.filter(by_id=ctx.actor.user_id).delete()
