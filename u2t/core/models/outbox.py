"""Work promised by a transaction, published after it."""

from django.db import models


class OutboxMessage(models.Model):
    """A task to be sent; inserted by services, deleted by the dispatcher once the broker has it."""

    task = models.CharField(max_length=100)
    arguments = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset({"id", "task", "arguments", "created_at"})

    def __str__(self) -> str:
        return self.task
