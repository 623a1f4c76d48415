"""Small pictures that stand for screenshots in the demo."""

from __future__ import annotations

import struct
import zlib

WIDTH, HEIGHT = 480, 270
Colour = tuple[int, int, int]
# left, top, width, height, colour: a window with a title bar, a warning and some lines of text.
WINDOW: tuple[tuple[int, int, int, int, Colour], ...] = (
    (0, 0, 480, 270, (226, 232, 240)),
    (40, 30, 400, 210, (255, 255, 255)),
    (40, 30, 400, 28, (51, 65, 85)),
    (52, 40, 8, 8, (248, 113, 113)),
    (66, 40, 8, 8, (250, 204, 21)),
    (80, 40, 8, 8, (74, 222, 128)),
    (388, 84, 28, 28, (220, 38, 38)),
    (400, 89, 4, 12, (255, 255, 255)),
    (400, 104, 4, 4, (255, 255, 255)),
    (200, 88, 170, 8, (71, 85, 105)),
    (236, 104, 134, 8, (148, 163, 184)),
    (96, 136, 274, 6, (203, 213, 225)),
    (132, 150, 238, 6, (203, 213, 225)),
    (176, 164, 194, 6, (203, 213, 225)),
    (64, 200, 84, 22, (37, 99, 235)),
    (156, 200, 84, 22, (226, 232, 240)),
)


def draw_window() -> bytes:
    """Return a PNG of a window that shows an error."""
    rows = [bytearray(WIDTH * 3) for _ in range(HEIGHT)]
    for left, top, width, height, colour in WINDOW:
        stripe = bytes(colour) * width
        for row in rows[top : top + height]:
            row[left * 3 : (left + width) * 3] = stripe
    pixels = b"".join(b"\x00" + bytes(row) for row in rows)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(pixels))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
