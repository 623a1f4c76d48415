"""What a step reads as one array, and what it passed as four."""

from django.db import migrations

from owj.server.processes.sql import DUE, LOAD, WRITE


class Migration(migrations.Migration):

    dependencies = [
        ('server', '0036_entry_files'),
    ]

    operations = [
        migrations.RunSQL(LOAD + DUE + WRITE, migrations.RunSQL.noop),
    ]
