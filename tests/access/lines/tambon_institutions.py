"""Lists of institutions brought in by spreadsheet."""

from tests.access.lines import Line

LINES = (
    Line("institution-run-list", own={200: "nation"}, rest=403),
    Line("institution-import", own={200: "ministry admin"}, rest=403),
    Line("institution-import", own={200: "ministry admin"}, rest=403, method="post"),
    Line("institution-run", "institution_run", own={200: "nation"}, rest=404),
    Line(
        "institution-run-store",
        "institution_run",
        own={302: "ministry admin", 403: "steward auditor"},
        rest=404,
        method="post",
    ),
    Line(
        "institution-run-give-up",
        "institution_run",
        own={302: "ministry admin", 403: "steward auditor"},
        rest=404,
        method="post",
    ),
    Line("institution-run-undo", "institution_run", own={200: "ministry admin", 403: "steward auditor"}, rest=404),
    Line(
        "institution-run-undo",
        "institution_run",
        own={200: "ministry admin", 403: "steward auditor"},
        rest=404,
        method="post",
    ),
    Line("api-institution-import-list", rest=200),
    Line("api-institution-import-list", own={422: "ministry admin"}, rest=403, method="post"),
    Line("api-institution-import-detail", "institution_run", own={200: "nation"}, rest=404),
    Line("api-institution-issue-list", "institution_run", own={200: "nation"}, rest=404),
    Line(
        "api-institution-import-store",
        "institution_run",
        own={409: "ministry admin", 403: "steward auditor"},
        rest=404,
        method="post",
    ),
    Line(
        "api-institution-import-give-up",
        "institution_run",
        own={200: "ministry admin", 403: "steward auditor"},
        rest=404,
        method="post",
    ),
    Line(
        "api-institution-import-undo",
        "institution_run",
        own={422: "ministry admin", 403: "steward auditor"},
        rest=404,
        method="post",
    ),
)
