"""The matrix, of what is assigned for a month, and of what is told of it to everybody."""

from tests.access.lines import SEE_ALL_WORK, Line
from tests.access.lines.workforce_month import ASKED_LOG, LOG, OWN_LOG, SEE_FAR_LOG

#: Who guides assigns; the others who see it are refused.
_CHANGES = {"own": {200: "pm", 403: "worker am agency staff auditor"}, "other": {403: SEE_FAR_LOG}, "rest": 404}

#: Who sees what is open at the end of somebody's work.
_SEE_END = "worker pm staff auditor"
_END = {"own": {200: _SEE_END}, "other": {200: SEE_FAR_LOG}, "rest": 404}

#: Who sees whether the work in a tambon is closed, beside those who close it.
SEE_TAMBONS = "pm am regional province ministry auditor admin"

LINES = (
    Line("assignment-list", rest=200),
    Line("assignment-give", own={200: "pm"}, rest=403),
    Line("assignment-give", own={200: "pm"}, rest=403, method="post"),
    Line("assignment-detail", "assignment", **LOG),
    Line("assignment-change", "assignment", **_CHANGES),
    Line("assignment-change", "assignment", **_CHANGES, method="post"),
    Line(
        "assignment-acknowledge", "assignment", own={412: "worker", 403: "pm am agency staff auditor"},
        other={412: "community", 403: "auditor"}, rest=404, method="post",
    ),
    Line("api-assignment-list", rest=200),
    Line("api-assignment-list", own={422: "pm"}, rest=403, method="post"),
    Line("api-assignment-detail", "assignment", **LOG),
    Line("api-assignment-change", "assignment", **ASKED_LOG),
    Line("api-assignment-acknowledge", "assignment", **ASKED_LOG),
    Line("closing-detail", "contract", **_END),
    Line(
        "closing-tick", "contract", own={422: "pm staff", 403: "worker auditor"}, other={403: SEE_FAR_LOG}, rest=404,
        method="post",
    ),
    Line(
        "closing-untick", "closing_tick", own={302: "pm staff", 403: "worker auditor"}, other={403: SEE_FAR_LOG},
        rest=404, method="post",
    ),
    Line(
        "closing-agree", "contract", own={302: "worker", 403: "pm staff auditor"},
        other={302: "community", 403: "auditor"}, rest=404, method="post",
    ),
    Line(
        "closing-close", "contract", own={409: "staff", 403: "worker pm auditor"}, other={403: SEE_FAR_LOG}, rest=404,
        method="post",
    ),
    Line(
        "closing-reopen", "contract", own={422: "staff", 403: "worker pm auditor"}, other={403: SEE_FAR_LOG}, rest=404,
        method="post",
    ),
    Line("tambon-closing", "area", own={200: "pm staff auditor"}, other={200: "auditor"}, rest=404),
    Line("tambon-closing-pdf", "area", own={200: "pm staff auditor"}, other={200: "auditor"}, rest=404),
    Line(
        "tambon-close", "area", own={422: "staff", 403: "pm auditor"}, other={403: "auditor"}, rest=404, method="post"
    ),
    Line(
        "tambon-reopen", "tambon_closing", own={422: "staff", 403: SEE_TAMBONS}, other={403: SEE_ALL_WORK}, rest=404,
        method="post",
    ),
    Line("api-tambonclosing-list", rest=200),
    Line("api-tambonclosing-list", own={422: "staff"}, rest=403, method="post"),
    Line(
        "api-tambonclosing-reopen", "tambon_closing", own={422: "staff " + SEE_TAMBONS}, other={422: SEE_ALL_WORK},
        rest=404, method="post",
    ),
    Line("api-closing-list", rest=200),
    Line("api-closing-detail", "contract", **_END),
    *(
        Line(f"api-closing-{step}", "contract", own={422: _SEE_END}, other={422: SEE_FAR_LOG}, rest=404, method="post")
        for step in ("tick", "untick", "reopen")
    ),
    # Nothing ticked is no: a form says so by leaving it out.
    Line(
        "api-closing-agree", "contract", own={200: "worker", 403: "pm staff auditor"},
        other={200: "community", 403: "auditor"}, rest=404, method="post",
    ),
    Line(
        "api-closing-close", "contract", own={409: "staff", 403: "worker pm auditor"}, other={403: SEE_FAR_LOG},
        rest=404, method="post",
    ),
    Line("article-list", rest=200),
    Line("article-begin", "contract period", own={302: "worker"}, other={302: "community"}, rest=404),
    Line("article-begin", "contract period", own={302: "worker"}, other={302: "community"}, rest=404, method="post"),
    Line("article-detail", "article", **LOG),
    Line("article-write", "article", **OWN_LOG),
    Line("article-write", "article", **OWN_LOG, method="post"),
    *(
        Line(
            f"article-{step}", "article", own={422: "pm staff", 403: "worker am agency auditor"},
            other={403: SEE_FAR_LOG}, rest=404, method="post",
        )
        for step in ("publish", "return", "take-down")
    ),
    Line(
        "article-withdraw", "article", own={412: "worker", 403: "pm am agency staff auditor"},
        other={412: "community", 403: "auditor"}, rest=404, method="post",
    ),
    Line("article-photo", "article_photo", **LOG),
    # What waits to be reviewed is nobody's to read in public; what is published is everybody's (test_articles).
    Line("article-open-list", rest=200, stranger=200),
    Line("article-open-detail", "article", rest=404, stranger=404),
    Line("article-open-photo", "article_key", rest=404, stranger=404),
    Line("api-article-list", rest=200),
    Line("api-article-list", rest=422, method="post"),
    Line("api-article-detail", "article", **LOG),
    *(
        Line(f"api-article-{step}", "article", **ASKED_LOG)
        for step in ("write", "send", "withdraw", "publish", "send-back", "take-down")
    ),
)  # fmt: skip
