"""Applying: what somebody wrote is theirs; staff of the round's university and auditors read it by the API."""

from tests.access.lines import Line

LINES = (
    Line("application-own", rest=200),
    Line("application-start", "round", own={302: "applicant"}, other={}, rest=200),
    Line("application-start", "round", own={302: "applicant"}, other={}, rest=422, method="post"),
    Line("tambon-suggest", rest=200),
    *(
        Line(name, arguments, own={status: "applicant"}, other={}, rest=404, method=method)
        for name, arguments, method, status in (
            ("application-status", "application", "get", 200),
            ("application-step", "application =about", "get", 200),
            ("application-step", "application =documents", "get", 200),
            ("application-step", "application =send", "get", 200),
            ("application-step", "application =about", "post", 302),
            ("application-submit", "application", "post", 302),
            ("application-withdraw", "application", "post", 302),
            ("application-decline", "application", "post", 409),
            ("former-name-add", "application", "get", 200),
            ("former-name-add", "application", "post", 200),
            ("former-name-remove", "application former_name", "post", 302),
            ("application-part-add", "application =education", "get", 200),
            ("application-part-add", "application =education", "post", 200),
            ("application-part-edit", "application =education education", "get", 200),
            ("application-part-edit", "application =education education", "post", 200),
            ("application-part-remove", "application =education education", "post", 422),
            ("document-bring", "application", "post", 302),
            ("document-remove", "document", "post", 422),
            ("api-application-standing", "application", "get", 200),
            ("api-application-detail", "application", "patch", 422),
            ("api-application-submit", "application", "post", 200),
            ("api-application-withdraw", "application", "post", 200),
            ("api-application-give-up", "application", "post", 409),
            ("api-application-part-list", "application =education", "post", 422),
            ("api-application-part-detail", "application =education education", "patch", 422),
            ("api-application-part-remove", "application =education education", "post", 422),
            ("api-application-former-name-list", "application", "post", 422),
            ("api-application-former-name-remove", "application former_name", "post", 204),
            ("api-application-documents", "application", "post", 422),
            ("api-document-remove", "document", "post", 422),
        )
    ),
    *(
        Line(
            name,
            arguments,
            own={200: "applicant staff auditor"},
            other={200: "auditor"},
            rest=404,
        )
        for name, arguments in (
            ("document-view", "document"),
            ("api-application-detail", "application"),
            ("api-application-check", "application"),
            ("api-document-detail", "document"),
            ("api-document-content", "document"),
        )
    ),
    Line("api-application-list", rest=200),
    Line("api-application-list", rest=422, method="post"),
    Line("api-document-list", rest=200),
    Line("round-open-list", rest=200, stranger=200),
    Line("round-open-detail", "round_draft", rest=404, stranger=404),
)
