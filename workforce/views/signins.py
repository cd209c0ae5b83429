"""Pages of signing in: one big button, and the list for those who guide."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from u2t.core import clock, pictures
from u2t.core.access import require
from u2t.core.lists import ListSpec, list_page, register
from workforce.filters.leaves import SignInFilterSet
from workforce.forms.signins import SignInForm
from workforce.models import SignIn
from workforce.permissions import Can
from workforce.selectors.signins import signins_of, today_of
from workforce.services import signins
from workforce.tables.leaves import SignInTable
from workforce.views.answers import actor, private_file, settle, status_of

SIGN_INS = register(
    ListSpec(
        name="workforce.signins",
        title=gettext_lazy("Sign-ins to work"),
        table=SignInTable,
        filterset=SignInFilterSet,
        rows=signins_of,
        empty=gettext_lazy("No sign-in was found. They stand here where a university counts days by signing in."),
    )
)


@login_required
@require_GET
def signin_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, SIGN_INS)


@login_required
@require_http_methods(["GET", "POST"])
def signin_create(request: HttpRequest) -> HttpResponse:
    """Sign in for today; late, the same form asks why."""
    user = actor(request)
    require(user, Can.SIGN_IN)
    form = SignInForm(request.POST or None, request.FILES or None)
    made = settle(
        form,
        lambda: signins.sign_in(stamp=form.stamp(), photo=picture_in(form.cleaned_data["photo"]), by=user),
    )
    if made is not None:
        said = _("You are signed in for today.") if not made.late_reason else _("Stored. Your lecturer decides.")
        messages.success(request, said)
        return redirect("month-own")
    today = today_of(user)
    asks_why = bool(form.errors.get("late_reason")) or (today is not None and not today.is_open)
    context = {"form": form, "today": today, "asks_why": asks_why, "now": clock.now()}
    return render(request, "workforce/signin_form.html", context, status=status_of(form))


@login_required
@require_GET
def signin_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user, found = actor(request), _signin(request, pk)
    is_own = found.contract.person.user_id == user.pk
    may_decide = bool(found.late_reason) and not is_own and user.has_perm(Can.DECIDE_SIGN_IN, found)
    context = {"signin": found, "is_own": is_own, "may_decide": may_decide}
    return render(request, "workforce/signin_detail.html", context)


@login_required
@require_POST
def signin_decide(request: HttpRequest, pk: int) -> HttpResponse:
    found, answer = _signin(request, pk), request.POST.get("accepted")
    require(actor(request), Can.DECIDE_SIGN_IN, found)
    if answer not in {"yes", "no"}:
        raise signins.SignInInputError(_("Say whether the sign-in counts."))
    signins.decide_late(sign_in=found, accepted=answer == "yes", by=actor(request))
    messages.success(request, _("Your decision is stored."))
    return redirect("signin-detail", pk=pk)


@login_required
@require_GET
def signin_photo(request: HttpRequest, pk: int) -> HttpResponse:
    found = _signin(request, pk)
    if found.photo is None:
        raise Http404
    return private_file(found.photo, signins.look(sign_in=found, by=actor(request)))


def picture_in(file: "UploadedFile[bytes] | None") -> pictures.Brought | None:
    """Take the photo of a request, of a page or the API, if there is one.

    Raises:
        DocumentError: it is no picture, too large or broken.
    """
    if file is None:
        return None
    pictures.check_size(file.size or 0)
    return pictures.photo(name=file.name or "", content=file.read())


def _signin(request: HttpRequest, pk: int) -> SignIn:
    return get_object_or_404(signins_of(actor(request)), pk=pk)
