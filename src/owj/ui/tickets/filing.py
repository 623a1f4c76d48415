"""Filing a ticket from a form: the same steps at both doors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from owj.kernel.errors import InvalidInput, NotFound
from owj.packages.desk.entity import Ticket
from owj.packages.desk.services import check_may_open
from owj.packages.warranty.errors import WarrantyLapsed
from owj.ui.doors import DoorRequest
from owj.ui.failures import told_if_only_tried, words_of
from owj.ui.forms.open_ticket import OpenTicketForm
from owj.ui.records.forms import RecordForm
from owj.ui.tickets.own_fields import place_refusal, read_posted


def file_ticket(
    request: DoorRequest,
    form: OpenTicketForm,
    own: RecordForm | None,
    file: Callable[[Mapping[str, Any]], Ticket],
) -> Ticket | None:
    """Check the form, store what came with it and file; None: the form tells what is wrong.

    own: the inputs of the organisation's fields; `file` gets what was filled in there. Files are
    stored at once, so that an error elsewhere loses none of them.
    Raises: OnlyStaff, CustomerNotFound for whoever could file for nobody.
    """
    check_may_open(request.ctx)
    form.is_valid()
    form.take_files(request.actor)
    given = read_posted(request, own)
    if not form.is_valid() or (own is not None and own.errors):
        return None
    try:
        with told_if_only_tried(request):
            return file(given)
    except InvalidInput as error:
        if not place_refusal(own, error):
            form.add_error(None, words_of(error))
    except WarrantyLapsed as error:
        form.lapsed_contract = cast("int", error.data["contract_id"])
        form.add_error(None, words_of(error))
    except NotFound as error:
        form.add_error("customer" if "customer" in form.fields else None, words_of(error))
    return None
