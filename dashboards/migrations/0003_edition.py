from django.db import migrations, models

#: What a dashboard shows: figures, and the ground they stand on (names, places, holders, programmes, maps, measures).
TABLES = {
    "dashboards_rollup": "figures",
    "dashboards_indicator": "ground",
    "tambon_area": "ground",
    "tambon_area_members": "ground",
    "tambon_university": "ground",
    "tambon_network": "ground",
    "tambon_programme": "ground",
    "tambon_allocation": "ground",
    "tambon_boundaryset": "ground",
}

# A trigger and no call in the services: whoever writes these tables, by whatever way, no page may go on showing what was.
RAISE = """
CREATE FUNCTION dashboards_raise_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO dashboards_edition (topic, weight)
    VALUES (TG_ARGV[0], hashtextextended(gen_random_uuid()::text, 0));
    RETURN NULL;
END $$;
""" + "".join(
    f"CREATE TRIGGER {table}_raise_edition AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}\n"
    f"    FOR EACH STATEMENT EXECUTE FUNCTION dashboards_raise_edition('{topic}');\n"
    for table, topic in TABLES.items()
)
LOWER = "".join(f"DROP TRIGGER {table}_raise_edition ON {table};\n" for table in TABLES) + (
    "DROP FUNCTION dashboards_raise_edition();"
)


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0002_rollup_months"), ("tambon", "0003_university_unit")]
    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "topic",
                    models.CharField(choices=[("figures", "figures"), ("ground", "ground")], max_length=10),
                ),
                ("weight", models.DecimalField(decimal_places=0, max_digits=40)),
            ],
        ),
        migrations.RunSQL(RAISE, LOWER),
    ]
