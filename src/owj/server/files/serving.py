"""The answer that carries a file: never a page of ours, whatever the file says it is."""

from __future__ import annotations

from django.http import FileResponse

from owj.server.files.services import OpenedFile

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'self'"
# Browsers refuse to show a PDF in a sandbox.
PDF_POLICY = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
)


def file_response(opened: OpenedFile, *, in_place: bool = False) -> FileResponse:
    """Return the file as a download, or shown in place where that is safe and asked for."""
    show = in_place and opened.may_show_in_place
    response = FileResponse(
        opened.stream,
        as_attachment=not show,
        filename=opened.name,
        content_type=opened.content_type if show else _download_type(opened.content_type),
    )
    is_shown_pdf = show and opened.content_type == "application/pdf"
    response["Content-Security-Policy"] = PDF_POLICY if is_shown_pdf else SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def _download_type(content_type: str) -> str:
    # A saved page must not become one by a browser's guess either.
    scripted = content_type.startswith(("text/html", "image/svg", "application/xhtml"))
    return "application/octet-stream" if scripted or "xml" in content_type else content_type
