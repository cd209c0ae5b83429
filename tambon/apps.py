"""Configuration of the app."""

from django.apps import AppConfig


class TambonConfig(AppConfig):
    name = "tambon"
