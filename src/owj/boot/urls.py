"""Every address of Owj, room by room."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(f"owj.{room}.urls"))
    for prefix, room in (("", "ui"), ("", "client"), ("hub/", "hub"))
    if find_spec(f"owj.{room}.urls")
]

handler400 = "owj.ui.failures.bad_request"
handler403 = "owj.ui.failures.permission_denied"
handler404 = "owj.ui.failures.page_not_found"
handler500 = "owj.ui.failures.server_error"
