"""The matrix, of money and of the activities of the tambons."""

from tests.access.lines import Line

SEE_LETTER, SEE_FAR_LETTER = "nation staff regional", "nation"
SEE_BUDGET = "nation staff regional province pm am community"
SEE_RECEIPT, SEE_FAR_RECEIPT = "staff auditor pm am ministry", "auditor ministry"
SEE_ACTIVITY = "nation staff regional province worker pm am community"
LETTER = {"own": {200: SEE_LETTER}, "other": {200: SEE_FAR_LETTER}, "rest": 404}
RECEIPT = {"own": {200: SEE_RECEIPT}, "other": {200: SEE_FAR_RECEIPT}, "rest": 404}
ACTIVITY = {"own": {200: SEE_ACTIVITY}, "other": {200: "nation"}, "rest": 404}
_BOTH = ("get", "post")


def _does(who, seeing, *, far="nation", answer=200, also=""):
    """Say who may act upon the own thing; `also` may act upon both, who else sees it is told 403."""
    mine = f"{who} {also}".strip()
    answers = {answer: mine, 403: seeing}
    return {"own": answers, "other": {answer: also, 403: far} if also else {403: far}, "rest": 404}


_LEADS, _WRITES = _does("pm am staff", SEE_ACTIVITY), _does("worker pm am staff", SEE_ACTIVITY)

LINES = (
    Line("budget-overview", own={200: SEE_BUDGET}, rest=403),
    Line("budget-workbook", own={200: SEE_BUDGET}, rest=403),
    Line(
        "budget-tambon", "programme university area", own={200: SEE_BUDGET}, other={200: "nation"}, rest=404
    ),
    *(Line("budget-allocate", own={200: "staff"}, rest=403, method=method) for method in _BOTH),
    Line("budgetcategory-list", rest=200),
    *(Line("budgetcategory-add", own={200: "ministry admin"}, rest=403, method=method) for method in _BOTH),
    *(
        Line(
            "budgetcategory-amend", "budget_category", own={200: "ministry admin"}, other={200: "ministry admin"},
            rest=403, method=method,
        )
        for method in _BOTH
    ),
    Line("api-budgetcategory-list", rest=200),
    Line("api-budgetcategory-list", own={422: "ministry admin"}, rest=403, method="post"),
    Line(
        "api-budgetcategory-amend", "budget_category", own={422: "ministry admin"}, other={422: "ministry admin"},
        rest=403, method="post",
    ),
    *(Line("budgetline-change", "budget_line", **_does("staff", SEE_BUDGET), method=method) for method in _BOTH),
    *(Line("spending-enter", "budget_line", **_does("staff pm", SEE_BUDGET), method=method) for method in _BOTH),
    Line("instalment-list", rest=200),
    *(Line("instalment-allot", own={200: "ministry admin"}, rest=403, method=method) for method in _BOTH),
    Line("instalment-detail", "instalment", **LETTER),
    *(
        Line(f"instalment-{step}", "instalment", **_does("staff", SEE_LETTER), method=method)
        for step in ("receive", "return")
        for method in _BOTH
    ),
    *(
        Line("instalment-cancel", "instalment", **_does("", SEE_LETTER, also="ministry admin"), method=method)
        for method in _BOTH
    ),
    *(Line("budgetreturn-cancel", "budget_return", **_does("staff", SEE_LETTER), method=method) for method in _BOTH),
    Line("spending-list", rest=200),
    Line("spending-detail", "spending", **RECEIPT),
    Line("spending-file", "spending", **RECEIPT),
    *(
        Line("spending-cancel", "spending", **_does("staff pm", SEE_RECEIPT, far=SEE_FAR_RECEIPT), method=method)
        for method in _BOTH
    ),
    Line("activity-list", rest=200),
    *(Line("activity-plan", own={200: "worker pm am staff"}, rest=403, method=method) for method in _BOTH),
    Line("activity-detail", "activity", **ACTIVITY),
    *(
        Line(f"activity-{step}", "activity", **_WRITES, method=method)
        for step in ("amend", "report", "count")
        for method in _BOTH
    ),
    *(
        Line(f"activity-{step}", "activity", **_LEADS, method=method)
        for step in ("begin", "finish", "cancel")
        for method in _BOTH
    ),
    Line("activity-photo-add", "activity", **_does("worker pm am staff", SEE_ACTIVITY, answer=302), method="post"),
    Line("activity-photo", "activity_photo", **ACTIVITY),
    Line("api-budgetline-list", rest=200),
    Line("api-budgetline-detail", "budget_line", own={200: SEE_BUDGET}, other={200: "nation"}, rest=404),
    Line("api-budgetline-allocate", own={422: "staff"}, rest=403, method="post"),
    Line(
        "api-budgetline-change", "budget_line", own={422: SEE_BUDGET}, other={422: "nation"}, rest=404, method="post"
    ),
    Line("api-instalment-list", rest=200),
    Line("api-instalment-list", own={422: "admin ministry"}, rest=403, method="post"),
    Line("api-instalment-detail", "instalment", **LETTER),
    *(
        Line(
            f"api-instalment-{step}", "instalment", own={422: SEE_LETTER}, other={422: SEE_FAR_LETTER}, rest=404,
            method="post",
        )
        for step in ("receive", "cancel", "give-back")
    ),
    Line(
        "api-instalment-cancel-return", "instalment budget_return", own={422: SEE_LETTER}, other={422: SEE_FAR_LETTER},
        rest=404, method="post",
    ),
    Line("api-spending-list", rest=200),
    Line("api-spending-list", own={422: "pm staff"}, rest=403, method="post"),
    Line("api-spending-detail", "spending", **RECEIPT),
    Line(
        "api-spending-cancel", "spending", own={422: SEE_RECEIPT}, other={422: SEE_FAR_RECEIPT}, rest=404,
        method="post",
    ),
    Line("api-activity-list", rest=200),
    Line("api-activity-list", own={422: "am pm staff worker"}, rest=403, method="post"),
    Line("api-activity-detail", "activity", **ACTIVITY),
    *(
        Line(f"api-activity-{step}", "activity", own={422: SEE_ACTIVITY}, other={422: "nation"}, rest=404, method="post")
        for step in ("amend", "begin", "report", "count", "finish", "cancel", "photos")
    ),
)  # fmt: skip
