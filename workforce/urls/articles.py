"""Addresses of articles of the month, and of those that everybody reads."""

from django.urls import URLPattern, path

from workforce.views import articles, open_articles

urlpatterns: list[URLPattern] = [
    path("articles/", articles.article_list, name="article-list"),
    path("contracts/<int:contract>/months/<int:period>/article/", articles.article_begin, name="article-begin"),
    path("articles/<int:pk>/", articles.article_detail, name="article-detail"),
    path("articles/<int:pk>/write/", articles.article_write, name="article-write"),
    path("articles/<int:pk>/publish/", articles.article_publish, name="article-publish"),
    path("articles/<int:pk>/return/", articles.article_return, name="article-return"),
    path("articles/<int:pk>/take-down/", articles.article_take_down, name="article-take-down"),
    path("articles/<int:pk>/withdraw/", articles.article_withdraw, name="article-withdraw"),
    path("articles/photos/<int:pk>/", articles.article_photo, name="article-photo"),
    path("stories/", open_articles.article_open_list, name="article-open-list"),
    path("stories/<int:pk>/", open_articles.article_open_detail, name="article-open-detail"),
    path("stories/photos/<uuid:key>/", open_articles.article_open_photo, name="article-open-photo"),
]
