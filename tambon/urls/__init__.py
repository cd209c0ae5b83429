"""Addresses of the pages of this app."""

from tambon.urls.areas import urlpatterns as area_urls
from tambon.urls.people import urlpatterns as people_urls

urlpatterns = [*area_urls, *people_urls]
