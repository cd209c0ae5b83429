from django.db import migrations

# Pages that are kept show figures of a data set until it is restricted, and not a view longer.
RAISE = """
CREATE TRIGGER datasets_dataset_raise_edition AFTER UPDATE OF data_class, parent_id ON datasets_dataset
    FOR EACH STATEMENT EXECUTE FUNCTION dashboards_raise_edition('ground');
"""
LOWER = "DROP TRIGGER datasets_dataset_raise_edition ON datasets_dataset;"


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0006_measure_median"), ("datasets", "0023_records_by_data_set")]
    operations = [migrations.RunSQL(RAISE, LOWER)]
