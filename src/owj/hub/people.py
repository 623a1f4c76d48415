"""The colleagues of a customer: who they are, what they may do, and inviting more."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from owj.kernel.errors import Conflict, InvalidInput, NotFound
from owj.packages.customers.errors import NotAmongYourRights
from owj.packages.customers.queries import Rights, Standing, people_of
from owj.packages.customers.services import (
    Invitation,
    end_membership,
    give_rights,
    invite_colleague,
)
from owj.packages.desk.queries import own_place
from owj.ui.doors import DoorRequest, hub_page
from owj.ui.failures import words_of
from owj.ui.forms.rights import RIGHT_LINES, rights_in
from owj.ui.standing import choose_customer, chosen_customer, own_standings
from owj.ui.toasts import add_toast


class InvitationForm(forms.Form):
    """Reads whom somebody invites."""

    name = forms.CharField(max_length=200, error_messages={"required": _("Write the name.")})
    title = forms.CharField(max_length=120, required=False)
    email = forms.EmailField(required=False)
    phone = forms.CharField(max_length=40, required=False)


@hub_page
@require_POST
def choose_view(request: DoorRequest) -> HttpResponse:
    """Act for another of the own customers from now on."""
    text = request.POST.get("customer", "")
    place = next((one for one in own_standings(request) if str(one.customer_id) == text), None)
    if place is None:
        raise NotFound
    response = HttpResponseRedirect(reverse("hub:home"))
    choose_customer(response, place.customer_id)
    return response


@hub_page
@require_GET
def people_view(request: DoorRequest) -> HttpResponse:
    """Show the colleagues and what each may do."""
    return _page(request, _manager(request), InvitationForm())


@hub_page
@require_POST
def invite_view(request: DoorRequest) -> HttpResponse:
    """Send an invitation."""
    place = _manager(request)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _page(request, place, form, status=422)
    invitation = Invitation(
        customer_id=place.customer_id, rights=rights_in(request.POST), **form.cleaned_data
    )
    try:
        invite_colleague(request.ctx, invitation, address=redeem_address())
    except (InvalidInput, Conflict) as error:
        form.add_error(None, words_of(error))
        return _page(request, place, form, status=422)
    add_toast(request, gettext("The invitation is on its way"))
    return HttpResponseRedirect(reverse("hub:people"))


@hub_page
@require_POST
def rights_view(request: DoorRequest, contact_id: int) -> HttpResponse:
    """Give a colleague other rights, or end the colleague's place here."""
    place = _manager(request)
    if "end" in request.POST:
        end_membership(request.ctx, contact_id, place.customer_id)
        add_toast(request, gettext("This colleague no longer acts for you"))
    else:
        give_rights(request.ctx, contact_id, place.customer_id, rights_in(request.POST))
        add_toast(request, gettext("The rights hold from now on"))
    return HttpResponseRedirect(reverse("hub:people"))


def redeem_address() -> str:
    """Return where a link of an invitation leads; the token comes after it."""
    return f"{settings.BASE_URL}{reverse('ui:hub_new_password', args=['x'])}"[:-1]


def _manager(request: DoorRequest) -> Standing:
    place = own_place(request.ctx, chosen_customer(request))
    if not place.rights.people:
        raise NotAmongYourRights
    return place


def _page(
    request: DoorRequest, place: Standing, form: InvitationForm, *, status: int = 200
) -> HttpResponse:
    own = place.rights
    context = {
        "nav": "people",
        "place": place,
        "people": [
            (
                member,
                member.contact.user_id == request.actor.user_id or not member.rights.within(own),
            )
            for member in people_of(request.ctx, place.customer_id)
            if member.membership.active
        ],
        "form": form,
        "lines": [line for line in RIGHT_LINES if Rights(**{line.key: True}).within(own)],
        "all_lines": RIGHT_LINES,
    }
    return render(request, "hub/people.html", context, status=status)
