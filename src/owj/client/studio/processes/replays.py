"""Cases that have ended, played on another drawing: how many would have gone elsewhere, and where.

The page asks for them part by part. What was found so far travels with the asking; nothing is kept.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from owj.client.studio.processes.drawing_words import kind_name
from owj.client.studio.processes.laying_out import laid_out
from owj.client.studio.processes.versions import chosen_side, sides_of
from owj.kernel.bpmn.elements import Process
from owj.kernel.bpmn.graph import load_process
from owj.kernel.errors import OwjError
from owj.server.processes.drawings import drawing_of
from owj.server.processes.queries import definition_of
from owj.server.processes.recorded import Replayed, replay_ended
from owj.ui.dates import digits
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.process_words import say_problem

COUNTS = (20, 100, 500, 1000)
AT_ONCE = 40


@lru_cache(maxsize=16)
def _graph(xml: str) -> Process:
    return load_process(xml, calls_outside=True)


@dataclass(slots=True)
class Tally:
    """What was found so far. turns: how many cases turn off, by the shape of the new drawing."""

    wanted: int
    done: int = 0
    same: int = 0
    unknown: int = 0
    before: int | None = None
    turns: Counter[str] = field(default_factory=Counter)

    @property
    def elsewhere(self) -> int:
        """Return how many cases would have gone elsewhere."""
        return self.done - self.same - self.unknown

    def add(self, found: list[Replayed]) -> None:
        """Count another part."""
        self.done += len(found)
        for one in found:
            if one.unknown:
                self.unknown += 1
            elif one.turn is None:
                self.same += 1
            else:
                self.turns[one.turn.node or one.turn.after] += 1

    def to_text(self) -> str:
        """Return it as the next part brings it along."""
        return json.dumps(
            [self.wanted, self.done, self.same, self.unknown, self.before, self.turns]
        )


def _tally(posted: QueryDict, process: Process) -> Tally:
    """Read what a part brings along; what nobody of ours wrote begins anew."""
    try:
        wanted, done, same, unknown, before, turns = json.loads(posted.get("tally", ""))
        counted = Counter({str(node): int(count) for node, count in turns.items()})
        last = int(before)
        tally = Tally(int(wanted), int(done), int(same), int(unknown), last, counted)
    except (ValueError, TypeError, AttributeError):
        return Tally(COUNTS[0])
    within = 0 <= tally.same + tally.unknown <= tally.done <= tally.wanted <= COUNTS[-1]
    known = all(node in process.nodes for node in counted)
    return tally if within and known and 0 < last < 2**62 else Tally(COUNTS[0])


@staff_page
@require_GET
def replay_view(request: DoorRequest, key: str) -> HttpResponse:
    """Show a drawing, on which the page then replays the last cases."""
    definition = definition_of(request.ctx, key)
    sides = sides_of(request.ctx, key)
    side = chosen_side(sides, request.GET.get("on", ""), 0)
    wanted = request.GET.get("count", "")
    count = next((one for one in COUNTS if str(one) == wanted), COUNTS[1])
    problem = ""
    if side is not None:
        try:
            _graph(side.xml)
        except OwjError as error:
            problem = say_problem(error)
    context = {
        "nav": "processes",
        "definition": definition,
        "sides": sides,
        "side": side,
        "count": count,
        "counts": COUNTS,
        "problem": problem,
        "tally": Tally(count),
        "drawn": {"xml": laid_out(side.xml) if side else "", "marks": []},
    }
    return render(request, "client/studio/processes/replay.html", context)


@staff_page
@require_POST
def replay_part_view(request: DoorRequest, key: str) -> HttpResponse:
    """Replay some more cases and say what was found so far."""
    definition = definition_of(request.ctx, key)
    side = chosen_side(sides_of(request.ctx, key), request.POST.get("on", ""), 0)
    if side is None:
        return HttpResponse("")
    process = _graph(side.xml)
    first = next((one for one in COUNTS if str(one) == request.POST.get("count")), None)
    tally = Tally(first) if first else _tally(request.POST, process)
    part = min(AT_ONCE, tally.wanted - tally.done)
    found, after = replay_ended(
        request.ctx, definition, process, count=max(part, 1), before=tally.before
    )
    tally.add(found)
    tally.before = after if tally.done < tally.wanted else None
    context = {
        "definition": definition,
        "side": side,
        "tally": tally,
        "cases": [_told(one, process) for one in found if one.turn is not None],
        "marks": json.dumps(_marks(tally)),
        "more": tally.before is not None,
    }
    return render(request, "client/studio/processes/replay_part.html", context)


def _marks(tally: Tally) -> list[dict[str, str]]:
    return [
        {
            "node": node,
            "kind": "changed",
            "marker": "o-changed",
            "text": digits(count),
            "title": gettext("%(count)s cases go elsewhere here") % {"count": digits(count)},
        }
        for node, count in tally.turns.items()
        if node
    ]


def _told(one: Replayed, process: Process) -> dict[str, Any]:
    turn = one.turn
    if turn is None:
        raise TypeError("a case that goes the same way has nothing to tell")
    was = drawing_of(one.instance.version_id).process
    return {
        "id": one.instance.pk,
        "title": one.instance.title,
        "ended": one.instance.ended_at,
        "how": turn.how,
        "node": turn.node or turn.after,
        "now": _called(process, turn.node),
        "was": _called(was, turn.was),
        "after": _called(process, turn.after),
    }


def _called(process: Process, node: str) -> str:
    found = process.nodes.get(node)
    return (found.name or kind_name(found.kind)) if found else ""
