"""Configuration of the app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "u2t.core"
    label = "core"
