"""Celery: one app, tasks of every installed app, the few clocks of beat."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "u2t.settings")

app = Celery("u2t")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    # A commit publishes its own outbox rows; this catches what a dead process left behind.
    "dispatch-outbox": {"task": "core.dispatch_outbox", "schedule": 5.0},
    "sweep-jobs": {"task": "core.sweep_jobs", "schedule": 10.0},
    "sweep-files": {"task": "core.sweep_files", "schedule": 3600.0},
    # Mails that failed wait in their rows, longer each time. What no worker took until the next beat is void: behind a
    # service that answers slowly they would pile up.
    "mail-notifications": {"task": "core.mail_notifications", "schedule": 30.0, "options": {"expires": 30.0}},
    "deliver-notifications": {"task": "core.deliver_notifications", "schedule": 30.0, "options": {"expires": 30.0}},
    # Days change once a day; an hour late is early enough, and a second run finds nothing to do.
    "climb-problems": {"task": "workforce.climb_problems", "schedule": 3600.0},
    "remind-approvers": {"task": "workforce.remind_approvers", "schedule": 3600.0},
    "fall-due": {"task": "workforce.fall_due", "schedule": 3600.0},
    "remind-agencies": {"task": "workforce.remind_agencies", "schedule": 3600.0},
    "remind-applicants": {"task": "workforce.remind_applicants", "schedule": 3600.0},
    "finish-rounds": {"task": "workforce.finish_rounds", "schedule": 3600.0},
    "erase-applications": {"task": "workforce.erase_applications", "schedule": 3600.0},
    "end-telephones": {"task": "datasets.end_telephones", "schedule": 3600.0},
    "roll-up": {"task": "dashboards.roll_up", "schedule": 10.0},
}
# Unset, a dead broker would hold a web request for minutes.
app.conf.broker_transport_options = {"socket_connect_timeout": 2, "socket_timeout": 10}
