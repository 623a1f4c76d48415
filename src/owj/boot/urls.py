"""Every address of Owj, room by room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    # Rooms with a beginning of their own first: the others are asked address by address.
    path("api/v1/", include("owj.api.urls")),
    path("hub/", include("owj.hub.urls")),
    path("", include("owj.ui.urls")),
    path("", include("owj.client.urls")),
]

handler400 = "owj.ui.failures.bad_request"
handler403 = "owj.ui.failures.permission_denied"
handler404 = "owj.ui.failures.page_not_found"
handler500 = "owj.ui.failures.server_error"
