"""The first day of a post. Nobody wrote it down; the figures counted every post from its programme's first day."""

from django.db import migrations, models

_FIRST = """
UPDATE workforce_post AS post SET opened_on = phase.starts_on
FROM tambon_programme AS phase WHERE phase.code = post.programme_id
"""


class Migration(migrations.Migration):

    dependencies = [
        ("workforce", "0025_end_reason_permission"),
    ]

    operations = [
        migrations.AddField("post", "opened_on", models.DateField(null=True)),
        migrations.RunSQL(_FIRST, migrations.RunSQL.noop),
        migrations.AlterField("post", "opened_on", models.DateField()),
    ]
