from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tambon", "0010_people_in_thai_order")]

    operations = [
        migrations.AddField(model_name="unit", name="ends_on", field=models.DateField(blank=True, null=True)),
    ]
