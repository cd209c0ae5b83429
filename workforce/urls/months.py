"""Addresses of the month: logs, reports, approvals, months and wages."""

from django.urls import URLPattern, path

from workforce.views import logs, offline, payroll, printing, reports

urlpatterns: list[URLPattern] = [
    path("month/", logs.month_own, name="month-own"),
    path("log-worker.js", offline.log_worker, name="log-worker"),
    path("log.webmanifest", offline.log_manifest, name="log-manifest"),
    path("logs/offline/", offline.log_shell, name="log-shell"),
    path("logs/", logs.log_list, name="log-list"),
    path("logs/new/", logs.log_create, name="log-create"),
    path("logs/<int:pk>/", logs.log_detail, name="log-detail"),
    path("logs/<int:pk>/amend/", logs.log_amend, name="log-amend"),
    path("logs/<int:pk>/remove/", logs.log_remove, name="log-remove"),
    path("logs/<int:pk>/decide/", logs.log_decide, name="log-decide"),
    path("logs/<int:pk>/photos/", logs.log_photo_add, name="log-photo-add"),
    path("photos/<int:pk>/", logs.log_photo, name="log-photo"),
    path("monthreports/", reports.monthreport_list, name="monthreport-list"),
    path("monthreports/matrix/", reports.month_matrix, name="month-matrix"),
    path("monthreports/waiting/", reports.monthreport_waiting, name="monthreport-waiting"),
    path("contracts/<int:contract>/months/<int:period>/report/", reports.monthreport_begin, name="monthreport-begin"),
    path("monthreports/<int:pk>/", reports.monthreport_detail, name="monthreport-detail"),
    path("monthreports/<int:pk>/pdf/", printing.monthreport_pdf, name="monthreport-pdf"),
    path("monthreports/<int:pk>/write/", reports.monthreport_write, name="monthreport-write"),
    path("monthreports/<int:pk>/approve/", reports.monthreport_approve, name="monthreport-approve"),
    path("monthreports/<int:pk>/return/", reports.monthreport_return, name="monthreport-return"),
    path("monthreports/<int:pk>/withdraw/", reports.monthreport_withdraw, name="monthreport-withdraw"),
    path("monthreports/<int:pk>/reopen/", reports.monthreport_reopen, name="monthreport-reopen"),
    path("months/", payroll.period_list, name="period-list"),
    path("months/open/", payroll.period_open, name="period-open"),
    path("months/<int:pk>/", payroll.period_detail, name="period-detail"),
    path("months/<int:pk>/close/", payroll.period_close, name="period-close"),
    path("months/<int:pk>/reopen/", payroll.period_reopen, name="period-reopen"),
    path("months/<int:pk>/compute/", payroll.period_compute, name="period-compute"),
    path("wages/", payroll.payline_list, name="payline-list"),
    path("paybatches/<int:pk>/", payroll.paybatch_detail, name="paybatch-detail"),
    path("paybatches/<int:pk>/freeze/", payroll.paybatch_freeze, name="paybatch-freeze"),
    path("paybatches/<int:pk>/settle/", payroll.paybatch_settle, name="paybatch-settle"),
    path("monthrules/", payroll.monthrules_list, name="monthrules-list"),
    path("monthrules/edit/", payroll.monthrules_edit, name="monthrules-edit"),
]
