"""Which token of a process waits for one that it called; English names of processes."""

from django.db import migrations, models

from owj.server.processes.sql import WRITE


class Migration(migrations.Migration):

    dependencies = [
        ('server', '0031_draft_trials'),
    ]

    operations = [
        migrations.AddField(
            model_name='processinstance',
            name='parent_token',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='processdefinition',
            name='name_en',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.RunSQL(WRITE, migrations.RunSQL.noop),
    ]
