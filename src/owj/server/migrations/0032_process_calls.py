"""Which token of a process waits for one that it called."""

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
        migrations.RunSQL(WRITE, migrations.RunSQL.noop),
    ]
