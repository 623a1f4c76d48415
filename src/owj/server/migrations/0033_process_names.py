"""English names of processes; whether a case has rows of which a step asks for few."""

from django.db import migrations, models

from owj.server.processes.sql import LOAD, WRITE


class Migration(migrations.Migration):

    dependencies = [
        ('server', '0032_process_calls'),
    ]

    operations = [
        migrations.AddField(
            model_name='processdefinition',
            name='name_en',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='processinstance',
            name='rare',
            field=models.BooleanField(default=True),
        ),
        migrations.RunSQL(LOAD + WRITE, migrations.RunSQL.noop),
    ]
