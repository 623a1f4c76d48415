"""The answer that carries a file."""

from __future__ import annotations

import io

import pytest

from owj.server.files.services import OpenedFile
from owj.server.files.serving import file_response


def opened(content_type: str, name: str = "file.bin") -> OpenedFile:
    return OpenedFile(io.BytesIO(b"content"), name, content_type, 7)


@pytest.mark.parametrize("in_place", [True, False])
@pytest.mark.parametrize(
    "content_type",
    ["text/html", "image/svg+xml", "application/xhtml+xml", "application/xml", "text/xml"],
)
def test_what_can_carry_a_script_is_only_ever_saved(content_type: str, in_place: bool) -> None:
    response = file_response(opened(content_type), in_place=in_place)
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize("content_type", ["image/png", "image/jpeg", "application/pdf"])
def test_images_and_pdf_are_shown_in_place_when_asked(content_type: str) -> None:
    shown = file_response(opened(content_type), in_place=True)
    assert shown["Content-Disposition"].startswith("inline")
    assert shown["Content-Type"] == content_type
    saved = file_response(opened(content_type))
    assert saved["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "content_type", ["image/png", "text/html", "text/plain", "application/zip"]
)
@pytest.mark.parametrize("in_place", [True, False])
def test_every_file_is_boxed_in(content_type: str, in_place: bool) -> None:
    response = file_response(opened(content_type), in_place=in_place)
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Length"] == "7"


def test_a_shown_pdf_may_not_reach_out() -> None:
    response = file_response(opened("application/pdf"), in_place=True)
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "script" not in response["Content-Security-Policy"]


def test_a_persian_name_survives() -> None:
    response = file_response(opened("image/png", "عکس «یک».png"))
    assert "filename*=utf-8''%D8%B9%DA%A9%D8%B3" in response["Content-Disposition"]
