"""Rounds, posts, terms, selection, appeals."""

from tests.access.lines import Line

LINES = (
    Line("round-list", own={200: "nation staff regional"}, rest=403),
    Line("round-plan", own={200: "staff"}, rest=403),
    Line("round-plan", own={200: "staff"}, rest=403, method="post"),
    Line("round-detail", "round_draft", own={200: "nation staff regional"}, other={200: "nation"}, rest=404),
    *(
        Line(
            "round-edit",
            "round_draft",
            own={200: "staff", 403: "nation regional"},
            other={403: "nation"},
            rest=404,
            method=method,
        )
        for method in ("get", "post")
    ),
    *(
        Line(
            f"round-{act}",
            "round_draft",
            own={422: "staff", 403: "nation regional"},
            other={403: "nation"},
            rest=404,
            method="post",
        )
        for act in ("quota", "derive", "publish", "drop", "extend", "close", "withdraw", "finish")
    ),
    *(
        Line(
            "round-join-former",
            "round_draft",
            own={200: "staff", 403: "nation regional"},
            other={403: "nation"},
            rest=404,
            method=method,
        )
        for method in ("get", "post")
    ),
    Line("post-index", own={302: "pm am agency staff regional province ministry auditor admin"}, rest=403),
    Line("post-list", "programme", own={200: "pm am agency staff regional province ministry auditor admin"}, rest=403),
    Line("terms-list", own={200: "nation staff regional"}, rest=403),
    Line("terms-draft", own={200: "staff ministry admin"}, rest=403),
    Line("terms-draft", own={200: "staff ministry admin"}, rest=403, method="post"),
    Line("terms-detail", "terms", own={200: "nation staff regional"}, other={200: "nation"}, rest=404),
    *(
        Line(
            name,
            "terms",
            own={status: "staff ministry admin", 403: "steward auditor regional"},
            other={status: "ministry admin", 403: "steward auditor"},
            rest=404,
            method=method,
        )
        for name, method, status in (
            ("terms-edit", "get", 200),
            ("terms-edit", "post", 422),
            ("terms-put-in-force", "post", 422),
            ("terms-drop", "post", 422),
        )
    ),
    Line("work-list", own={200: "nation staff regional"}, rest=403),
    *(
        Line(name, key, own={status: "ministry admin"}, rest=403, method=method)
        for name, key in (
            ("workarea-create", ""),
            ("workitem-create", ""),
            ("workarea-edit", "work_area"),
            ("workitem-edit", "work_item"),
        )
        for method, status in (("get", 200), ("post", 200))
    ),
    *(Line(f"api-{one}-list", rest=200) for one in ("workarea", "workitem")),
    *(
        Line(f"api-{one}-list", own={422: "admin ministry"}, rest=403, method="post")
        for one in ("workarea", "workitem")
    ),
    *(
        Line(f"api-{one}-detail", key, **wanted)
        for one, key in (("workarea", "work_area"), ("workitem", "work_item"))
        for wanted in ({"rest": 200}, {"own": {422: "admin ministry"}, "rest": 403, "method": "put"})
    ),
    Line("api-round-list", rest=200),
    Line("api-round-list", own={422: "staff"}, rest=403, method="post"),
    Line("api-round-detail", "round_draft", own={200: "nation staff regional"}, other={200: "nation"}, rest=404),
    *(
        Line(
            f"api-round-{act}",
            "round_draft",
            own={422: "nation staff regional"},
            other={422: "nation"},
            rest=404,
            method="put" if act in {"detail", "quotas"} else "post",
        )
        for act in (
            "detail",
            "quotas",
            "derive",
            "publish",
            "drop",
            "extend",
            "close",
            "withdraw",
            "finish",
            "join-former",
        )
    ),
    Line("api-post-list", rest=200),
    Line(
        "api-post-detail",
        "post",
        own={200: "pm am province staff regional ministry auditor admin"},
        other={200: "ministry auditor admin"},
        rest=404,
    ),
    Line("api-terms-list", rest=200),
    Line("api-terms-list", own={422: "admin ministry staff"}, rest=403, method="post"),
    Line("api-terms-detail", "terms", own={200: "nation staff regional"}, other={200: "nation"}, rest=404),
    *(
        Line(
            f"api-terms-{act}",
            "terms",
            own={422: "nation staff regional"},
            other={422: "nation"},
            rest=404,
            method="put" if act == "detail" else "post",
        )
        for act in ("detail", "put-in-force", "drop")
    ),
    # Selection: the staff of the round's university decide, auditors look, applicants have their own page.
    *(
        Line(name, arguments, own={200: "staff auditor"}, other={200: "auditor"}, rest=404)
        for name, arguments in (
            ("applicant-list", "round"),
            ("applicant-detail", "application"),
            ("selection-detail", "round"),
            ("selection-place", "selection area =graduate"),
            ("api-selection-detail", "selection"),
            ("api-selection-lines", "selection"),
            ("api-announcement-detail", "announcement"),
        )
    ),
    Line(
        "api-applicant-scorings",
        "application",
        own={200: "staff auditor", 403: "applicant"},
        other={200: "auditor"},
        rest=404,
    ),
    *(
        Line(name, arguments, own={status: "staff", 403: "auditor"}, other={403: "auditor"}, rest=404, method=method)
        for name, arguments, method, status in (
            ("applicant-screen", "round", "post", 422),
            ("applicant-decide", "application", "post", 422),
            ("applicant-decline", "application", "get", 200),
            ("applicant-decline", "application", "post", 422),
            ("applicant-restore", "application", "get", 200),
            ("applicant-restore", "application", "post", 422),
            ("score-grid", "round", "get", 200),
            ("score-grid", "round", "post", 302),
            ("selection-make", "round", "post", 302),
            ("selection-agree", "selection", "post", 302),
            ("selection-drop", "selection", "post", 302),
            ("selection-announce", "selection", "get", 200),
            ("selection-announce", "selection", "post", 422),
            ("selection-reopen", "selection", "get", 200),
            ("selection-reopen", "selection", "post", 422),
            ("api-selection-reopen", "selection", "post", 422),
            ("selection-tie", "selection area =graduate", "get", 302),
            ("selection-tie", "selection area =graduate", "post", 302),
            ("selection-tie-withdraw", "selection area =graduate", "get", 302),
            ("selection-tie-withdraw", "selection area =graduate", "post", 302),
            ("announcement-publish", "announcement", "get", 302),
            ("announcement-publish", "announcement", "post", 302),
            ("api-announcement-publish", "announcement", "post", 200),
            ("announcement-withdraw", "announcement", "get", 200),
            ("announcement-withdraw", "announcement", "post", 422),
            ("api-selection-tie", "selection", "post", 422),
            ("api-selection-tie-withdraw", "selection", "post", 422),
            ("api-selection-agree", "selection", "post", 200),
            ("api-selection-drop", "selection", "post", 409),
            ("api-selection-announce", "selection", "post", 422),
            ("api-announcement-withdraw", "announcement", "post", 422),
        )
    ),
    *(
        Line(
            name,
            arguments,
            own={422: "staff", 403: "auditor applicant"},
            other={403: "auditor"},
            rest=404,
            method="post",
        )
        for name, arguments in (
            ("document-decide", "document"),
            ("appeal-answer", "appeal"),
            ("api-applicant-screen", "application"),
            ("api-applicant-score", "application"),
            ("api-applicant-refusal", "application"),
            ("api-applicant-restore", "application"),
            ("api-applicant-document", "application document"),
            ("api-appeal-answer", "appeal"),
        )
    ),
    Line("appeal-answer", "appeal", own={200: "staff auditor applicant"}, other={200: "auditor"}, rest=404),
    Line("api-appeal-detail", "appeal", own={200: "staff auditor applicant"}, other={200: "auditor"}, rest=404),
    Line("appeal-create", "application", own={200: "applicant"}, other={}, rest=404),
    Line("appeal-create", "application", own={422: "applicant"}, other={}, rest=404, method="post"),
    Line("appeal-list", rest=200),
    Line("announcement-detail", "announcement", rest=200, stranger=200),
    Line("announcement-paper", "announcement", rest=404, stranger=404),  # the world's announcement has no paper
    Line("api-applicant-screen-many", own={422: "staff"}, rest=403, method="post"),
    Line("api-selection-list", rest=200),
    Line("api-selection-list", own={422: "staff"}, rest=403, method="post"),
    Line("api-announcement-list", rest=200),
    Line("api-appeal-list", rest=200),
    Line("api-appeal-list", rest=422, method="post"),
)
