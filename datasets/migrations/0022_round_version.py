from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("datasets", "0021_names_of_villages_not_asked_for")]

    operations = [
        migrations.AddField(
            model_name="collectionround",
            name="version",
            field=models.IntegerField(default=1),
        ),
    ]
