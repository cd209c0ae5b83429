"""Doormen: each task calls one service."""

from celery import shared_task

from dashboards.services import rollups
from tambon.system import system_user


@shared_task(name="dashboards.roll_up")
def roll_up() -> None:
    """Bring the figures up to date."""
    rollups.roll_up(by=system_user())
