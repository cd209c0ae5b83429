"""The matrix, as data: who gets which answer from which address. A new address needs its line here.

`Line(NAME, ARGUMENTS, own=…, other=…, rest=…)`: arguments are names of keys of the world (`=x` stands for itself);
`own` and `other` map an answer to the roles that get it for a thing in ต.แม่ท้อ of KPRU or in เชียงใหม่ of CMU, `rest` is
what everybody else signed in gets. `nation` and `here` stand for the roles over the nation, and for those whose area
covers ต.แม่ท้อ. Strangers are sent to the sign-in page (302), or get 401 from the API, unless the line says otherwise.
"""

from dataclasses import dataclass, field

GROUPS = {
    "nation": "ministry steward auditor admin",
    "here": "worker pm am community province staff regional",
}
SAME = None


@dataclass(frozen=True)
class Line:
    name: str
    arguments: str = ""
    own: dict[int, str] = field(default_factory=dict)
    other: dict[int, str] | None = SAME
    rest: int = 200
    method: str = "get"
    stranger: int | None = None

    @property
    def sides(self):
        return ("own", "other") if self.arguments and not self.arguments.startswith("=x") else ("own",)

    def answer(self, side, role):
        """What `role` gets; None asks for a stranger's."""
        if role is None:
            return self.stranger or (401 if self.name.startswith("api-") else 302)
        answers = self.own if side == "own" or self.other is SAME else self.other
        return next((status for status, roles in answers.items() if role in _expanded(roles)), self.rest)


def _expanded(roles):
    return {role for word in roles.split() for role in GROUPS.get(word, word).split()}


TABLE = (
    Line("home", own={302: "nation here digital agency"}, rest=200),
    Line("components", rest=404),
    Line("area-dashboard", "area", own={200: "nation here"}, other={200: "nation"}, rest=404),
    Line("university-dashboard", "university", rest=200),
    Line("network-dashboard", "network", rest=200),
    Line("figure-source", "=tambon area", own={200: "nation here"}, other={200: "nation"}, rest=404),
    Line("job-list", rest=200),
    Line("job-detail", "job", own={200: "worker"}, other={200: "community"}, rest=404),
    Line("export-create", rest=422, method="post"),
    Line("file-download", "file", own={200: "worker"}, other={200: "community"}, rest=404),
    Line("notification-list", rest=200),
    Line("notification-read", rest=302, method="post"),
    Line("healthz", rest=200, stranger=200),
    Line("readyz", rest=200, stranger=200),
    Line("metrics", rest=200, stranger=200),
    Line("map-tiles", "=1 =tambon", rest=404, stranger=404),
    Line("report-create", own={200: "nation here digital agency"}, rest=403, method="post"),
    Line("area-list", rest=200),
    Line("place-search", rest=200),
    Line("university-list", rest=200),
    Line("university-detail", "university", rest=200),
    Line("agency-list", rest=200),
    Line("agency-detail", "agency", own={200: "nation digital agency province"}, other={200: "nation"}, rest=404),
    Line("api-area-list", rest=200),
    Line("api-area-detail", "area", own={200: "nation here"}, other={200: "nation"}, rest=404),
    Line("api-university-list", rest=200),
    Line("api-university-detail", "university", rest=200),
    Line("api-agency-list", rest=200),
    Line("api-agency-detail", "agency", own={200: "nation digital agency province"}, other={200: "nation"}, rest=404),
    Line("api-programme-list", rest=200),
    Line("api-programme-detail", "programme", rest=200),
    Line("user-list", rest=200),
    Line("user-own", rest=200),
    Line("user-invite", own={200: "ministry admin staff"}, rest=403),
    Line("user-invite", own={200: "ministry admin staff"}, rest=403, method="post"),
    Line(
        "user-detail",
        "user",
        own={200: "ministry auditor admin staff"},
        other={200: "ministry auditor admin"},
        rest=404,
    ),
    Line(
        "membership-give",
        "user",
        own={200: "ministry admin staff", 403: "auditor"},
        other={200: "ministry admin", 403: "auditor"},
        rest=404,
    ),
    Line(
        "membership-give",
        "user",
        own={200: "ministry admin staff", 403: "auditor"},
        other={200: "ministry admin", 403: "auditor"},
        rest=404,
        method="post",
    ),
    Line(
        "user-deactivate",
        "user",
        own={200: "ministry admin", 403: "auditor staff"},
        other={200: "ministry admin", 403: "auditor"},
        rest=404,
    ),
    Line(
        "user-deactivate",
        "user",
        own={200: "ministry admin", 403: "auditor staff"},
        other={200: "ministry admin", 403: "auditor"},
        rest=404,
        method="post",
    ),
    Line("grant-give", "user", own={200: "admin"}, rest=403),
    Line("grant-give", "user", own={200: "admin"}, rest=403, method="post"),
    Line("grant-revoke", "grant", own={200: "admin"}, rest=403),
    Line("grant-revoke", "grant", own={200: "admin"}, rest=403, method="post"),
    Line(
        "membership-end",
        "membership",
        own={200: "ministry admin staff", 403: "auditor"},
        other={200: "ministry admin", 403: "auditor"},
        rest=404,
    ),
    Line(
        "membership-end",
        "membership",
        own={200: "ministry admin staff", 403: "auditor"},
        other={200: "ministry admin", 403: "auditor"},
        rest=404,
        method="post",
    ),
    Line(
        "invitation-renew",
        "invitation",
        own={200: "ministry admin staff"},
        other={200: "ministry admin"},
        rest=404,
        method="post",
    ),
    Line(
        "invitation-withdraw",
        "invitation",
        own={302: "ministry admin staff"},
        other={302: "ministry admin"},
        rest=404,
        method="post",
    ),
    Line("invitation-accept", "secret", rest=200, stranger=200),
    Line("invitation-accept", "secret", rest=200, method="post", stranger=200),
    Line("access-matrix", own={200: "auditor admin"}, rest=403),
    Line("access-area", "area", own={200: "auditor admin"}, rest=403),
    Line("audit-list", own={200: "auditor admin"}, rest=403),
    Line("allocation-list", "programme", own={200: "nation province staff regional"}, rest=403),
    Line("allocation-give", "programme", own={200: "ministry admin"}, rest=403),
    Line("allocation-give", "programme", own={200: "ministry admin"}, rest=403, method="post"),
    Line(
        "allocation-edit",
        "allocation",
        own={200: "ministry admin", 403: "steward auditor province staff regional"},
        other={200: "ministry admin", 403: "steward auditor"},
        rest=404,
    ),
    Line(
        "allocation-edit",
        "allocation",
        own={200: "ministry admin", 403: "steward auditor province staff regional"},
        other={200: "ministry admin", 403: "steward auditor"},
        rest=404,
        method="post",
    ),
    Line("dataset-list", rest=200),
    Line("import-list", rest=200),
    Line("import-detail", "run", own={200: "nation worker"}, other={200: "nation community"}, rest=404),
    Line(
        "import-store",
        "run",
        own={403: "ministry auditor worker", 302: "steward admin"},
        other={403: "ministry auditor community", 302: "steward admin"},
        rest=404,
        method="post",
    ),
    Line(
        "import-give-up",
        "run",
        own={403: "ministry auditor worker", 302: "steward admin"},
        other={403: "ministry auditor community", 302: "steward admin"},
        rest=404,
        method="post",
    ),
    Line(
        "import-undo",
        "run",
        own={403: "ministry auditor worker", 200: "steward admin"},
        other={403: "ministry auditor community", 200: "steward admin"},
        rest=404,
    ),
    Line(
        "import-undo",
        "run",
        own={403: "ministry auditor worker", 200: "steward admin"},
        other={403: "ministry auditor community", 200: "steward admin"},
        rest=404,
        method="post",
    ),
    Line(
        "import-annotate", "run", own={302: "nation worker"}, other={302: "nation community"}, rest=404, method="post"
    ),
    Line("record-detail", "record", own={200: "nation here"}, other={200: "nation"}, rest=404),
    Line("record-correct", "record", own={422: "nation here"}, other={422: "nation"}, rest=404, method="post"),
    Line("correction-list", rest=200),
    Line(
        "correction-decide",
        "correction",
        own={302: "ministry steward admin", 403: "auditor province"},
        other={302: "ministry steward admin", 403: "auditor"},
        rest=404,
        method="post",
    ),
    Line("dataset-detail", "dataset", rest=200),
    Line("record-list", "dataset", rest=200),
    Line("import-create", "dataset", own={200: "steward admin"}, rest=403),
    Line("import-create", "dataset", own={200: "steward admin"}, rest=403, method="post"),
    Line("account_login", rest=302, stranger=200),
    Line("account_login", rest=302, method="post", stranger=200),
    Line("account_logout", rest=200),
    Line("account_logout", rest=302, method="post"),
    Line("account_inactive", rest=200, stranger=200),
    Line("account_signup", rest=302, stranger=200),
    Line("account_signup", rest=302, method="post", stranger=200),
    Line("account_reauthenticate", rest=200),
    Line("account_reauthenticate", rest=200, method="post"),
    Line("account_email", rest=200),
    Line("account_email", rest=302, method="post"),
    Line("account_email_verification_sent", rest=200, stranger=200),
    Line("account_change_password", rest=200),
    Line("account_change_password", rest=200, method="post"),
    Line("account_set_password", rest=302),
    Line("account_set_password", rest=302, method="post"),
    Line("account_reset_password", rest=200, stranger=200),
    Line("account_reset_password", rest=200, method="post", stranger=200),
    Line("account_confirm_login_code", rest=302),
    Line("account_confirm_login_code", rest=302, method="post"),
    Line("account_confirm_email", "=x", rest=200, stranger=200),
    Line("account_confirm_email", "=x", rest=404, method="post", stranger=404),
    Line("account_reset_password_from_key_done", rest=200, stranger=200),
    Line("account_reset_password_from_key", "=1 =x-y", rest=200, stranger=200),
    Line("account_reset_password_from_key", "=1 =x-y", rest=200, method="post", stranger=200),
    Line("account_reset_password_done", rest=200, stranger=200),
    Line("mfa_index", rest=200),
    Line("mfa_authenticate", rest=302),
    Line("mfa_authenticate", rest=302, method="post"),
    Line("mfa_reauthenticate", rest=302),
    Line("mfa_reauthenticate", rest=302, method="post"),
    Line("mfa_activate_totp", rest=302),
    Line("mfa_activate_totp", rest=302, method="post"),
    Line("mfa_deactivate_totp", rest=404),
    Line("mfa_deactivate_totp", rest=404, method="post"),
    Line("mfa_view_recovery_codes", rest=404),
    Line("mfa_generate_recovery_codes", rest=302),
    Line("mfa_generate_recovery_codes", rest=302, method="post"),
    Line("mfa_download_recovery_codes", rest=404),
    Line("mfa_download_recovery_codes", rest=404, method="post"),
    Line("set_language", rest=302),
    Line("set_language", rest=302, method="post"),
    Line("api-schema", rest=200, stranger=200),
    Line("api-token", rest=422, method="post", stranger=422),
    Line("api-me", rest=200),
    Line("api-job-list", rest=200),
    Line("api-job-detail", "job", own={200: "worker"}, other={200: "community"}, rest=404),
    Line("api-export-list", rest=200),
    Line("api-export-list", rest=422, method="post"),
    Line("api-export-detail", "job", own={200: "worker"}, other={200: "community"}, rest=404),
    Line("api-record-list", "dataset", rest=200),
    Line("api-record-detail", "dataset record", own={200: "nation here"}, other={200: "nation"}, rest=404),
    Line("api-record-correct", "dataset record", rest=422, method="post"),
    Line("api-dataset-list", rest=200),
    Line("api-dataset-detail", "dataset", rest=200),
    Line("api-import-issue-list", "run", own={200: "nation worker"}, other={200: "nation community"}, rest=404),
    Line("api-import-list", rest=200),
    Line("api-import-list", rest=422, method="post"),
    Line("api-import-detail", "run", own={200: "nation worker"}, other={200: "nation community"}, rest=404),
    Line(
        "api-import-give-up",
        "run",
        own={403: "ministry auditor worker", 200: "steward admin"},
        other={403: "ministry auditor community", 200: "steward admin"},
        rest=404,
        method="post",
    ),
    Line(
        "api-import-store",
        "run",
        own={403: "ministry auditor worker", 409: "steward admin"},
        other={403: "ministry auditor community", 409: "steward admin"},
        rest=404,
        method="post",
    ),
    Line(
        "api-import-undo",
        "run",
        own={403: "ministry auditor worker", 409: "steward admin"},
        other={403: "ministry auditor community", 409: "steward admin"},
        rest=404,
        method="post",
    ),
    Line("api-import-undo-effect", "run", own={200: "nation worker"}, other={200: "nation community"}, rest=404),
    Line("api-correction-list", rest=200),
    Line("api-correction-detail", "correction", own={200: "nation province"}, other={200: "nation"}, rest=404),
    Line(
        "api-correction-agree",
        "correction",
        own={422: "ministry steward", 403: "auditor province", 409: "admin"},
        other={422: "ministry steward", 403: "auditor", 409: "admin"},
        rest=404,
        method="post",
    ),
    Line(
        "api-correction-refuse",
        "correction",
        own={200: "ministry steward", 403: "auditor province", 409: "admin"},
        other={200: "ministry steward", 403: "auditor", 409: "admin"},
        rest=404,
        method="post",
    ),
    Line("api-indicator-list", rest=200),
    Line("api-indicator-detail", "=x", rest=404),
    Line("api-rollup-list", rest=200),
    Line("api-observation-list", rest=200),
)
