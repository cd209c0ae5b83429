from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workforce', '0038_announcements_signed'),
    ]

    operations = [
        migrations.AlterField(
            model_name='closingtick',
            name='kind',
            field=models.CharField(choices=[('equipment', 'Equipment that was lent'), ('balance', 'Money that was left'), ('work', 'Files and accounts of the work'), ('training', 'Why no training was attended')], max_length=10),
        ),
    ]
