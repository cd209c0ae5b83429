"""Somebody guides a tambon for the next programme while the last one is being checked: one membership serves both."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tambon", "0012_programme_closing_days"),
        ("workforce", "0027_kept_for_years"),
    ]

    operations = [
        migrations.AlterField(
            model_name="supervision",
            name="membership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="supervisions", to="tambon.membership"
            ),
        ),
    ]
