"""The matrix, of the month: logs, reports, approvals, months and wages."""

from tests.access.lines import SEE_FAR_WORK, SEE_WORK, Line

#: Who sees what somebody of ต.แม่ท้อ logged, and reported; in เชียงใหม่ the community's representative is at work.
SEE_LOG, SEE_FAR_LOG = "worker pm am agency staff auditor", "auditor community"
SEE_REPORT, SEE_FAR_REPORT = f"{SEE_LOG} ministry", f"{SEE_FAR_LOG} ministry"
DECIDE = "pm am agency staff"
_BUT_STAFF = "ministry auditor admin worker pm am province regional agency"
SEE_PAYROLL, SEE_FAR_PAYROLL = "staff auditor ministry", "auditor ministry"
LOG = {"own": {200: SEE_LOG}, "other": {200: SEE_FAR_LOG}, "rest": 404}
REPORT = {"own": {200: SEE_REPORT}, "other": {200: SEE_FAR_REPORT}, "rest": 404}
OWN_LOG = {
    "own": {200: "worker", 403: "pm am agency staff auditor"}, "other": {200: "community", 403: "auditor"}, "rest": 404
}  # fmt: skip
DECIDES = {
    "own": {200: DECIDE, 403: "worker auditor ministry"}, "other": {403: SEE_FAR_REPORT}, "rest": 404
}  # fmt: skip
ASKED_LOG = {"own": {422: SEE_LOG}, "other": {422: SEE_FAR_LOG}, "rest": 404, "method": "post"}
ASKED_REPORT = {"own": {422: SEE_REPORT}, "other": {422: SEE_FAR_REPORT}, "rest": 404, "method": "post"}
ANSWERS = {
    "own": {200: "pm staff ministry", 403: "worker am agency auditor"},
    "other": {200: "ministry", 403: "auditor community"}, "rest": 404,
}  # fmt: skip
SEE_OWN_PAY = {"own": {200: "worker staff auditor"}, "other": {200: "community auditor"}, "rest": 404}
STAFF = {"own": {200: "staff"}, "rest": 403}

LINES = (
    Line("month-own", rest=200),
    Line("log-list", rest=200),
    Line("log-worker", rest=200, stranger=200),
    Line("log-manifest", rest=200, stranger=200),
    Line("log-shell", rest=200, stranger=200),
    Line("signin-shell", rest=200, stranger=200),
    Line("log-create", rest=200),
    Line("log-create", rest=200, method="post"),
    Line("log-detail", "log", **LOG),
    Line("log-amend", "log", **OWN_LOG),
    Line("log-amend", "log", **OWN_LOG, method="post"),
    Line(
        "log-remove", "log", own={409: "worker", 403: "pm am agency staff auditor"},
        other={409: "community", 403: "auditor"}, rest=404, method="post",
    ),
    Line(
        "log-decide", "log", own={422: "pm staff", 403: "worker am agency auditor"}, other={403: SEE_FAR_LOG}, rest=404,
        method="post",
    ),
    Line(
        "log-photo-add", "log", own={302: "worker", 403: "pm am agency staff auditor"},
        other={302: "community", 403: "auditor"}, rest=404, method="post",
    ),
    Line("log-photo", "log_photo", **LOG),
    Line("monthreport-list", rest=200),
    Line("month-matrix", own={200: "ministry auditor pm am agency staff"}, rest=404),
    Line("monthreport-waiting", own={200: DECIDE}, rest=403),
    Line("monthreport-waiting", own={200: DECIDE}, rest=403, method="post"),
    Line(
        "monthreport-begin", "contract period", own={302: "worker"}, other={302: "community"}, rest=404, method="post"
    ),
    Line("monthreport-detail", "monthreport", **REPORT),
    Line("monthreport-pdf", "monthreport", **REPORT),
    Line(
        "monthreport-deliver", "monthreport", own={409: "worker staff", 403: "pm am agency auditor ministry"},
        other={409: "community", 403: "auditor ministry"}, rest=404, method="post",
    ),
    Line("monthreport-accept", "monthreport", **DECIDES),
    Line(
        "monthreport-accept", "monthreport", own={409: "staff", 403: "pm am agency worker auditor ministry"},
        other={403: SEE_FAR_REPORT}, rest=404, method="post",
    ),
    Line(
        "monthreport-write", "monthreport", own={200: "worker", 403: "pm am agency staff auditor ministry"},
        other={200: "community", 403: "auditor ministry"}, rest=404,
    ),
    Line(
        "monthreport-write", "monthreport", own={200: "worker", 403: "pm am agency staff auditor ministry"},
        other={200: "community", 403: "auditor ministry"}, rest=404, method="post",
    ),
    *(
        Line(f"monthreport-{step}", "monthreport", **DECIDES, method=method)
        for step in ("approve", "return", "withdraw", "propose")
        for method in ("get", "post")
    ),
    Line("monthreport-effect", "monthreport", **DECIDES),
    Line("api-monthreport-effect", "monthreport", **DECIDES),
    *(
        Line(
            f"monthreport-{step}", "monthreport", own={200: "staff", 403: "worker pm am agency auditor ministry"},
            other={403: SEE_FAR_REPORT}, rest=404, method=method,
        )
        for step in ("reopen", "waive")
        for method in ("get", "post")
    ),
    *(
        Line(
            "monthreport-answer", "monthreport", own={302: DECIDE, 403: "worker auditor ministry"},
            other={403: SEE_FAR_REPORT}, rest=404, method=method,
        )
        for method in ("get", "post")
    ),
    Line("monthreport-approvals", "job", rest=404),
    Line("monthreport-steps", rest=200),
    Line("api-monthreport-steps", rest=200),
    Line("monthreport-late", rest=200),
    Line("api-monthreport-late", rest=200),
    Line("delegation-list", rest=200),
    Line("api-delegation-list", rest=200),
    *(Line("delegation-give", own={200: "pm am staff"}, rest=403, method=method) for method in ("get", "post")),
    Line("api-delegation-list", own={422: "am pm staff"}, rest=403, method="post"),
    Line("delegation-end", "delegation", own={200: "staff auditor"}, other={200: "auditor"}, rest=404),
    Line(
        "delegation-end", "delegation", own={409: "staff", 403: "auditor"}, other={403: "auditor"}, rest=404,
        method="post",
    ),
    Line(
        "api-delegation-end", "delegation", own={409: "staff", 403: "auditor"}, other={403: "auditor"}, rest=404,
        method="post",
    ),
    Line("problemitem-list", rest=200),
    Line("problemitem-detail", "problemitem", **REPORT),
    *(
        Line(f"problemitem-{step}", "problemitem", **ANSWERS, method=method)
        for step in ("answer", "pass", "close")
        for method in ("get", "post")
    ),
    Line("api-problemitem-list", rest=200),
    Line("api-problemitem-detail", "problemitem", **REPORT),
    *(Line(f"api-problemitem-{step}", "problemitem", **ASKED_REPORT) for step in ("answer", "pass-on", "close")),
    Line("period-list", rest=200),
    Line("period-open", **STAFF),
    Line("period-open", **STAFF, method="post"),
    Line("period-detail", "period", own={200: SEE_WORK}, other={200: SEE_FAR_WORK}, rest=404),
    *(
        Line(
            "period-papers", "period", own={200: "staff", 403: _BUT_STAFF}, other={403: SEE_FAR_WORK}, rest=404,
            method=method,
        )
        for method in ("get", "post")
    ),
    Line("period-close", "period", own={200: "staff", 403: _BUT_STAFF}, other={403: SEE_FAR_WORK}, rest=404),
    Line(
        "api-period-closing", "period", own={200: SEE_PAYROLL, 403: SEE_WORK},
        other={200: SEE_FAR_PAYROLL, 403: SEE_FAR_WORK}, rest=404,
    ),
    Line(
        "period-close", "period", own={412: "staff", 403: _BUT_STAFF}, other={403: SEE_FAR_WORK}, rest=404,
        method="post",
    ),
    *(
        Line(
            "period-reopen", "period", own={200: "staff", 403: _BUT_STAFF}, other={403: SEE_FAR_WORK}, rest=404,
            method=method,
        )
        for method in ("get", "post")
    ),
    Line(
        "period-compute", "period", own={302: "staff", 403: _BUT_STAFF}, other={403: SEE_FAR_WORK}, rest=404,
        method="post",
    ),
    Line("payline-list", rest=200),
    *(
        Line(
            name, "payline", own={status: "staff", 403: "worker auditor ministry"},
            other={403: "community auditor ministry"}, rest=404, method=method,
        )
        for name, method, status in (
            ("payline-again", "get", 200),
            ("payline-again", "post", 200),
            ("api-payline-again", "post", 422),
        )
    ),
    Line("paybatch-detail", "paybatch", own={200: SEE_PAYROLL}, other={200: SEE_FAR_PAYROLL}, rest=404),
    Line(
        "paybatch-freeze", "paybatch", own={302: "staff", 403: "auditor ministry"}, other={403: SEE_FAR_PAYROLL},
        rest=404, method="post",
    ),
    *(
        Line(
            "paybatch-settle", "paybatch", own={200: "staff", 403: "auditor ministry"}, other={403: SEE_FAR_PAYROLL},
            rest=404, method=method,
        )
        for method in ("get", "post")
    ),
    *(
        Line(
            "paybatch-results", "paybatch", own={200: "staff", 403: "auditor ministry"}, other={403: SEE_FAR_PAYROLL},
            rest=404, method=method,
        )
        for method in ("get", "post")
    ),
    *(
        Line(
            name, arguments, own={status: "staff", 403: "auditor ministry"}, other={403: SEE_FAR_PAYROLL}, rest=404
        )
        for name, arguments, status in (
            ("paybatch-transfer", "paybatch =own", 409),
            ("paybatch-workbook", "paybatch", 200),
            ("api-payfile-transfer", "paybatch =own", 409),
            ("api-payfile-workbook", "paybatch", 200),
        )
    ),
    *(
        Line(
            name, "paybatch", own={409: "staff", 403: "auditor ministry"}, other={403: SEE_FAR_PAYROLL}, rest=404,
            method="post",
        )
        for name in ("paybatch-discard", "api-paybatch-discard")
    ),
    Line("taxcertificate-list", rest=200),
    Line("taxcertificate-detail", "tax_certificate", **SEE_OWN_PAY),
    Line(
        "taxcertificate-detail", "tax_certificate", own={200: "staff", 403: "worker auditor"},
        other={403: "community auditor"}, rest=404, method="post",
    ),
    Line(
        "taxcertificate-reissue", "tax_certificate", own={302: "staff", 403: "worker auditor"},
        other={403: "community auditor"}, rest=404, method="post",
    ),
    Line("taxcertificate-pdf", "tax_certificate", **SEE_OWN_PAY),
    Line("api-taxcertificate-pdf", "tax_certificate", **SEE_OWN_PAY),
    Line("taxcertificate-issue", "person", own={404: "staff", 403: "auditor ministry"}, rest=404, method="post"),
    Line("taxcertificate-issue-all", own={302: "staff", 403: "auditor ministry"}, rest=404, method="post"),
    Line("api-taxcertificate-list", rest=200),
    Line("api-taxcertificate-list", own={422: "staff"}, rest=403, method="post"),
    Line("api-taxcertificate-issue-all", own={422: "staff"}, rest=403, method="post"),
    *(
        Line(
            f"api-taxcertificate-{step}", "tax_certificate", own={422: "staff", 403: "worker auditor"},
            other={403: "community auditor"}, rest=404, method="post",
        )
        for step in ("cancel", "reissue")
    ),
    Line("taxyear-list", own={200: SEE_PAYROLL}, rest=404),
    Line("taxyear-workbook", own={200: "staff", 403: "auditor ministry"}, rest=404),
    Line("taxmonth-workbook", "=2564-11", own={200: "staff", 403: "auditor ministry"}, rest=404),
    Line("api-taxyear-detail", "university", own={200: SEE_PAYROLL}, other={200: SEE_FAR_PAYROLL}, rest=404),
    Line("taxrule-edit", **STAFF),
    Line("taxrule-edit", **STAFF, method="post"),
    Line("api-taxrule-list", rest=200),
    Line("api-taxrule-list", own={422: "staff"}, rest=403, method="post"),
    Line("transferformat-edit", **STAFF),
    Line("transferformat-edit", **STAFF, method="post"),
    Line("api-transferformat-list", rest=200),
    Line("api-transferformat-list", own={422: "staff"}, rest=403, method="post"),
    Line("bankaccount-own", rest=200),
    Line("bankaccount-own", rest=200, method="post"),
    *(
        Line(
            "bankaccount-enter", "person", own={200: "worker staff", 403: "auditor"},
            other={200: "community", 403: "auditor"}, rest=404, method=method,
        )
        for method in ("get", "post")
    ),
    *(
        Line(
            name, "bank_account", own={status: "worker", 409: "staff", 403: "auditor"},
            other={status: "community", 403: "auditor"}, rest=404, method="post",
        )
        for name, status in (("bankaccount-confirm", 302), ("api-bankaccount-confirm", 200))
    ),
    Line("api-bankaccount-list", rest=200),
    Line("api-bankaccount-list", rest=422, method="post"),
    Line("adjustment-list", rest=200),
    *(
        Line(
            "adjustment-decide", "adjustment", own={200: "staff", 403: "worker auditor"},
            other={403: "community auditor"}, rest=404, method=method,
        )
        for method in ("get", "post")
    ),
    *(
        Line(
            "adjustment-ask", "contract", own={200: "staff", 403: _BUT_STAFF}, other={403: SEE_FAR_WORK}, rest=404,
            method=method,
        )
        for method in ("get", "post")
    ),
    Line("receivable-list", rest=200),
    Line("receivable-detail", "receivable", **SEE_OWN_PAY),
    *(
        Line(
            name, thing, own={200: "staff", 403: "worker auditor"}, other={403: "community auditor"}, rest=404,
            method=method,
        )
        for name, thing in (
            ("receivable-repay", "receivable"), ("receivable-cancel", "receivable"), ("repayment-cancel", "repayment"),
            ("receivable-claim-correction", "adjustment"),
        )
        for method in ("get", "post")
    ),
    *(
        Line(
            "receivable-claim", "contract", own={200: "staff", 403: _BUT_STAFF}, other={403: SEE_FAR_WORK}, rest=404,
            method=method,
        )
        for method in ("get", "post")
    ),
    Line("repayment-receipt", "repayment", **SEE_OWN_PAY),
    Line("api-receivable-list", rest=200),
    Line("api-receivable-list", own={422: "staff"}, rest=403, method="post"),
    Line("api-receivable-of-correction", own={422: "staff"}, rest=403, method="post"),
    Line("api-receivable-detail", "receivable", **SEE_OWN_PAY),
    Line("api-repayment-list", rest=200),
    Line("api-repayment-pdf", "repayment", **SEE_OWN_PAY),
    *(
        Line(
            name, thing, own={422: "worker staff auditor"}, other={422: "community auditor"}, rest=404, method="post"
        )
        for name, thing in (
            ("api-receivable-repay", "receivable"), ("api-receivable-cancel", "receivable"),
            ("api-repayment-cancel", "repayment"),
        )
    ),
    Line("api-adjustment-list", rest=200),
    Line("api-adjustment-list", own={422: "staff"}, rest=403, method="post"),
    Line(
        "api-adjustment-decide", "adjustment", own={422: "worker staff auditor"}, other={422: "community auditor"},
        rest=404, method="post",
    ),
    Line(
        "api-period-checks", "period", own={200: SEE_PAYROLL, 403: SEE_WORK},
        other={200: SEE_FAR_PAYROLL, 403: SEE_FAR_WORK}, rest=404,
    ),
    Line("monthrules-list", **STAFF),
    Line("monthrules-edit", **STAFF),
    Line("monthrules-edit", **STAFF, method="post"),
    Line("api-log-list", rest=200),
    Line("api-log-list", rest=422, method="post"),
    Line("api-log-detail", "log", **LOG),
    Line("api-log-amend", "log", **ASKED_LOG),
    Line(
        "api-log-remove", "log", own={409: "worker", 403: "pm am agency staff auditor"},
        other={409: "community", 403: "auditor"}, rest=404, method="post",
    ),
    Line("api-log-decide", "log", **ASKED_LOG),
    Line("api-log-photos", "log", **ASKED_LOG),
    Line("api-monthreport-list", rest=200),
    Line("api-monthreport-list", rest=422, method="post"),
    Line("api-monthreport-detail", "monthreport", **REPORT),
    Line("api-monthreport-pdf", "monthreport", **REPORT),
    Line(
        "api-monthreport-deliver", "monthreport", own={409: "worker staff", 403: "pm am agency auditor ministry"},
        other={409: "community", 403: "auditor ministry"}, rest=404, method="post",
    ),
    Line(
        "api-monthreport-accept", "monthreport", own={409: "staff", 403: "pm am agency worker auditor ministry"},
        other={403: SEE_FAR_REPORT}, rest=404, method="post",
    ),
    Line("api-paper-month-packets", own={422: "staff"}, rest=403, method="post"),
    *(
        Line(f"api-monthreport-{step}", "monthreport", **ASKED_REPORT)
        for step in ("write", "send", "approve", "send-back", "withdraw", "reopen", "propose", "answer", "waive")
    ),
    Line("api-monthreport-approve-many", own={422: "agency am pm staff"}, rest=403, method="post"),
    Line("api-monthreport-waiting", rest=200),
    Line("api-approval-list", rest=200),
    Line("api-period-list", rest=200),
    Line("api-period-list", own={422: "staff"}, rest=403, method="post"),
    Line("api-period-detail", "period", own={200: SEE_WORK}, other={200: SEE_FAR_WORK}, rest=404),
    Line("api-period-close", "period", own={422: SEE_WORK}, other={422: SEE_FAR_WORK}, rest=404, method="post"),
    Line("api-period-reopen", "period", own={422: SEE_WORK}, other={422: SEE_FAR_WORK}, rest=404, method="post"),
    Line(
        "api-period-compute", "period", own={409: "staff", 403: _BUT_STAFF}, other={403: SEE_FAR_WORK}, rest=404,
        method="post",
    ),
    Line("api-monthrules-list", rest=200),
    Line("api-monthrules-list", own={422: "staff"}, rest=403, method="post"),
    Line("api-paybatch-list", rest=200),
    Line("api-paybatch-detail", "paybatch", own={200: SEE_PAYROLL}, other={200: SEE_FAR_PAYROLL}, rest=404),
    Line(
        "api-paybatch-freeze", "paybatch", own={422: SEE_PAYROLL}, other={422: SEE_FAR_PAYROLL}, rest=404,
        method="post",
    ),
    Line(
        "api-paybatch-settle", "paybatch", own={422: SEE_PAYROLL}, other={422: SEE_FAR_PAYROLL}, rest=404,
        method="post",
    ),
    *(
        Line(
            f"api-paybatch-{step}-results", "paybatch", own={422: "staff", 403: "auditor ministry"},
            other={403: SEE_FAR_PAYROLL}, rest=404, method="post",
        )
        for step in ("check", "store")
    ),
    Line("api-payline-list", rest=200),
)  # fmt: skip
