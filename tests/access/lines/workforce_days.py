"""The matrix, of days: holidays, leave and signing in."""

from tests.access.lines import Line
from tests.access.lines.workforce_month import ASKED_LOG, LOG, SEE_FAR_LOG

#: Why somebody stays away is for who decides: not for the agency, nor the area manager.
SEE_LEAVE = "worker pm staff auditor"
LEAVE = {"own": {200: SEE_LEAVE}, "other": {200: SEE_FAR_LOG}, "rest": 404}
#: Who enters, moves and calls off days off: the ministry everybody's, staff their university's.
HOLIDAYS = "staff ministry admin"

LINES = (
    Line("holiday-list", rest=200),
    Line("holiday-add", own={200: HOLIDAYS}, rest=403),
    Line("holiday-add", own={200: HOLIDAYS}, rest=403, method="post"),
    Line("holiday-detail", "holiday", rest=200),
    *(
        Line(f"holiday-{step}", "holiday", own={200: HOLIDAYS}, other={200: "ministry admin"}, rest=403, method=method)
        for step in ("move", "cancel")
        for method in ("get", "post")
    ),
    Line("month-days", "contract period", **LOG),
    Line("leave-list", rest=200),
    Line("leave-ask", rest=200),
    Line("leave-ask", rest=200, method="post"),
    Line("leave-detail", "leave", **LEAVE),
    Line(
        "leave-decide", "leave", own={422: "pm staff", 403: "worker auditor"}, other={403: "auditor community"},
        rest=404, method="post",
    ),
    Line(
        "leave-withdraw", "leave", own={412: "worker", 403: "pm staff auditor"},
        other={412: "community", 403: "auditor"}, rest=404, method="post",
    ),
    Line("leave-paper", "leave", **LEAVE),
    Line("signin-list", rest=200),
    Line("signin-create", rest=200),
    Line("signin-create", rest=200, method="post"),
    Line("signin-detail", "signin", **LOG),
    Line(
        "signin-decide", "signin", own={422: "pm staff", 403: "worker am agency auditor"}, other={403: SEE_FAR_LOG},
        rest=404, method="post",
    ),
    Line("signin-photo", "signin", **LOG),
    Line("api-leave-list", rest=200),
    Line("api-leave-list", rest=422, method="post"),
    Line("api-leave-detail", "leave", **LEAVE),
    *(
        Line(
            f"api-leave-{step}", "leave", own={422: SEE_LEAVE}, other={422: SEE_FAR_LOG}, rest=404, method="post"
        )
        for step in ("decide", "withdraw")
    ),
    Line("api-signin-list", rest=200),
    Line("api-signin-list", rest=422, method="post"),
    Line("api-signin-detail", "signin", **LOG),
    Line("api-signin-decide", "signin", **ASKED_LOG),
    Line("api-holiday-list", rest=200),
    Line("api-holiday-list", own={422: "admin ministry staff"}, rest=403, method="post"),
    Line("api-holiday-detail", "holiday", rest=200),
    Line("api-holiday-move", "holiday", own={422: "admin ministry staff"}, rest=403, method="post"),
    Line("api-holiday-cancel", "holiday", own={422: "admin ministry staff"}, rest=403, method="post"),
)  # fmt: skip
