"""Groups of provinces: their members and the source that says so."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tambon.choices import Level
from tambon.forms.groups import GroupForm
from tambon.permissions import Can
from tambon.selectors import institutions
from tambon.services import groups
from tambon.views.answers import actor, attempt, status_of
from u2t.core.access import require


@login_required
@require_http_methods(["GET", "POST"])
def group_detail(request: HttpRequest, code: str) -> HttpResponse:
    user = actor(request)
    group = get_object_or_404(institutions.areas(user).filter(level=Level.REGION), code=code)
    members = list(group.members.order_by("sort_key"))
    form = None
    if request.method == "POST":
        require(user, Can.LOAD_GEOGRAPHY, group)
    if user.has_perm(Can.LOAD_GEOGRAPHY, group):
        initial = {"provinces": [member.code for member in members], "source": group.source}
        form = GroupForm(request.POST if request.method == "POST" else None, initial=initial)
        if attempt(form, lambda: groups.amend(by=user, group=group, **form.cleaned_data)):
            messages.success(request, _("Changed. The figures of the group are counted anew within seconds."))
            return redirect("group-detail", code=code)
    context = {"group": group, "members": members, "form": form}
    return render(request, "tambon/group_detail.html", context, status=status_of(form) if form else 200)
