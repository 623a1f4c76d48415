"""The functions of the database as they are now, and the claim of due timers."""

from django.db import migrations

from owj.server.processes.sql import DUE, LOAD, WRITE


class Migration(migrations.Migration):

    dependencies = [
        ('server', '0018_imports'),
    ]

    operations = [
        migrations.RunSQL(LOAD + DUE + WRITE, "DROP FUNCTION owj_process_load_due(timestamptz)"),
    ]
