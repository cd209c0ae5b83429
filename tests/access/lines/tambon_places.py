"""Areas, villages, groups, institutions, programmes."""

from tests.access.lines import Line

LINES = (
    Line("map-tiles", "=1 =tambon", rest=404, stranger=404),
    Line("area-list", rest=200),
    Line("group-detail", "group", rest=200),
    Line("group-detail", "group", own={422: "admin"}, rest=403, method="post"),
    Line("api-area-members", "group", own={422: "admin"}, rest=403, method="put"),
    Line("village-list", "area", own={200: "nation here"}, other={200: "nation"}, rest=404),
    Line(
        "village-add",
        "area",
        own={200: "steward admin province staff", 403: "nation here"},
        other={200: "steward admin", 403: "nation"},
        rest=404,
    ),
    Line(
        "village-add",
        "area",
        own={200: "steward admin province staff", 403: "nation here"},
        other={200: "steward admin", 403: "nation"},
        rest=404,
        method="post",
    ),
    Line("village-detail", "village", own={200: "nation here"}, other={200: "nation"}, rest=404),
    *(
        Line(
            name,
            "village",
            own={422: "steward admin province staff", 403: "nation here"},
            other={422: "steward admin", 403: "nation"},
            rest=404,
            method="post",
        )
        for name in ("village-rename", "village-close")
    ),
    Line("api-village-list", rest=200),
    Line("api-village-list", own={422: "admin province staff steward"}, rest=403, method="post"),
    Line("api-village-detail", "village", own={200: "nation here"}, other={200: "nation"}, rest=404),
    Line("api-village-detail", "village", own={422: "admin province staff steward"}, rest=403, method="patch"),
    Line("api-village-close", "village", own={422: "admin province staff steward"}, rest=403, method="post"),
    Line("place-search", rest=200),
    Line("university-list", rest=200),
    Line("university-detail", "university", rest=200),
    *(
        Line(name, keys, own={200: "ministry admin"}, rest=403, method=method)
        for name, keys in (
            ("university-add", ""),
            ("university-edit", "university"),
            ("university-join", "university"),
            ("unit-add", "university"),
            ("unit-edit", "university unit"),
            ("unit-close", "university unit"),
            ("university-remove", "university"),
            ("network-add", ""),
            ("network-edit", "network"),
            ("network-remove", "network"),
            ("lead-name", ""),
            ("lead-end", "lead"),
        )
        for method in ("get", "post")
    ),
    Line("network-list", rest=200),
    Line("lead-list", rest=200),
    Line("localgovernment-list", rest=200),
    Line("localgovernment-detail", "government", own={200: "nation here"}, other={200: "nation"}, rest=404),
    Line("api-localgovernment-list", rest=200),
    Line("api-localgovernment-detail", "government", own={200: "nation here"}, other={200: "nation"}, rest=404),
    *(
        Line(name, keys, own={422: "ministry admin"}, rest=403, method=method)
        for name, keys, method in (
            ("api-university-list", "", "post"),
            ("api-university-detail", "university", "put"),
            ("api-university-join", "university", "post"),
            ("api-unit-list", "", "post"),
            ("api-university-remove", "university", "post"),
            ("api-unit-detail", "unit", "put"),
            ("api-unit-close", "unit", "post"),
            ("api-network-list", "", "post"),
            ("api-network-detail", "network", "put"),
            ("api-network-remove", "network", "post"),
            ("api-lead-list", "", "post"),
            ("api-lead-end", "lead", "post"),
        )
    ),
    Line("api-unit-list", rest=200),
    Line("api-unit-detail", "unit", rest=200),
    Line("api-network-list", rest=200),
    Line("api-network-detail", "network", rest=200),
    Line("api-lead-list", rest=200),
    Line("api-lead-detail", "lead", rest=200),
    Line("agency-list", rest=200),
    *(Line("agency-add", own={200: "staff ministry admin"}, rest=403, method=method) for method in ("get", "post")),
    *(
        Line(
            "agency-edit",
            "agency",
            own={200: "staff ministry admin", 403: "nation here digital agency"},
            other={200: "ministry admin", 403: "nation"},
            rest=404,
            method=method,
        )
        for method in ("get", "post")
    ),
    Line("api-agency-list", own={422: "admin ministry staff"}, rest=403, method="post"),
    Line(
        "api-agency-detail",
        "agency",
        own={422: "ministry admin staff"},
        other={422: "ministry admin", 404: "staff"},
        rest=403,
        method="patch",
    ),
    Line(
        "agency-detail",
        "agency",
        own={200: "nation here digital agency"},
        other={200: "nation"},
        rest=404,
    ),
    Line("api-area-list", rest=200),
    Line("api-area-detail", "area", own={200: "nation here"}, other={200: "nation"}, rest=404),
    Line("api-university-list", rest=200),
    Line("api-university-detail", "university", rest=200),
    Line("api-agency-list", rest=200),
    Line(
        "api-agency-detail",
        "agency",
        own={200: "nation here digital agency"},
        other={200: "nation"},
        rest=404,
    ),
    Line("programme-list", rest=200),
    Line("programme-add", own={200: "ministry admin"}, rest=403),
    Line("programme-add", own={200: "ministry admin"}, rest=403, method="post"),
    Line("programme-edit", "programme", own={200: "ministry admin"}, rest=403),
    Line("programme-edit", "programme", own={200: "ministry admin"}, rest=403, method="post"),
    Line("api-programme-list", own={422: "admin ministry"}, rest=403, method="post"),
    Line("api-programme-detail", "programme", own={422: "admin ministry"}, rest=403, method="put"),
    Line("api-programme-list", rest=200),
    Line("api-programme-detail", "programme", rest=200),
)
