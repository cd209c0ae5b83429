"""Addresses of money and of the activities of tambons."""

from django.urls import URLPattern, path

from workforce.views import activities, budgetcategories, budgets, instalments, spendings

urlpatterns: list[URLPattern] = [
    path("budget/", budgets.budget_overview, name="budget-overview"),
    path("budget/workbook/", budgets.budget_workbook, name="budget-workbook"),
    path("budget/allocate/", budgets.budget_allocate, name="budget-allocate"),
    path("budget/categories/", budgetcategories.budgetcategory_list, name="budgetcategory-list"),
    path("budget/categories/new/", budgetcategories.budgetcategory_add, name="budgetcategory-add"),
    path("budget/categories/<int:pk>/amend/", budgetcategories.budgetcategory_amend, name="budgetcategory-amend"),
    path("budget/<slug:programme>/<slug:university>/<str:code>/", budgets.budget_tambon, name="budget-tambon"),
    path("budgetlines/<int:pk>/change/", budgets.budgetline_change, name="budgetline-change"),
    path("budgetlines/<int:line>/receipts/new/", spendings.spending_enter, name="spending-enter"),
    path("instalments/", instalments.instalment_list, name="instalment-list"),
    path("instalments/allot/", instalments.instalment_allot, name="instalment-allot"),
    path("instalments/<int:pk>/", instalments.instalment_detail, name="instalment-detail"),
    path("instalments/<int:pk>/receive/", instalments.instalment_receive, name="instalment-receive"),
    path("instalments/<int:pk>/cancel/", instalments.instalment_cancel, name="instalment-cancel"),
    path("instalments/<int:pk>/return/", instalments.instalment_return, name="instalment-return"),
    path("budgetreturns/<int:pk>/cancel/", instalments.budgetreturn_cancel, name="budgetreturn-cancel"),
    path("receipts/", spendings.spending_list, name="spending-list"),
    path("receipts/<int:pk>/", spendings.spending_detail, name="spending-detail"),
    path("receipts/<int:pk>/file/", spendings.spending_file, name="spending-file"),
    path("receipts/<int:pk>/cancel/", spendings.spending_cancel, name="spending-cancel"),
    path("activities/", activities.activity_list, name="activity-list"),
    path("activities/new/", activities.activity_plan, name="activity-plan"),
    path("activities/<int:pk>/", activities.activity_detail, name="activity-detail"),
    path("activities/<int:pk>/amend/", activities.activity_amend, name="activity-amend"),
    path("activities/<int:pk>/begin/", activities.activity_begin, name="activity-begin"),
    path("activities/<int:pk>/report/", activities.activity_report, name="activity-report"),
    path("activities/<int:pk>/count/", activities.activity_count, name="activity-count"),
    path("activities/<int:pk>/finish/", activities.activity_finish, name="activity-finish"),
    path("activities/<int:pk>/cancel/", activities.activity_cancel, name="activity-cancel"),
    path("activities/<int:pk>/photos/", activities.activity_photo_add, name="activity-photo-add"),
    path("activityphotos/<int:pk>/", activities.activity_photo, name="activity-photo"),
]
