"""Networks of universities, and which university leads which province."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tambon.filters.institutions import LeadFilterSet
from tambon.forms.institutions import LeadForm, NetworkForm
from tambon.forms.people import EndForm, ReasonForm
from tambon.models import Network
from tambon.permissions import Can
from tambon.selectors import institutions
from tambon.selectors import leads as selectors
from tambon.services import leads, networks
from tambon.tables.institutions import LeadTable, NetworkTable
from tambon.views.answers import actor, attempt, status_of, way_back
from u2t.core.access import reach, require
from u2t.core.lists import ListSpec, list_page, register
from u2t.core.templatetags.u2t import local_name

_FORM = "tambon/form.html"
NETWORKS = register(
    ListSpec(
        name="tambon.networks",
        title=gettext_lazy("Networks of universities"),
        table=NetworkTable,
        rows=institutions.networks,
        empty=gettext_lazy("No network is stored yet."),
    )
)
LEADS = register(
    ListSpec(
        name="tambon.leads",
        title=gettext_lazy("Universities that lead a province"),
        table=LeadTable,
        rows=selectors.leads,
        filterset=LeadFilterSet,
        empty=gettext_lazy("No province has a leading university yet. Change the filters, or name one."),
    )
)
_LISTS = {"network-list": NETWORKS, "lead-list": LEADS}


@login_required
@require_GET
def network_list(request: HttpRequest) -> HttpResponse:
    context = {"may_change": bool(reach(actor(request), Can.CHANGE_UNIVERSITY))}
    return list_page(request, NETWORKS, template="tambon/network_list.html", context=context)


@login_required
@require_http_methods(["GET", "POST"])
def network_add(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_UNIVERSITY)
    form = NetworkForm(request.POST or None, is_new=True)
    return _page(
        request, form, lambda: networks.add(code=form.cleaned_data["code"], entry=form.entry(), by=user),
        "network-list", _("The network was added."), title=_("Add a network"), button=_("Add"),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def network_edit(request: HttpRequest, code: str) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_UNIVERSITY)
    found = get_object_or_404(Network, pk=code)
    form = NetworkForm(request.POST or None, is_new=False, initial=asdict(networks.Entry.of(found)))
    return _page(
        request, form, lambda: networks.amend(network=found, entry=form.entry(), seen=form.seen(), by=user),
        "network-list", _("Stored: %(name)s.") % {"name": local_name(found)},
        title=_("Correct the network"), also=way_back("network-remove", _("Remove it"), code),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def network_remove(request: HttpRequest, code: str) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_UNIVERSITY)
    found = get_object_or_404(Network, pk=code)
    form, shown = ReasonForm(request.POST or None), {"name": local_name(found)}
    return _page(
        request, form, lambda: networks.remove(network=found, by=user, **form.cleaned_data),
        "network-list", _("Removed: %(name)s.") % shown,
        title=_("Remove %(name)s, entered by mistake") % shown, button=_("Remove"),
        back=way_back("network-edit", shown["name"], code),
    )  # fmt: skip


@login_required
@require_GET
def lead_list(request: HttpRequest) -> HttpResponse:
    context = {"may_change": bool(reach(actor(request), Can.CHANGE_UNIVERSITY))}
    return list_page(request, LEADS, template="tambon/lead_list.html", context=context)


@login_required
@require_http_methods(["GET", "POST"])
def lead_name(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_UNIVERSITY)
    first = {name: request.GET.get(name, "") for name in ("province", "university")}
    form = LeadForm(request.POST or None, initial=first)
    return _page(
        request, form, lambda: leads.name(**form.cleaned_data, by=user),
        "lead-list", _("The university leads the province from that day on."), title=_("Name who leads a province"),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def lead_end(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    require(user, Can.CHANGE_UNIVERSITY)
    found = get_object_or_404(selectors.leads(user), pk=pk)
    form = EndForm(request.POST or None)
    shown = {"university": local_name(found.university), "province": local_name(found.province)}
    return _page(
        request, form, lambda: leads.end(lead=found, **form.cleaned_data, by=user),
        "lead-list", _("The lead ends after that day."),
        title=_("End the lead of %(university)s in %(province)s") % shown, button=_("End"),
    )  # fmt: skip


def _page(
    request: HttpRequest, form: Form, act: Callable[[], object], listed: str, said: str, **context: Any
) -> HttpResponse:
    """Answer a form: what was done is said on the list, to which the form leads back too, unless it says otherwise."""
    if attempt(form, act):
        messages.success(request, said)
        return redirect(listed)
    context = {"form": form, "button": _("Store"), "back": way_back(listed, _LISTS[listed].title), **context}
    return render(request, _FORM, context, status=status_of(form))
