"""Start page, dashboards, their sources and maps."""

from tests.access.lines import Line

LINES = (
    Line("home", own={302: "nation here digital agency"}, rest=200),
    Line("components", rest=404),
    Line("area-dashboard", "area", own={200: "nation here"}, other={200: "nation"}, rest=404),
    Line("university-dashboard", "university", rest=200),
    Line("university-work", "university", own={200: "nation staff regional"}, other={200: "nation"}, rest=404),
    Line("network-dashboard", "network", rest=200),
    Line("figure-source", "=tambon area", own={200: "nation here"}, other={200: "nation"}, rest=404),
    Line("report-create", own={200: "nation here digital agency"}, rest=403),
    Line("report-create", own={200: "nation here digital agency"}, rest=403, method="post"),
    Line("api-national-report-list", own={422: "nation here digital agency"}, rest=403, method="post"),
    Line("tambon-profile", "area", own={200: "nation here"}, other={200: "nation"}, rest=404),
    Line("tambon-profile-pdf", "area", own={200: "nation here"}, other={200: "nation"}, rest=404),
    Line("level-scheme", rest=200),
    Line("level-scheme", own={422: "ministry steward"}, rest=403, method="post"),
    Line("api-profile-detail", "area", own={200: "nation here"}, other={200: "nation"}, rest=404),
    Line("api-level-list", rest=200),
    Line("api-level-list", own={422: "ministry steward"}, rest=403, method="post"),
    Line("indicator-list", rest=200),
    Line("indicator-define", own={200: "steward admin"}, rest=403),
    Line("indicator-define", own={200: "steward admin"}, rest=403, method="post"),
    Line("api-indicator-list", rest=200),
    Line("api-indicator-list", own={422: "steward admin"}, rest=403, method="post"),
    Line("api-indicator-detail", "=x", rest=404),
    Line("api-rollup-list", rest=200),
    Line("api-observation-list", rest=200),
)
