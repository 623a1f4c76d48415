"""Doing one thing to many records together, so that one that refuses stops none of the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction

from owj.kernel.errors import OwjError

TOGETHER = 1_000


class SomeStay(Exception):
    """Says which of the records refuse, so that the others are tried again without them."""

    def __init__(self, refused: dict[int, OwjError]) -> None:
        super().__init__(len(refused))
        self.refused = refused


class OneByOne(Exception):
    """Says that these records lead to each other, so that each must be asked by itself."""


def in_halves(ids: Sequence[int], act: Callable[[Sequence[int]], None]) -> dict[int, OwjError]:
    """Do something to records, all at once; return by id what refused.

    act: does it to some records, or raises; tells which have refused without being touched by
    raising SomeStay, or that each is to be done by itself by raising OneByOne. Where it raises
    another refusal, halves are tried until one stands alone.
    """
    refused: dict[int, OwjError] = {}
    waiting = [ids[start : start + TOGETHER] for start in range(0, len(ids), TOGETHER)][::-1]
    while waiting:
        part = waiting.pop()
        if not part:
            continue
        try:
            with transaction.atomic():
                act(part)
        except SomeStay as stay:
            refused.update(stay.refused)
            waiting.append([one for one in part if one not in stay.refused])
        except OneByOne:
            waiting += [[one] for one in reversed(part)]
        except OwjError as error:
            if len(part) == 1:
                refused[part[0]] = error
            else:
                middle = len(part) // 2
                waiting += [part[middle:], part[:middle]]
    return refused
