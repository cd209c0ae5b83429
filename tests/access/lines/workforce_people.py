"""Contracts, people, posts that they hold, their guides, their import."""

from tests.access.lines import OTHER_POSTS, SEE_ALL_WORK, SEE_FAR_WORK, SEE_GUIDES, SEE_POSTS, SEE_WORK, Line

CONTRACT_STEPS = tuple(
    f"contract-{step}"
    for step in ("sign", "position", "cancel", "extend", "end", "resign", "transfer", "assign", "replace", "reinstate")
)

LINES = (
    Line("contract-list", rest=200),
    Line("contract-hire", own={200: "staff"}, rest=403),
    Line("contract-hire", own={200: "staff"}, rest=403, method="post"),
    Line("contract-sign-many", own={200: "staff"}, rest=403),
    Line("contract-sign-many", own={200: "staff"}, rest=403, method="post"),
    Line("contract-detail", "contract", own={200: SEE_WORK}, other={200: SEE_FAR_WORK}, rest=404),
    *(
        Line(name, "contract", own={200: "staff", 403: SEE_WORK}, other={403: SEE_FAR_WORK}, rest=404, method=method)
        for name in CONTRACT_STEPS
        for method in ("get", "post")
    ),
    Line("person-detail", "person", own={200: SEE_WORK}, other={200: SEE_FAR_WORK}, rest=404),
    Line(
        "person-reveal",
        "person",
        own={200: "staff auditor worker", 403: SEE_WORK},
        other={200: "auditor community", 403: SEE_FAR_WORK},
        rest=404,
        method="post",
    ),
    # The person of the contract has an account: there is nobody to invite. Tried in tests/workforce/test_accounts.py.
    *(Line(name, "person", rest=404, method=m) for name in ("person-invite", "person-join") for m in ("get", "post")),
    *(
        Line("person-address", "person", own={200: "staff worker"}, other={200: "community"}, rest=404, method=m)
        for m in ("get", "post")
    ),
    *(
        Line(
            "person-correct",
            "person",
            own={200: "staff ministry admin"},
            other={200: "ministry admin"},
            rest=404,
            method=m,
        )
        for m in ("get", "post")
    ),
    Line("api-worker-correct", "person", own={422: SEE_WORK}, other={422: SEE_FAR_WORK}, rest=404, method="post"),
    Line(
        "api-worker-address",
        "person",
        own={422: "staff worker", 403: SEE_WORK},
        other={422: "community", 403: SEE_FAR_WORK},
        rest=404,
        method="post",
    ),
    # The account of the contract's person is open, so that staff get the refusal of the service.
    Line("person-invite-again", "person", own={409: "staff worker"}, other={409: "community"}, rest=404, method="post"),
    Line(
        "api-worker-invite-again",
        "person",
        own={409: "staff worker", 403: SEE_WORK},
        other={409: "community", 403: SEE_FAR_WORK},
        rest=404,
        method="post",
    ),
    *(
        Line(name, "person", own={422: SEE_WORK}, other={422: SEE_FAR_WORK}, rest=404, method="post")
        for name in ("api-worker-invite", "api-worker-join")
    ),
    Line("tambon-staffing", "area", own={200: SEE_POSTS, 404: "agency"}, other=OTHER_POSTS, rest=403),
    Line("supervision-name", "area", own={200: "staff", 403: SEE_POSTS}, other={403: SEE_ALL_WORK}, rest=404),
    Line(
        "supervision-name",
        "area",
        own={200: "staff", 403: SEE_POSTS},
        other={403: SEE_ALL_WORK},
        rest=404,
        method="post",
    ),
    Line(
        "agency-people",
        "agency",
        own={200: "nation here digital agency"},
        other={200: "nation"},
        rest=404,
    ),
    Line(
        "agency-people",
        "agency",
        own={200: "staff", 403: "nation here digital agency"},
        other={403: "nation"},
        rest=404,
        method="post",
    ),
    *(
        Line(name, "supervision", own={200: "staff", 403: SEE_GUIDES}, other={403: "nation"}, rest=404, method=method)
        for name in ("supervision-end", "supervision-lead")
        for method in ("get", "post")
    ),
    Line("workforce-import-list", own={200: "staff"}, rest=403),
    Line("workforce-import-create", own={200: "staff"}, rest=403),
    Line("workforce-import-create", own={200: "staff"}, rest=403, method="post"),
    Line("workforce-import-detail", "workforce_run", own={200: "staff"}, other={}, rest=404),
    *(
        Line(name, "workforce_run", own={302: "staff"}, other={}, rest=404, method="post")
        for name in ("workforce-import-store", "workforce-import-give-up")
    ),
    Line("workforce-import-undo", "workforce_run", own={200: "staff"}, other={}, rest=404),
    Line("workforce-import-undo", "workforce_run", own={200: "staff"}, other={}, rest=404, method="post"),
    Line("api-contract-list", rest=200),
    Line("api-contract-list", own={422: "staff"}, rest=403, method="post"),
    Line("api-contract-detail", "contract", own={200: SEE_WORK}, other={200: SEE_FAR_WORK}, rest=404),
    Line("api-contract-vacancies", "contract", own={200: "staff", 403: SEE_WORK}, other={403: SEE_FAR_WORK}, rest=404),
    Line("api-contract-hire-many", own={422: "staff"}, rest=403, method="post"),
    Line("api-contract-sign-many", own={422: "staff"}, rest=403, method="post"),
    *(
        Line(f"api-{name}", "contract", own={422: SEE_WORK}, other={422: SEE_FAR_WORK}, rest=404, method="post")
        for name in CONTRACT_STEPS
        if name not in {"contract-assign", "contract-replace"}
    ),
    Line(
        "api-contract-replace",
        "contract",
        own={409: "staff", 403: SEE_WORK},
        other={403: SEE_FAR_WORK},
        rest=404,
        method="post",
    ),
    Line("api-placement-list", rest=200),
    Line("api-placement-detail", "placement", own={200: SEE_WORK}, other={200: SEE_FAR_WORK}, rest=404),
    Line("api-placement-assign", "placement", own={422: SEE_WORK}, other={422: SEE_FAR_WORK}, rest=404, method="post"),
    Line("api-supervision-list", rest=200),
    Line("api-supervision-list", own={422: "staff"}, rest=403, method="post"),
    Line("api-supervision-detail", "supervision", own={200: SEE_GUIDES}, other={200: "nation"}, rest=404),
    Line("api-supervision-end", "supervision", own={422: SEE_GUIDES}, other={422: "nation"}, rest=404, method="post"),
    Line("api-supervision-lead", "supervision", own={422: SEE_GUIDES}, other={422: "nation"}, rest=404, method="post"),
    Line("api-agencycapacity-list", rest=200),
    Line("api-agencycapacity-list", own={422: "staff"}, rest=403, method="post"),
    Line("api-worker-detail", "person", own={200: SEE_WORK}, other={200: SEE_FAR_WORK}, rest=404),
    Line(
        "api-worker-reveal",
        "person",
        own={200: "staff auditor worker", 403: SEE_WORK},
        other={200: "auditor community", 403: SEE_FAR_WORK},
        rest=404,
        method="post",
    ),
    Line("api-workforce-import-list", rest=200),
    Line("api-workforce-import-list", own={422: "staff"}, rest=403, method="post"),
    Line("api-workforce-import-detail", "workforce_run", own={200: "staff"}, other={}, rest=404),
    Line("api-workforce-issue-list", "workforce_run", own={200: "staff"}, other={}, rest=404),
    Line("api-workforce-import-give-up", "workforce_run", own={200: "staff"}, other={}, rest=404, method="post"),
    *(
        Line(name, "workforce_run", own={409: "staff"}, other={}, rest=404, method="post")
        for name in ("api-workforce-import-store", "api-workforce-import-undo")
    ),
)
