"""One sentence per action of this app in the audit trail."""

from django.utils.translation import gettext as _

from tambon.presenters import presents
from u2t.core.models import AuditEvent


@presents("demonstration.built")
def _demonstration_built(event: AuditEvent) -> str:
    return _("%(actor)s built the demonstration.") % {"actor": event.actor}


@presents("indicator.defined")
def _indicator_defined(event: AuditEvent) -> str:
    return _("%(actor)s defined the indicator %(target)s.") % {"actor": event.actor, "target": event.target_text}


@presents("levels.decided")
def _levels_decided(event: AuditEvent) -> str:
    return _("%(actor)s decided when a tambon has reached a level.") % {"actor": event.actor}
