"""Files that are sent while they are made."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from django.utils.translation import get_language, override

from owj.ui.sheets import StreamedFile, stream_response


def rows() -> Iterator[Sequence[str]]:
    for _row in range(3):
        yield [str(get_language())]


def made_in_english() -> StreamedFile:
    with override("en"):
        return stream_response("table", ["language"], rows())


async def read(response: StreamedFile) -> bytes:
    return b"".join([piece async for piece in response])


def test_a_file_speaks_the_language_of_who_asked_for_it() -> None:
    with override("fa"):
        assert b"".join(made_in_english()).decode("utf-8-sig").split() == ["language", *["en"] * 3]
        assert get_language() == "fa"


def test_so_it_does_where_the_server_answers_asynchronously() -> None:
    with override("fa"):
        found = asyncio.run(read(made_in_english()))
    assert found.decode("utf-8-sig").split() == ["language", *["en"] * 3]
