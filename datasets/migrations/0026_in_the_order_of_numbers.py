from django.db import migrations, models

import u2t.core.ordering


class Migration(migrations.Migration):
    """Django changes no expression of a generated column, nor PostgreSQL before 17: it is made anew."""

    dependencies = [
        ("datasets", "0025_written_with_every_answer"),
    ]

    operations = [
        migrations.RemoveField(model_name="dataset", name="sort_key"),
        migrations.AddField(
            model_name="dataset",
            name="sort_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=u2t.core.ordering.ThaiOrder(u2t.core.ordering.Counted(models.F("name_th"))),
                output_field=models.TextField(db_collation="C"),
            ),
        ),
    ]
