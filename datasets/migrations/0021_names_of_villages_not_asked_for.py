from typing import Any

from django.db import migrations


def ask_no_more(apps: Any, _schema: Any) -> None:
    """Only the register of villages asks each file for their names."""
    fields = apps.get_model("datasets", "DatasetField").objects
    asked = fields.filter(role="place-name", is_required=True, is_added=True, dataset__is_register=False)
    asked.update(is_required=False)


class Migration(migrations.Migration):
    dependencies = [("datasets", "0020_answers_by_digest")]

    operations = [migrations.RunPython(ask_no_more, migrations.RunPython.noop)]
