from django.db import migrations

# What is restricted is part of the ground. Where 0007 ran as it first was, its trigger told of figures, and pages went on
# to name the indicator as open.
AGAIN = """
DROP TRIGGER IF EXISTS datasets_dataset_raise_edition ON datasets_dataset;
CREATE TRIGGER datasets_dataset_raise_edition AFTER UPDATE OF data_class, parent_id ON datasets_dataset
    FOR EACH STATEMENT EXECUTE FUNCTION dashboards_raise_edition('ground');
"""


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0007_closed_figures")]
    operations = [migrations.RunSQL(AGAIN, migrations.RunSQL.noop)]
