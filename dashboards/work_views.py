"""The page a university's staff begin the day with."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from dashboards import duties
from dashboards.selectors import staffing
from tambon.models import University
from workforce.choices import WorkerType
from workforce.permissions import Can


@login_required
@require_GET
def university_work(request: HttpRequest, code: str) -> HttpResponse:
    user = request.user
    university = get_object_or_404(University.objects.visible_to(user, to=Can.VIEW_ROUND), pk=code)
    programme = staffing.programme_for(request.GET.get("programme", ""))
    context = {
        "university": university,
        "programme": programme,
        "strength": staffing.strength_of(user=user, university=university, programme=programme) if programme else None,
        "kinds": WorkerType.labels,
        "waiting": duties.duties_of(staffing.waiting_for(user=user, university=university)),
        "late": duties.duties_of(staffing.late_for(user=user, university=university)),
        "coming": duties.coming_of(staffing.coming_for(user=user, university=university)),
    }
    return render(request, "dashboards/university_work.html", context)
