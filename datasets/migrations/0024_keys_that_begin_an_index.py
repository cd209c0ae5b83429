import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

#: By what Django called them: to alter the fields would drop every foreign key and check all rows against it anew.
_GONE = {
    "datasets_entry_by_id_786e2c1f": ("datasets_entry", "by_id"),
    "datasets_entry_dataset_id_de30c28a": ("datasets_entry", "dataset_id"),
    "datasets_entry_dataset_id_de30c28a_like": ("datasets_entry", "dataset_id varchar_pattern_ops"),
    "datasets_entry_round_id_1b084961": ("datasets_entry", "round_id"),
    "datasets_entryrevision_entry_id_0b062027": ("datasets_entryrevision", "entry_id"),
}


def _bare(model: str, name: str, to: str, related: str = "entries", *, is_optional: bool = False) -> migrations.AlterField:
    key = models.ForeignKey(
        to=to, on_delete=django.db.models.deletion.PROTECT, related_name=related, db_index=False,
        null=is_optional, blank=is_optional,
    )  # fmt: skip
    return migrations.AlterField(model, name, key)


class Migration(migrations.Migration):

    dependencies = [
        ("datasets", "0023_records_by_data_set"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f"DROP INDEX {name}", f"CREATE INDEX {name} ON {table} ({column})")
                for name, (table, column) in _GONE.items()
            ],
            state_operations=[
                _bare("entry", "by", settings.AUTH_USER_MODEL),
                _bare("entry", "dataset", "datasets.dataset"),
                _bare("entry", "round", "datasets.collectionround", is_optional=True),
                _bare("entryrevision", "entry", "datasets.entry", "revisions"),
            ],
        ),
    ]
