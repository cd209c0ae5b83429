import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

_PATTERN = "varchar_pattern_ops"
#: By what Django called them: to alter the fields would drop every foreign key and check all rows against it anew.
_GONE = {
    "datasets_entry_area_id_075fd5fc_like": ("datasets_entry", f"area_id {_PATTERN}"),
    "datasets_entry_decided_by_id_7ede73b6": ("datasets_entry", "decided_by_id"),
    "datasets_entry_form_id_41110874": ("datasets_entry", "form_id"),
    "datasets_entry_place_id_b1f65eb7_like": ("datasets_entry", f"place_id {_PATTERN}"),
    "datasets_entry_record_id_3e69b09e": ("datasets_entry", "record_id"),
    "datasets_entryrevision_form_id_b6ea44be": ("datasets_entryrevision", "form_id"),
    "datasets_entryrevision_instance_d583cbcc_like": ("datasets_entryrevision", f"instance {_PATTERN}"),
    "datasets_entryrevision_verified_by_id_e47370b0": ("datasets_entryrevision", "verified_by_id"),
}
_RENAMED = {
    "datasets_entry_area_id_075fd5fc": "entry_in_area",
    "datasets_entry_place_id_b1f65eb7": "entry_of_place",
}


def _bare(model: str, name: str, to: str, related: str = "+", *, is_optional: bool = False) -> migrations.AlterField:
    key = models.ForeignKey(
        to=to, on_delete=django.db.models.deletion.PROTECT, related_name=related, db_index=False,
        null=is_optional, blank=is_optional,
    )  # fmt: skip
    return migrations.AlterField(model, name, key)


def _partial(model: str, field: str, name: str) -> migrations.AddIndex:
    condition = Q(**{f"{field}__isnull": False})
    return migrations.AddIndex(model, models.Index(fields=[field], condition=condition, name=name))


class Migration(migrations.Migration):

    dependencies = [
        ("datasets", "0024_keys_that_begin_an_index"),
        ("tambon", "0012_programme_closing_days"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                *(
                    migrations.RunSQL(f"DROP INDEX {name}", f"CREATE INDEX {name} ON {table} ({column})")
                    for name, (table, column) in _GONE.items()
                ),
                *(
                    migrations.RunSQL(f"ALTER INDEX {old} RENAME TO {new}", f"ALTER INDEX {new} RENAME TO {old}")
                    for old, new in _RENAMED.items()
                ),
            ],
            state_operations=[
                _bare("entry", "area", "tambon.area"),
                _bare("entry", "place", "tambon.area", is_optional=True),
                _bare("entry", "form", "datasets.form", "entries"),
                _bare("entry", "record", "datasets.record", "entries", is_optional=True),
                _bare("entry", "decided_by", settings.AUTH_USER_MODEL, is_optional=True),
                _bare("entryrevision", "form", "datasets.form"),
                _bare("entryrevision", "verified_by", settings.AUTH_USER_MODEL, is_optional=True),
                migrations.AddIndex("entry", models.Index(fields=["area"], name="entry_in_area")),
                migrations.AddIndex("entry", models.Index(fields=["place"], name="entry_of_place")),
                # The constraint is there, under the name that PostgreSQL gave it.
                migrations.AlterField("entryrevision", "instance", models.CharField(max_length=120)),
                migrations.AddConstraint(
                    "entryrevision",
                    models.UniqueConstraint(fields=["instance"], name="datasets_entryrevision_instance_key"),
                ),
            ],
        ),
        _partial("entry", "record", "entry_of_record"),
        _partial("entry", "decided_by", "entry_by_decider"),
        _partial("entryrevision", "verified_by", "entryrevision_by_verifier"),
    ]
