"""Pages of rounds and posts."""

from django.urls import URLPattern, path

from workforce.views import open_rounds, people, posts, rounds

urlpatterns: list[URLPattern] = [
    path("rounds/", open_rounds.round_open_list, name="round-open-list"),
    path("rounds/<int:pk>/", open_rounds.round_open_detail, name="round-open-detail"),
    path("rounds/manage/", rounds.round_list, name="round-list"),
    path("rounds/plan/", rounds.round_plan, name="round-plan"),
    path("rounds/<int:pk>/manage/", rounds.round_detail, name="round-detail"),
    path("rounds/<int:pk>/edit/", rounds.round_edit, name="round-edit"),
    path("rounds/<int:pk>/quota/", rounds.round_quota, name="round-quota"),
    path("rounds/<int:pk>/derive/", rounds.round_derive, name="round-derive"),
    path("rounds/<int:pk>/publish/", rounds.round_publish, name="round-publish"),
    path("rounds/<int:pk>/extend/", rounds.round_extend, name="round-extend"),
    path("rounds/<int:pk>/close/", rounds.round_close, name="round-close"),
    path("rounds/<int:pk>/withdraw/", rounds.round_withdraw, name="round-withdraw"),
    path("rounds/<int:pk>/finish/", rounds.round_finish, name="round-finish"),
    path("rounds/<int:pk>/former-worker/", people.round_join_former, name="round-join-former"),
    path("rounds/<int:pk>/drop/", rounds.round_drop, name="round-drop"),
    path("posts/", posts.post_index, name="post-index"),
    path("posts/<slug:programme>/", posts.post_list, name="post-list"),
]
