"""What a page does by POST, and the API's way to the same: a new action needs its line here.

`ENDPOINTS` maps the address of a page to the routes that stand for it; `PAGES_ONLY` says why some have none.
"""

ENDPOINTS = {
    "export-create": ("api-export-list",),
    "notification-read": ("api-notification-read",),
    "report-create": ("api-national-report-list",),
    "user-invite": ("api-invitation-list",),
    "invitation-renew": ("api-invitation-renew",),
    "invitation-withdraw": ("api-invitation-withdraw",),
    "membership-give": ("api-membership-list",),
    "membership-end": ("api-membership-end",),
    "user-deactivate": ("api-person-close", "api-person-open"),
    "grant-give": ("api-grant-list",),
    "grant-revoke": ("api-grant-revoke",),
    "allocation-give": ("api-allocation-list",),
    "allocation-edit": ("api-allocation-move", "api-allocation-end", "api-allocation-amend"),
    "allocation-import": ("api-allocation-import-list",),
    "allocation-run-store": ("api-allocation-import-store",),
    "allocation-run-give-up": ("api-allocation-import-give-up",),
    "allocation-run-undo": ("api-allocation-import-undo",),
    "import-create": ("api-import-list",),
    "import-store": ("api-import-store",),
    "import-give-up": ("api-import-give-up",),
    "import-undo": ("api-import-undo",),
    "import-annotate": ("api-import-annotate",),
    "group-detail": ("api-area-members",),
    "village-add": ("api-village-list",),
    "village-rename": ("api-village-detail",),
    "village-close": ("api-village-close",),
    "dataset-create": ("api-dataset-list",),
    "dataset-amend": ("api-dataset-detail",),
    "field-add": ("api-dataset-add-field",),
    "field-amend": ("api-dataset-amend-field",),
    "field-retire": ("api-dataset-retire-field",),
    "field-restore": ("api-dataset-restore-field",),
    "record-correct": ("api-record-correct",),
    "correction-decide": ("api-correction-agree", "api-correction-refuse"),
    "paper-issue": ("api-paper-list",),
    "paper-sign": ("api-paper-sign",),
    "paper-cancel": ("api-paper-cancel",),
    "paper-scans": ("api-paper-scans",),
    "packet-create": ("api-paper-packets",),
    "papertemplate-edit": ("api-papertext-list",),
    "round-plan": ("api-round-list",),
    "round-edit": ("api-round-detail",),
    "round-quota": ("api-round-quotas",),
    "round-derive": ("api-round-derive",),
    "round-publish": ("api-round-publish",),
    "round-extend": ("api-round-extend",),
    "round-close": ("api-round-close",),
    "round-withdraw": ("api-round-withdraw",),
    "round-drop": ("api-round-drop",),
    "terms-draft": ("api-terms-list",),
    "terms-edit": ("api-terms-detail",),
    "terms-put-in-force": ("api-terms-put-in-force",),
    "terms-drop": ("api-terms-drop",),
}

PAGES_ONLY = {
    "papertemplate-preview": "it draws what somebody is typing",
    "set_language": "a program says its language in each request",
    "invitation-accept": "a person chooses a password; no program should know it",
}

#: Sign-in, passwords and the second factor belong to a person at a browser; a program asks for a token instead.
SIGN_IN = ("account_", "mfa_")
