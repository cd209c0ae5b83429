"""A text changed on the device after its first try takes the place of the first, and never of a later correction."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workforce", "0029_domicile_dated")]

    operations = [
        migrations.AddField(
            model_name="daylog",
            name="revision",
            field=models.IntegerField(blank=True, default=0, null=True),
        ),
    ]
