"""Addresses of assignments of the month."""

from django.urls import URLPattern, path

from workforce.views import assignments

urlpatterns: list[URLPattern] = [
    path("assignments/", assignments.assignment_list, name="assignment-list"),
    path("assignments/new/", assignments.assignment_give, name="assignment-give"),
    path("assignments/<int:pk>/", assignments.assignment_detail, name="assignment-detail"),
    path("assignments/<int:pk>/change/", assignments.assignment_change, name="assignment-change"),
    path("assignments/<int:pk>/acknowledge/", assignments.assignment_acknowledge, name="assignment-acknowledge"),
]
