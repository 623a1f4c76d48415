"""Packages in the studio: handing a configuration over, and taking one in after a look."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from owj.client.studio.door import designer_page
from owj.client.studio.drafted import drafted_of
from owj.client.studio.entities import studio_context
from owj.client.studio.package_words import choices_of, report_of
from owj.kernel.errors import InvalidInput, OwjError
from owj.server.configuration.package_file import LONGEST_FILE
from owj.server.configuration.packages import (
    chosen,
    compare_package,
    export_package,
    import_package,
)
from owj.server.configuration.shipped import decide_upgrades, open_upgrades
from owj.server.configuration.uploads import forget_upload, keep_upload, upload_of
from owj.server.schema.errors import PackageUnreadable
from owj.ui.doors import DoorRequest
from owj.ui.failures import status_of, words_of
from owj.ui.toasts import add_toast

FILE_NAME = "owj-package.json"
_TYPES = {"json": "application/json", "yaml": "application/yaml"}


@designer_page
@require_http_methods(["GET", "HEAD", "POST"])
def packages_view(request: DoorRequest) -> HttpResponse:
    """Offer the whole configuration as a file, and take one in."""
    error = ""
    if request.method == "POST":
        try:
            keep_upload(request.ctx, *_file_of(request))
        except InvalidInput as refused:
            error = f"{words_of(refused)} {gettext('Nothing was kept.')}"
        else:
            return redirect("client:studio_package_report")
    context = studio_context(drafted_of(request.ctx))
    upgrades = report_of(request.ctx, open_upgrades())
    context |= {"error": error, "waiting": upload_of(request.ctx), "upgrades": upgrades}
    return render(request, "client/studio/packages.html", context, status=422 if error else 200)


def _file_of(request: DoorRequest) -> tuple[str, str]:
    """Return the name and the text of a file that came. Raises: PackageUnreadable."""
    file = request.FILES.get("package")
    if file is None:
        raise PackageUnreadable(reason=gettext("no file was chosen"))
    if (file.size or 0) > LONGEST_FILE:
        raise PackageUnreadable(reason=gettext("the file is too large"))
    try:
        return file.name or FILE_NAME, cast("bytes", file.read()).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PackageUnreadable(reason=gettext("it is no text in UTF-8")) from None


@designer_page
@require_GET
def export_view(request: DoorRequest) -> HttpResponse:
    """Give everything that the organisation made itself as one file, of JSON or YAML."""
    form = "yaml" if request.GET.get("form") == "yaml" else "json"
    answer = HttpResponse(
        export_package(request.ctx, form), content_type=f"{_TYPES[form]}; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="owj-package.{form}"'
    return answer


@designer_page
@require_http_methods(["GET", "HEAD", "POST"])
def report_view(request: DoorRequest) -> HttpResponse:
    """Show a package beside what is here; what was chosen of it becomes the draft."""
    upload = upload_of(request.ctx)
    if upload is None:
        return redirect("client:studio_packages")
    error, status = "", 200
    if request.method == "POST":
        try:
            draft = import_package(request.ctx, upload.text, chosen(choices_of(request.POST)))
        except OwjError as refused:
            error, status = words_of(refused), status_of(refused)
        else:
            forget_upload(request.ctx)
            if draft is None:
                add_toast(request, gettext("Nothing of it is to change anything here."))
                return redirect("client:studio_packages")
            return redirect("client:studio_changes")
    drafted = drafted_of(request.ctx)
    context = studio_context(drafted) | {
        "upload": upload,
        "report": report_of(request.ctx, compare_package(request.ctx, upload.text)),
        "error": error,
        "replaced": drafted.count,
    }
    return render(request, "client/studio/package_report.html", context, status=status)


@designer_page
@require_POST
def upgrades_view(request: DoorRequest) -> HttpResponse:
    """Keep ours or take what came with this release; what is not chosen stays open."""
    draft = decide_upgrades(request.ctx, choices_of(request.POST))
    if draft is not None:
        return redirect("client:studio_changes")
    add_toast(request, gettext("It stays as you have it."))
    return redirect("client:studio_packages")


@designer_page
@require_POST
def forget_view(request: DoorRequest) -> HttpResponse:
    """Put a package away that was only looked at."""
    forget_upload(request.ctx)
    return redirect("client:studio_packages")
