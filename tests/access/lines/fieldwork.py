"""The field: rounds of collecting, telephones and what they speak, entries and their review."""

from tests.access.lines import Line

SEE = "nation worker pm am province staff"
AROUND = "nation here digital agency"
UNABLE = "ministry auditor worker pm am community province regional digital agency"
REVIEW = "steward admin pm staff"
TWINS = "nation pm am province staff"
OPENERS = "steward admin staff"
REFUSED = "ministry auditor worker am province"

LINES = (
    Line("collection-list", rest=200),
    Line("collection-detail", "collection", own={200: AROUND}, other={200: "nation"}, rest=404),
    Line("collection-open", own={200: OPENERS}, rest=403),
    Line("collection-open", own={200: OPENERS}, rest=403, method="post"),
    *(
        Line(
            name,
            "collection",
            own={status: OPENERS, 403: UNABLE},
            other={status: "steward admin", 403: "ministry auditor"},
            rest=404,
            method=method,
        )
        for name, status, method in (
            ("collection-move", 422, "post"),
            ("collection-collectors", 200, "get"),
            ("collection-collectors", 422, "post"),
            ("collection-goals", 422, "post"),
            ("collection-grace-give", 422, "post"),
        )
    ),
    Line(
        "collection-grace-end",
        "collection grace",
        own={302: OPENERS},
        other={302: "steward admin", 404: "staff"},
        rest=403,
        method="post",
    ),
    Line("collection-places", "collection", own={200: AROUND}, other={200: "nation"}, rest=404),
    Line("collection-people", "collection", own={200: AROUND}, other={200: "nation"}, rest=404),
    Line("telephone-list", rest=200),
    Line("telephone-create", own={200: "worker digital"}, rest=403, method="post"),
    Line(
        "telephone-end",
        "telephone",
        own={302: "worker staff ministry admin"},
        other={302: "community staff ministry admin"},
        rest=404,
        method="post",
    ),
    Line("collect", own={200: "worker digital"}, rest=403),
    # What a device keeps holds nothing of anybody.
    Line("collect-shell", rest=200, stranger=200),
    Line("collect-worker", rest=200, stranger=200),
    Line("entry-list", rest=200),
    Line("entry-detail", "entry", own={200: SEE}, other={200: "nation"}, rest=404),
    Line("entry-file", "entry_file", own={200: SEE}, other={200: "nation"}, rest=404),
    *(
        Line(
            name,
            "entry",
            own={412: REVIEW, 403: REFUSED},
            other={412: "steward admin", 403: "ministry auditor"},
            rest=404,
            method="post",
        )
        for name in (
            "entry-verify",
            "entry-return",
            "entry-accept",
            "entry-refuse",
            "entry-take-back",
            "entry-restore",
        )
    ),
    Line("entry-verify-many", own={302: REVIEW}, rest=403, method="post"),
    Line("api-collection-list", rest=200),
    Line("api-collection-list", own={422: OPENERS}, rest=403, method="post"),
    Line("api-collection-detail", "collection", own={200: AROUND}, other={200: "nation"}, rest=404),
    *(
        Line(
            f"api-collection-{name}",
            "collection",
            own={422: OPENERS},
            other={422: "steward admin", 404: "staff"},
            rest=403,
            method="post",
        )
        for name in ("move", "collectors", "graces", "goals")
    ),
    Line(
        "api-collection-grace-end",
        "collection grace",
        own={409: OPENERS},
        other={409: "steward admin", 404: "staff"},
        rest=403,
        method="post",
    ),
    Line("api-collection-places", "collection", own={200: AROUND}, other={200: "nation"}, rest=404),
    Line("api-collection-people", "collection", own={200: AROUND}, other={200: "nation"}, rest=404),
    Line("api-telephone-list", rest=200),
    Line("api-telephone-list", own={201: "worker digital"}, rest=403, method="post"),
    Line(
        "api-telephone-end",
        "telephone",
        own={200: "worker staff ministry admin"},
        other={200: "community staff ministry admin"},
        rest=404,
        method="post",
    ),
    Line("api-field-form-list", rest=200),
    Line("api-form-packed", "dataset form", own={200: "nation worker digital pm am staff province"}, rest=403),
    Line("api-field-form-returned", rest=200),
    Line("api-entry-list", rest=200),
    Line("api-entry-list", own={422: "worker digital"}, rest=403, method="post"),
    Line("api-entry-detail", "entry", own={200: SEE}, other={200: "nation"}, rest=404),
    *(
        Line(name, "entry", own={422: REVIEW}, other={422: "steward admin", 404: "pm staff"}, rest=403, method="post")
        for name in (
            "api-entry-verify",
            "api-entry-return",
            "api-entry-accept",
            "api-entry-refuse",
            "api-entry-take-back",
            "api-entry-restore",
        )
    ),
    Line("doubt-list", "dataset", own={200: TWINS}, rest=403),
    Line("doubt-look", "dataset", own={302: REVIEW}, rest=403, method="post"),
    Line("doubt-settle", "dataset", own={302: REVIEW}, rest=403, method="post"),
    Line("api-doubt-list", "dataset", rest=200),
    Line("api-doubt-list", "dataset", own={202: REVIEW}, rest=403, method="post"),
    Line("api-doubt-settle", "dataset", own={422: REVIEW}, rest=403, method="post"),
    Line("twin-list", "dataset", own={200: TWINS}, rest=403),
    Line("twin-look", "dataset", own={302: REVIEW}, rest=403, method="post"),
    Line("twin-detail", "twin", own={200: TWINS}, other={200: "nation"}, rest=404),
    Line(
        "twin-merge",
        "twin",
        own={422: REVIEW, 403: "ministry auditor am province"},
        other={422: "steward admin", 403: "ministry auditor"},
        rest=404,
        method="post",
    ),
    *(
        Line(
            name,
            "twin",
            own={302: REVIEW, 403: "ministry auditor am province"},
            other={302: "steward admin", 403: "ministry auditor"},
            rest=404,
            method="post",
        )
        for name in ("twin-dismiss", "twin-reopen")
    ),
    Line("api-twin-list", "dataset", rest=200),
    Line("api-twin-list", "dataset", own={409: REVIEW}, rest=403, method="post"),
    Line("api-twin-detail", "dataset twin", own={200: TWINS}, other={200: "nation"}, rest=404),
    *(
        Line(
            name,
            "dataset twin",
            own={status: REVIEW},
            other={status: "steward admin", 404: "pm staff"},
            rest=403,
            method="post",
        )
        for name, status in (("api-twin-merge", 422), ("api-twin-reopen", 422), ("api-twin-dismiss", 409))
    ),
    Line("api-entry-verify-many", own={422: REVIEW}, rest=403, method="post"),
    # Telephones have passwords of their own: being signed in on a page lets nobody in.
    *(
        Line(name, arguments, rest=401, stranger=401, method=method)
        for name, arguments, method in (
            ("openrosa-forms", "", "get"),
            ("openrosa-form", "dataset form", "get"),
            ("openrosa-manifest", "dataset form", "get"),
            ("openrosa-media", "dataset form =tambons.csv", "get"),
            ("openrosa-submission", "", "head"),
            ("openrosa-submission", "", "post"),
        )
    ),
)
