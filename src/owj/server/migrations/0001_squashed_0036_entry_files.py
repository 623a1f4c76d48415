"""All tables of the releases up to 0036 at once, for a new database: one after another they take
five seconds of Django's own work. Data that has some of these migrations goes on by them.
"""

import datetime
import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from owj.server.new_tables import CreateModels
from owj.server.processes.sql import DROP, DUE, LOAD, WRITE

# Facts are added, never changed: not by a bug, not by hand. What alone may be written later is by
# what a breach was superseded (R50), and that only once.
FACTS = """
CREATE FUNCTION owj_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows: a row is never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION owj_breach_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept server_breach := NEW;
BEGIN
    kept.superseded_by := OLD.superseded_by;
    kept.superseded_event := OLD.superseded_event;
    kept.superseded_at := OLD.superseded_at;
    IF kept IS DISTINCT FROM OLD
        OR (OLD.superseded_by IS NOT NULL AND NEW.superseded_by IS DISTINCT FROM OLD.superseded_by)
        OR (OLD.superseded_event IS NOT NULL
            AND NEW.superseded_event IS DISTINCT FROM OLD.superseded_event)
    THEN
        RAISE EXCEPTION 'a breach is a fact: only what supersedes it may be added, once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
FACTS_NO_MORE = """
DROP FUNCTION owj_breach_change();
DROP FUNCTION owj_refuse_change();
"""
ONLY_GROWING = (
    "promiseevent",
    "calendarrevision",
    "agreementversion",
    "decisionversion",
    "ledgerentry",
    "sealedpaper",
)
# Row triggers do not see TRUNCATE.
GROW = "".join(
    f"CREATE TRIGGER owj_only_grows BEFORE UPDATE OR DELETE ON server_{table}"
    " FOR EACH ROW EXECUTE FUNCTION owj_refuse_change();"
    f"CREATE TRIGGER owj_never_emptied BEFORE TRUNCATE ON server_{table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION owj_refuse_change();"
    for table in ONLY_GROWING
) + """
CREATE TRIGGER owj_only_grows BEFORE DELETE ON server_breach
    FOR EACH ROW EXECUTE FUNCTION owj_refuse_change();
CREATE TRIGGER owj_only_superseded BEFORE UPDATE ON server_breach
    FOR EACH ROW EXECUTE FUNCTION owj_breach_change();
CREATE TRIGGER owj_never_emptied BEFORE TRUNCATE ON server_breach
    FOR EACH STATEMENT EXECUTE FUNCTION owj_refuse_change();
"""
CHANGE_AGAIN = "".join(
    f"DROP TRIGGER owj_never_emptied ON server_{table};"
    f"DROP TRIGGER owj_only_grows ON server_{table};"
    for table in (*ONLY_GROWING, "breach")
) + "DROP TRIGGER owj_only_superseded ON server_breach;"

KEY = "entity, counted, day, promise, outcome, cause, hour, holder_id"
# What a result counts for: the day it fell due, once kept or broken, and the day it came.
COUNTED = """
    SELECT entity, 'due' AS counted, due_day AS day, promise, outcome, cause, 0 AS hour,
        holder_id, {sign} AS many
    FROM {rows} WHERE due_day IS NOT NULL AND outcome IN ('kept', 'broken')
    UNION ALL
    SELECT entity, 'arrived', arrived_day, '', '', '', arrived_hour, holder_id, {sign}
    FROM {rows} WHERE promise = 'first_response'
"""


def added(*parts):
    """Return the statement that writes what the parts come to."""
    union = " UNION ALL ".join(COUNTED.format(rows=rows, sign=sign) for rows, sign in parts)
    return (
        f"INSERT INTO server_resultday ({KEY}, many) "
        f"SELECT {KEY}, sum(many) FROM ({union}) AS told GROUP BY {KEY} HAVING sum(many) <> 0;"
    )


COUNT_DAYS = f"""
CREATE FUNCTION owj_count_days_anew() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE server_promiseresult IN SHARE MODE;
    DELETE FROM server_resultday;
    {added(("server_promiseresult", 1))}
END $$;
CREATE FUNCTION owj_count_results() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {added(("new_rows", 1))}
    ELSIF TG_OP = 'UPDATE' THEN
        {added(("old_rows", -1), ("new_rows", 1))}
    ELSE
        {added(("old_rows", -1))}
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER owj_count_new AFTER INSERT ON server_promiseresult
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION owj_count_results();
CREATE TRIGGER owj_count_changed AFTER UPDATE ON server_promiseresult
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION owj_count_results();
CREATE TRIGGER owj_count_dropped AFTER DELETE ON server_promiseresult
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION owj_count_results();
"""
COUNT_NO_MORE = """
DROP TRIGGER owj_count_dropped ON server_promiseresult;
DROP TRIGGER owj_count_changed ON server_promiseresult;
DROP TRIGGER owj_count_new ON server_promiseresult;
DROP FUNCTION owj_count_results();
DROP FUNCTION owj_count_days_anew();
"""


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('server', '0001_platform_rows'),
        ('server', '0002_agreements'),
        ('server', '0003_records'),
        ('server', '0004_promise_results'),
        ('server', '0005_calendar_drafts'),
        ('server', '0006_people_and_news'),
        ('server', '0007_writing_together'),
        ('server', '0008_secrets_of_one_use'),
        ('server', '0009_what_comes_in'),
        ('server', '0010_decisions'),
        ('server', '0011_roles'),
        ('server', '0012_layouts'),
        ('server', '0013_own_schema'),
        ('server', '0014_api_keys'),
        ('server', '0015_hub_shares'),
        ('server', '0016_processes'),
        ('server', '0017_around_records'),
        ('server', '0018_imports'),
        ('server', '0019_process_timers'),
        ('server', '0020_tasks'),
        ('server', '0021_own_decisions'),
        ('server', '0022_kind_changes'),
        ('server', '0023_webhooks'),
        ('server', '0024_lighter_process_rows'),
        ('server', '0025_ledger'),
        ('server', '0026_configuration'),
        ('server', '0027_list_indexes'),
        ('server', '0028_process_deeds'),
        ('server', '0029_days_of_results'),
        ('server', '0030_documents_and_papers'),
        ('server', '0031_draft_trials'),
        ('server', '0032_process_calls'),
        ('server', '0033_process_names'),
        ('server', '0034_signatures'),
        ('server', '0035_agreement_texts'),
        ('server', '0036_entry_files'),
    ]

    dependencies = [
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='RateWindow',
                fields=[
                    ('key', models.CharField(max_length=120, primary_key=True, serialize=False)),
                    ('window_started_at', models.DateTimeField(db_index=True)),
                    ('count', models.PositiveIntegerField()),
                ],
            ),
            migrations.CreateModel(
                name='WorkerBeat',
                fields=[
                    ('name', models.CharField(max_length=80, primary_key=True, serialize=False)),
                    ('pid', models.PositiveIntegerField()),
                    ('started_at', models.DateTimeField()),
                    ('beat_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='Workspace',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_fa', models.CharField(max_length=200)),
                    ('name_en', models.CharField(max_length=200)),
                    ('zone', models.CharField(default='Asia/Tehran', max_length=64)),
                    ('language', models.CharField(default='fa', max_length=2)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
            ),
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('username', models.CharField(max_length=150)),
                    ('username_key', models.CharField(max_length=150, unique=True)),
                    ('full_name', models.CharField(max_length=200)),
                    ('email', models.EmailField(blank=True, default='', max_length=254)),
                    ('phone', models.CharField(blank=True, default='', max_length=32)),
                    ('kind', models.CharField(choices=[('staff', 'Staff'), ('hub', 'Hub')], max_length=8)),
                    ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=32), blank=True, default=list, size=None)),
                    ('is_active', models.BooleanField(default=True)),
                    ('language', models.CharField(choices=[('fa', 'Fa'), ('en', 'En')], default='fa', max_length=2)),
                    ('theme', models.CharField(choices=[('auto', 'Auto'), ('light', 'Light'), ('dark', 'Dark')], default='auto', max_length=8)),
                    ('density', models.CharField(choices=[('comfortable', 'Comfortable'), ('compact', 'Compact')], default='comfortable', max_length=12)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('password_changed_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind', 'staff'), ('roles', []), _connector='OR'), name='server_user_only_staff_has_roles')],
                    'indexes': [models.Index(condition=models.Q(('phone', ''), _negated=True), fields=['kind', 'phone'], name='server_user_phone')],
                },
            ),
            migrations.CreateModel(
                name='DomainClock',
                fields=[
                    ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                    ('may_move', models.BooleanField()),
                    ('shift', models.DurationField(default=datetime.timedelta(0))),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='server_domainclock_one_row')],
                },
            ),
            migrations.CreateModel(
                name='Incident',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('source', models.CharField(max_length=32)),
                    ('subject', models.CharField(max_length=200)),
                    ('text', models.TextField(blank=True, default='')),
                    ('opened_at', models.DateTimeField()),
                    ('resolved_at', models.DateTimeField(null=True)),
                    ('resolution', models.CharField(blank=True, default='', max_length=500)),
                    ('resolved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='server.user')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('resolved_at', None)), fields=('source', 'subject'), name='server_incident_open_once')],
                },
            ),
            migrations.CreateModel(
                name='OutboxMessage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('channel', models.CharField(max_length=32)),
                    ('recipient', models.CharField(max_length=320)),
                    ('payload', models.JSONField(default=dict)),
                    ('policy', models.CharField(choices=[('at_least_once', 'At Least Once'), ('at_most_once', 'At Most Once')], max_length=16)),
                    ('state', models.CharField(choices=[('pending', 'Pending'), ('sending', 'Sending'), ('sent', 'Sent'), ('failed', 'Failed'), ('unknown', 'Unknown'), ('dropped', 'Dropped')], default='pending', max_length=12)),
                    ('idempotency_key', models.CharField(max_length=200)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('maybe_duplicate', models.BooleanField(default=False)),
                    ('last_error', models.TextField(blank=True, default='')),
                    ('created_at', models.DateTimeField()),
                    ('next_attempt_at', models.DateTimeField()),
                    ('lease_until', models.DateTimeField(null=True)),
                    ('sent_at', models.DateTimeField(null=True)),
                    ('receipt', models.CharField(blank=True, default='', max_length=120)),
                    ('delivery', models.CharField(blank=True, default='', max_length=16)),
                    ('delivery_asked_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state__in', ['pending', 'sending'])), fields=['state', 'lease_until', 'next_attempt_at'], name='server_outbox_open')],
                    'constraints': [models.UniqueConstraint(fields=('channel', 'idempotency_key'), name='server_outbox_key_once')],
                },
            ),
            migrations.CreateModel(
                name='StoredFile',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                    ('storage_name', models.CharField(max_length=64, unique=True)),
                    ('original_name', models.CharField(max_length=255)),
                    ('content_type', models.CharField(max_length=120)),
                    ('size_bytes', models.BigIntegerField()),
                    ('sha256', models.CharField(max_length=64)),
                    ('created_at', models.DateTimeField()),
                    ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='server.user')),
                ],
            ),
            migrations.CreateModel(
                name='Timer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=80)),
                    ('key', models.CharField(max_length=120)),
                    ('due_at', models.DateTimeField()),
                    ('data', models.JSONField(default=dict)),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('quarantined', 'Quarantined')], default='waiting', max_length=12)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('retry_at', models.DateTimeField(null=True)),
                    ('generation', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at', 'id'], name='server_timer_due')],
                    'constraints': [models.UniqueConstraint(fields=('kind', 'key'), name='server_timer_once_per_key')],
                },
            ),
            migrations.CreateModel(
                name='UserSession',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('token_digest', models.CharField(max_length=64, unique=True)),
                    ('door', models.CharField(choices=[('staff', 'Staff'), ('hub', 'Hub')], max_length=8)),
                    ('device', models.CharField(blank=True, default='', max_length=120)),
                    ('address', models.GenericIPAddressField(null=True)),
                    ('remembered', models.BooleanField(default=False)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('last_seen_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('expires_at', models.DateTimeField(db_index=True)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='server.user')),
                ],
            ),
            migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=64)),
                    ('data', models.JSONField(default=dict)),
                    ('url', models.CharField(blank=True, default='', max_length=500)),
                    ('key', models.CharField(max_length=200, null=True)),
                    ('created_at', models.DateTimeField()),
                    ('read_at', models.DateTimeField(null=True)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='server.user')),
                ],
                options={
                    'indexes': [models.Index(fields=['user', '-created_at'], name='server_notice_of_user'), models.Index(condition=models.Q(('read_at', None)), fields=['user'], name='server_notice_unread')],
                    'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='server_notice_key_once')],
                },
            ),
            migrations.CreateModel(
                name='SignInRecord',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('outcome', models.CharField(choices=[('succeeded', 'Succeeded'), ('code_asked', 'Code Asked'), ('reset_asked', 'Reset Asked'), ('failed', 'Failed'), ('limited', 'Limited'), ('signed_out', 'Signed Out'), ('revoked', 'Revoked'), ('password_changed', 'Password Changed')], max_length=20)),
                    ('door', models.CharField(choices=[('staff', 'Staff'), ('hub', 'Hub')], max_length=8)),
                    ('username', models.CharField(blank=True, default='', max_length=150)),
                    ('address', models.GenericIPAddressField(null=True)),
                    ('device', models.CharField(blank=True, default='', max_length=120)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='server.user')),
                    ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='server.user')),
                ],
                options={
                    'indexes': [models.Index(fields=['user', '-at'], name='server_sign_user_id_c7046e_idx'), models.Index(fields=['-at'], name='server_sign_at_3027cc_idx')],
                },
            ),
            migrations.CreateModel(
                name='BusinessCalendarRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=40, unique=True)),
                    ('name', models.CharField(max_length=120)),
                ],
            ),
            migrations.CreateModel(
                name='AgreementVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=40)),
                    ('number', models.PositiveIntegerField()),
                    ('label', models.CharField(max_length=120)),
                    ('effective_from', models.DateTimeField()),
                    ('published_at', models.DateTimeField()),
                    ('text', models.TextField(blank=True)),
                    ('data', models.JSONField()),
                    ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='server.user')),
                    ('content', models.JSONField(default=dict)),
                ],
                options={
                    'ordering': ['key', 'number'],
                    'constraints': [models.UniqueConstraint(fields=('key', 'number'), name='owj_agreement_version_once')],
                },
            ),
            migrations.CreateModel(
                name='Breach',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entity', models.CharField(max_length=40)),
                    ('record_id', models.BigIntegerField()),
                    ('promise', models.CharField(max_length=20)),
                    ('cycle', models.PositiveIntegerField()),
                    ('deadline', models.DateTimeField()),
                    ('month', models.CharField(max_length=7)),
                    ('recorded_at', models.DateTimeField()),
                    ('calendar_revision', models.PositiveIntegerField()),
                    ('superseded_by', models.PositiveIntegerField(null=True)),
                    ('superseded_event', models.PositiveIntegerField(null=True)),
                    ('superseded_at', models.DateTimeField(null=True)),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='server.agreementversion')),
                ],
                options={
                    'indexes': [models.Index(fields=['deadline'], name='owj_breach_deadline')],
                    'constraints': [models.UniqueConstraint(fields=('entity', 'record_id', 'promise', 'cycle', 'calendar_revision'), name='owj_breach_once')],
                },
            ),
            migrations.CreateModel(
                name='CalendarRevision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField()),
                    ('declared_at', models.DateTimeField(null=True)),
                    ('recorded_at', models.DateTimeField()),
                    ('note', models.CharField(blank=True, max_length=300)),
                    ('data', models.JSONField()),
                    ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='server.businesscalendarrow')),
                    ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='server.user')),
                ],
                options={
                    'ordering': ['number'],
                    'constraints': [models.UniqueConstraint(fields=('calendar', 'number'), name='owj_calendar_revision_once')],
                },
            ),
            migrations.CreateModel(
                name='PromiseEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entity', models.CharField(max_length=40)),
                    ('record_id', models.BigIntegerField()),
                    ('seq', models.PositiveIntegerField()),
                    ('kind', models.CharField(max_length=30)),
                    ('at', models.DateTimeField()),
                    ('recorded_at', models.DateTimeField()),
                    ('data', models.JSONField(default=dict)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='server.user')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('entity', 'record_id', 'seq'), name='owj_promise_event_once')],
                },
            ),
            migrations.CreateModel(
                name='StoredEntity',
                fields=[
                    ('entity_id', models.TextField(primary_key=True, serialize=False)),
                    ('package', models.TextField()),
                    ('declared', models.JSONField()),
                    ('overlay', models.JSONField(default=dict)),
                    ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('place', models.IntegerField(default=0)),
                ],
            ),
            migrations.CreateModel(
                name='NumberSequence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('field_id', models.TextField()),
                    ('period', models.IntegerField()),
                    ('last', models.BigIntegerField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('field_id', 'period'), name='server_numbersequence_one_row')],
                },
            ),
            migrations.CreateModel(
                name='RecordChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entity_id', models.TextField()),
                    ('record_id', models.BigIntegerField()),
                    ('version', models.IntegerField()),
                    ('action', models.CharField(choices=[('created', 'Created'), ('updated', 'Updated'), ('deleted', 'Deleted'), ('restored', 'Restored')], max_length=8)),
                    ('changes', models.JSONField()),
                    ('at', models.DateTimeField()),
                    ('user_id', models.BigIntegerField(null=True)),
                    ('user_name', models.TextField()),
                ],
                options={
                    'indexes': [models.Index(fields=['entity_id', 'record_id', 'id'], name='server_recordchange_of')],
                },
            ),
            migrations.CreateModel(
                name='SchemaVersion',
                fields=[
                    ('number', models.BigAutoField(primary_key=True, serialize=False)),
                    ('fingerprint', models.CharField(max_length=32)),
                    ('definition', models.JSONField()),
                    ('state', models.CharField(choices=[('applying', 'Applying'), ('current', 'Current'), ('superseded', 'Superseded'), ('undone', 'Undone')], max_length=12)),
                    ('made_by', models.TextField()),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('published_at', models.DateTimeField(null=True)),
                    ('changes', models.JSONField(default=list)),
                    ('layer', models.JSONField(null=True)),
                    ('note', models.TextField(default='')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['applying', 'current'])), fields=('state',), name='server_schemaversion_one_current')],
                },
            ),
            migrations.CreateModel(
                name='SchemaStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('position', models.PositiveIntegerField()),
                    ('name', models.TextField()),
                    ('risk', models.CharField(max_length=12)),
                    ('state', models.CharField(choices=[('pending', 'Pending'), ('done', 'Done'), ('undone', 'Undone')], default='pending', max_length=8)),
                    ('attempts', models.PositiveIntegerField(default=0)),
                    ('done_at', models.DateTimeField(null=True)),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='server.schemaversion')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('version', 'position'), name='server_schemastep_in_order')],
                },
            ),
            migrations.CreateModel(
                name='PromiseResult',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entity', models.CharField(max_length=40)),
                    ('record_id', models.BigIntegerField()),
                    ('promise', models.CharField(max_length=20)),
                    ('cycle', models.PositiveSmallIntegerField()),
                    ('priority', models.CharField(max_length=10)),
                    ('party_id', models.BigIntegerField()),
                    ('holder_id', models.BigIntegerField(null=True)),
                    ('outcome', models.CharField(max_length=10)),
                    ('arrived_at', models.DateTimeField()),
                    ('arrived_day', models.DateField()),
                    ('arrived_hour', models.PositiveSmallIntegerField()),
                    ('due_at', models.DateTimeField(null=True)),
                    ('due_day', models.DateField(null=True)),
                    ('done_at', models.DateTimeField(null=True)),
                    ('done_day', models.DateField(null=True)),
                    ('taken_s', models.IntegerField(null=True)),
                    ('late_s', models.IntegerField(default=0)),
                    ('cause', models.CharField(blank=True, default='', max_length=20)),
                    ('cause_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('due_day__isnull', False)), fields=['entity', 'due_day'], include=('promise', 'outcome', 'priority', 'cause', 'holder_id', 'party_id', 'due_at'), name='owj_result_due'), models.Index(condition=models.Q(('done_day__isnull', False)), fields=['entity', 'done_day'], include=('promise', 'priority', 'taken_s', 'holder_id', 'party_id'), name='owj_result_done'), models.Index(condition=models.Q(('promise', 'first_response')), fields=['entity', 'arrived_day'], include=('arrived_hour', 'priority', 'holder_id', 'party_id'), name='owj_result_arrived'), models.Index(condition=models.Q(('outcome', 'open')), fields=['entity', 'due_at'], name='owj_result_open')],
                    'constraints': [models.UniqueConstraint(fields=('entity', 'record_id', 'promise', 'cycle'), name='owj_result_once')],
                },
            ),
            migrations.CreateModel(
                name='CalendarDraft',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('base', models.PositiveIntegerField()),
                    ('data', models.JSONField()),
                    ('changed_at', models.DateTimeField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='server.user')),
                    ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='server.businesscalendarrow')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('calendar', 'by'), name='owj_calendar_draft_once')],
                },
            ),
            migrations.CreateModel(
                name='QuietHoursRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('starts', models.TimeField()),
                    ('ends', models.TimeField()),
                    ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='server.user')),
                ],
            ),
            migrations.CreateModel(
                name='NoticeChoice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=64)),
                    ('ways', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), blank=True, default=list, size=None)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='server.user')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('user', 'kind'), name='server_notice_choice_once')],
                },
            ),
            migrations.CreateModel(
                name='Draft',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.CharField(max_length=120)),
                    ('text', models.TextField()),
                    ('saved_at', models.DateTimeField(db_index=True)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='server.user')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('user', 'place'), name='server_draft_once_a_place')],
                },
            ),
            migrations.CreateModel(
                name='Presence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.CharField(max_length=120)),
                    ('writing', models.BooleanField(default=False)),
                    ('seen_at', models.DateTimeField(db_index=True)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='server.user')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('place', 'user'), name='server_presence_once')],
                },
            ),
            migrations.CreateModel(
                name='OneTimeSecret',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('purpose', models.CharField(choices=[('code', 'Code'), ('link', 'Link')], max_length=8)),
                    ('door', models.CharField(choices=[('staff', 'Staff'), ('hub', 'Hub')], max_length=8)),
                    ('address', models.CharField(blank=True, default='', max_length=32)),
                    ('digest', models.CharField(db_index=True, max_length=64)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('expires_at', models.DateTimeField(db_index=True)),
                    ('used_at', models.DateTimeField(null=True)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='server.user')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('used_at', None)), fields=['purpose', 'door', 'address'], name='server_secret_living')],
                },
            ),
            migrations.CreateModel(
                name='InboundMessage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('channel', models.CharField(max_length=32)),
                    ('raw', models.JSONField()),
                    ('stored_at', models.DateTimeField()),
                    ('read_at', models.DateTimeField(null=True)),
                    ('sender', models.CharField(blank=True, default='', max_length=40)),
                    ('text', models.TextField(blank=True, default='')),
                ],
                options={
                    'indexes': [models.Index(fields=['-stored_at'], name='server_inbound_latest')],
                },
            ),
            migrations.CreateModel(
                name='DecisionCase',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=60)),
                    ('name', models.CharField(max_length=120)),
                    ('inputs', models.JSONField()),
                    ('expected', models.JSONField(null=True)),
                    ('changed_at', models.DateTimeField()),
                    ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='server.user')),
                ],
                options={
                    'ordering': ['key', 'id'],
                    'constraints': [models.UniqueConstraint(fields=('key', 'name'), name='owj_decision_case_once')],
                },
            ),
            migrations.CreateModel(
                name='DecisionDraft',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=60)),
                    ('base', models.PositiveIntegerField()),
                    ('source', models.TextField()),
                    ('changed_at', models.DateTimeField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='server.user')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('key', 'by'), name='owj_decision_draft_once')],
                },
            ),
            migrations.CreateModel(
                name='DecisionVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=60)),
                    ('number', models.PositiveIntegerField()),
                    ('source', models.TextField()),
                    ('fingerprint', models.CharField(max_length=64)),
                    ('published_at', models.DateTimeField()),
                    ('note', models.CharField(blank=True, max_length=300)),
                    ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='server.user')),
                ],
                options={
                    'ordering': ['key', 'number'],
                    'constraints': [models.UniqueConstraint(fields=('key', 'number'), name='owj_decision_version_once')],
                },
            ),
            migrations.CreateModel(
                name='RightsChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('by_id', models.BigIntegerField(null=True)),
                    ('by_name', models.TextField()),
                    ('what', models.CharField(max_length=32)),
                    ('subject', models.TextField()),
                    ('detail', models.JSONField(default=dict)),
                ],
            ),
            migrations.CreateModel(
                name='Role',
                fields=[
                    ('key', models.CharField(max_length=32, primary_key=True, serialize=False)),
                    ('name_fa', models.CharField(max_length=80)),
                    ('name_en', models.CharField(max_length=80)),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
            ),
            migrations.CreateModel(
                name='EntityRight',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(max_length=32)),
                    ('entity_id', models.TextField()),
                    ('grants', models.JSONField(default=dict)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('role', 'entity_id'), name='server_entityright_once')],
                },
            ),
            migrations.CreateModel(
                name='FieldRight',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(max_length=32)),
                    ('entity_id', models.TextField()),
                    ('field_id', models.TextField()),
                    ('access', models.CharField(max_length=8)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('role', 'field_id'), name='server_fieldright_once'), models.CheckConstraint(condition=models.Q(('access__in', ['hidden', 'read'])), name='server_fieldright_less')],
                },
            ),
            migrations.CreateModel(
                name='SeeAs',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('by_id', models.BigIntegerField()),
                    ('by_name', models.TextField()),
                    ('person_id', models.BigIntegerField()),
                    ('person_name', models.TextField()),
                    ('began_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('pages', models.JSONField(default=list)),
                    ('session', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, to='server.usersession')),
                ],
                options={
                    'indexes': [models.Index(fields=['-began_at'], name='server_seea_began_a_e7c9ce_idx')],
                },
            ),
            migrations.CreateModel(
                name='Team',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80)),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='below', to='server.team')),
                    ('people', models.ManyToManyField(db_table='server_teammember', related_name='teams', to='server.user')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('parent', 'name'), name='server_team_named_once', nulls_distinct=False)],
                },
            ),
            migrations.CreateModel(
                name='RecordDeed',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('change', 'Change'), ('delete', 'Delete')], max_length=10)),
                    ('entity_id', models.CharField(max_length=200)),
                    ('items', models.JSONField(default=list)),
                    ('done_at', models.DateTimeField(db_index=True)),
                    ('undone_at', models.DateTimeField(null=True)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='server.user')),
                ],
            ),
            migrations.CreateModel(
                name='RecordView',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entity_id', models.CharField(db_index=True, max_length=200)),
                    ('kind', models.CharField(choices=[('list', 'List'), ('board', 'Board'), ('calendar', 'Calendar')], default='list', max_length=10)),
                    ('name', models.CharField(max_length=60)),
                    ('shared', models.BooleanField(default=False)),
                    ('roles', models.JSONField(default=list)),
                    ('position', models.IntegerField(default=0)),
                    ('definition', models.JSONField(default=dict)),
                    ('version', models.IntegerField(default=1)),
                    ('saved_at', models.DateTimeField()),
                    ('removed_at', models.DateTimeField(null=True)),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='record_views', to='server.user')),
                ],
            ),
            migrations.CreateModel(
                name='FormLayout',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entity_id', models.CharField(max_length=200)),
                    ('purpose', models.CharField(choices=[('create', 'Create'), ('edit', 'Edit'), ('hub', 'Hub')], max_length=10)),
                    ('definition', models.JSONField(default=dict)),
                    ('version', models.IntegerField(default=1)),
                    ('saved_at', models.DateTimeField()),
                    ('saved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='server.user')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('entity_id', 'purpose'), name='server_form_once_a_purpose')],
                },
            ),
            migrations.CreateModel(
                name='SchemaDraft',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('base', models.BigIntegerField()),
                    ('opened_at', models.DateTimeField()),
                    ('changed_at', models.DateTimeField()),
                    ('by', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='server.user')),
                ],
            ),
            migrations.CreateModel(
                name='SchemaDraftChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('change', models.JSONField()),
                    ('at', models.DateTimeField()),
                    ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='server.schemadraft')),
                ],
                options={
                    'ordering': ['id'],
                },
            ),
            migrations.CreateModel(
                name='ApiKey',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80)),
                    ('start', models.CharField(max_length=16)),
                    ('digest', models.CharField(max_length=64, unique=True)),
                    ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=None)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('expires_at', models.DateTimeField(null=True)),
                    ('revoked_at', models.DateTimeField(null=True)),
                    ('last_used_at', models.DateTimeField(null=True)),
                    ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='server.user')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='api_keys', to='server.user')),
                ],
                options={
                    'indexes': [models.Index(fields=['user', '-id'], name='server_apikey_user')],
                },
            ),
            migrations.CreateModel(
                name='KeptAnswer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=200)),
                    ('asked', models.CharField(max_length=64)),
                    ('status', models.PositiveSmallIntegerField(null=True)),
                    ('body', models.BinaryField(default=bytes)),
                    ('headers', models.JSONField(default=dict)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='server.user')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='server_kept_answer_once')],
                },
            ),
            migrations.CreateModel(
                name='HubShare',
                fields=[
                    ('entity_id', models.TextField(primary_key=True, serialize=False)),
                    ('path', models.JSONField(default=list)),
                    ('fields', models.JSONField(default=dict)),
                    ('view_id', models.BigIntegerField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='ProcessDefinition',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=60, unique=True)),
                    ('name', models.CharField(max_length=200)),
                    ('entity', models.CharField(blank=True, default='', max_length=60)),
                    ('archived', models.BooleanField(default=False)),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('name_en', models.CharField(blank=True, default='', max_length=200)),
                ],
                options={
                    'ordering': ['key'],
                },
            ),
            migrations.CreateModel(
                name='ProcessDraft',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('xml', models.TextField()),
                    ('revision', models.PositiveIntegerField(default=1)),
                    ('saved_at', models.DateTimeField()),
                    ('definition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='server.processdefinition')),
                    ('saved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='server.user')),
                ],
            ),
            migrations.CreateModel(
                name='ProcessInstance',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('status', models.CharField(choices=[('active', 'Active'), ('completed', 'Completed'), ('terminated', 'Terminated'), ('cancelled', 'Cancelled')], default='active', max_length=12)),
                    ('revision', models.PositiveIntegerField(default=0)),
                    ('last_number', models.PositiveIntegerField(default=0)),
                    ('root', models.PositiveIntegerField(default=0)),
                    ('events', models.PositiveIntegerField(default=0)),
                    ('entity', models.CharField(blank=True, default='', max_length=60)),
                    ('record_id', models.BigIntegerField(null=True)),
                    ('title', models.CharField(blank=True, default='', max_length=300)),
                    ('started_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('remove_after', models.DateField(null=True)),
                    ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='called', to='server.processinstance')),
                    ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='server.user')),
                    ('top', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='server.processinstance')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='instances', to='server.processversion')),
                    ('parent_token', models.PositiveIntegerField(default=0)),
                    ('rare', models.BooleanField(default=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['version', 'status'], name='server_process_by_version'), models.Index(condition=models.Q(('record_id__isnull', False)), fields=['entity', 'record_id'], name='server_process_of_record'), models.Index(condition=models.Q(('remove_after__isnull', False)), fields=['remove_after'], name='server_process_removal')],
                },
            ),
            migrations.CreateModel(
                name='ProcessMessage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(default='message', max_length=10)),
                    ('name', models.TextField()),
                    ('key', models.TextField(null=True)),
                    ('data', models.JSONField(default=dict)),
                    ('message_id', models.CharField(max_length=200, null=True, unique=True)),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('delivered', 'Delivered'), ('expired', 'Expired')], default='waiting', max_length=10)),
                    ('received_at', models.DateTimeField()),
                    ('keep_until', models.DateTimeField()),
                    ('source', models.BigIntegerField(null=True)),
                    ('delivered_to', models.BigIntegerField(null=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('retry_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['name', 'key'], name='server_process_message_waits'), models.Index(fields=['keep_until'], name='server_process_message_end')],
                },
            ),
            migrations.CreateModel(
                name='ProcessRollback',
                fields=[
                    ('pk', models.CompositePrimaryKey('instance_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                    ('number', models.PositiveIntegerField()),
                    ('pending', models.JSONField()),
                    ('instance', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='server.processinstance')),
                ],
            ),
            migrations.CreateModel(
                name='ProcessRound',
                fields=[
                    ('pk', models.CompositePrimaryKey('instance_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                    ('number', models.PositiveIntegerField()),
                    ('items', models.JSONField()),
                    ('started', models.PositiveIntegerField()),
                    ('completed', models.PositiveIntegerField()),
                    ('results', models.JSONField()),
                    ('instance', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='server.processinstance')),
                ],
            ),
            migrations.CreateModel(
                name='ProcessScope',
                fields=[
                    ('pk', models.CompositePrimaryKey('instance_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                    ('number', models.PositiveIntegerField()),
                    ('parent', models.PositiveIntegerField()),
                    ('token', models.PositiveIntegerField()),
                    ('role', models.CharField(max_length=20)),
                    ('node', models.TextField()),
                    ('container', models.TextField(blank=True, default='')),
                    ('nth', models.PositiveIntegerField(default=0)),
                    ('interrupted', models.BooleanField(default=False)),
                    ('instance', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='server.processinstance')),
                ],
            ),
            migrations.CreateModel(
                name='ProcessToken',
                fields=[
                    ('pk', models.CompositePrimaryKey('instance_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                    ('number', models.PositiveIntegerField()),
                    ('scope', models.PositiveIntegerField()),
                    ('node', models.TextField()),
                    ('flow', models.TextField(blank=True, default='')),
                    ('doing', models.CharField(max_length=8)),
                    ('turn', models.PositiveIntegerField(default=0)),
                    ('instance', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='server.processinstance')),
                ],
            ),
            migrations.CreateModel(
                name='ProcessUndo',
                fields=[
                    ('pk', models.CompositePrimaryKey('instance_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                    ('number', models.PositiveIntegerField()),
                    ('body', models.JSONField()),
                    ('instance', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='server.processinstance')),
                ],
            ),
            migrations.CreateModel(
                name='ProcessVariable',
                fields=[
                    ('pk', models.CompositePrimaryKey('instance_id', 'scope', 'name', blank=True, editable=False, primary_key=True, serialize=False)),
                    ('scope', models.PositiveIntegerField()),
                    ('name', models.TextField()),
                    ('value', models.JSONField(null=True)),
                    ('instance', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='variables', to='server.processinstance')),
                ],
            ),
            migrations.CreateModel(
                name='ProcessVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField()),
                    ('xml', models.TextField()),
                    ('digest', models.CharField(max_length=64)),
                    ('note', models.CharField(blank=True, default='', max_length=300)),
                    ('deployed_at', models.DateTimeField()),
                    ('definition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='server.processdefinition')),
                    ('deployed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='server.user')),
                ],
                options={
                    'ordering': ['definition', 'number'],
                    'constraints': [models.UniqueConstraint(fields=('definition', 'number'), name='server_process_version_once')],
                },
            ),
            migrations.CreateModel(
                name='ProcessStart',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('node', models.TextField()),
                    ('kind', models.CharField(max_length=10)),
                    ('name', models.TextField(blank=True, default='')),
                    ('entity', models.CharField(blank=True, default='', max_length=60)),
                    ('due', models.DateTimeField(null=True)),
                    ('anchor', models.DateTimeField(null=True)),
                    ('turn', models.PositiveIntegerField(default=1)),
                    ('left', models.PositiveIntegerField(null=True)),
                    ('every_months', models.IntegerField(null=True)),
                    ('every_micros', models.BigIntegerField(null=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('retry_at', models.DateTimeField(null=True)),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='starts', to='server.processversion')),
                ],
                options={
                    'indexes': [models.Index(fields=['kind', 'name'], name='server_process_start_for'), models.Index(condition=models.Q(('due__isnull', False)), fields=['due'], name='server_process_start_due')],
                    'constraints': [models.UniqueConstraint(fields=('version', 'node'), name='server_process_start_once')],
                },
            ),
            migrations.CreateModel(
                name='UserTask',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField()),
                    ('node', models.TextField()),
                    ('name', models.CharField(blank=True, default='', max_length=300)),
                    ('lane', models.CharField(blank=True, default='', max_length=200)),
                    ('entity', models.CharField(blank=True, default='', max_length=60)),
                    ('record_id', models.BigIntegerField(null=True)),
                    ('candidate_roles', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None)),
                    ('candidate_teams', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                    ('candidate_users', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                    ('form', models.CharField(blank=True, default='', max_length=120)),
                    ('due', models.DateTimeField(null=True)),
                    ('follow_up', models.DateTimeField(null=True)),
                    ('priority', models.SmallIntegerField(default=50)),
                    ('status', models.CharField(choices=[('open', 'Open'), ('completed', 'Completed'), ('cancelled', 'Cancelled')], default='open', max_length=10)),
                    ('created_at', models.DateTimeField()),
                    ('completed_at', models.DateTimeField(null=True)),
                    ('returned', models.CharField(blank=True, default='', max_length=500)),
                    ('answers', models.JSONField(null=True)),
                    ('assignee', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='server.user')),
                    ('completed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='server.user')),
                    ('delegated_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='server.user')),
                    ('instance', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='server.processinstance')),
                ],
                options={
                    'indexes': [models.Index(fields=['instance', 'number'], name='server_user_task_token'), models.Index(condition=models.Q(('status', 'open')), fields=['assignee', 'due'], name='server_user_task_mine'), models.Index(condition=models.Q(('status', 'open')), fields=['due'], name='server_user_task_open'), django.contrib.postgres.indexes.GinIndex(condition=models.Q(('status', 'open')), fields=['candidate_roles'], name='server_user_task_roles'), django.contrib.postgres.indexes.GinIndex(condition=models.Q(('status', 'open')), fields=['candidate_teams'], name='server_user_task_teams')],
                },
            ),
            migrations.CreateModel(
                name='WorkItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField()),
                    ('node', models.TextField()),
                    ('kind', models.CharField(blank=True, default='', max_length=40)),
                    ('settings', models.JSONField(default=dict)),
                    ('status', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=10)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('next_at', models.DateTimeField(null=True)),
                    ('last_error', models.TextField(blank=True, default='')),
                    ('created_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('instance', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='work', to='server.processinstance')),
                ],
                options={
                    'indexes': [models.Index(fields=['instance', 'number'], name='server_work_item_token'), models.Index(condition=models.Q(('status__in', ['waiting', 'running'])), fields=['next_at'], name='server_work_item_waiting')],
                },
            ),
            migrations.CreateModel(
                name='ProcessIncident',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField()),
                    ('token', models.PositiveIntegerField()),
                    ('node', models.TextField()),
                    ('kind', models.CharField(max_length=40)),
                    ('detail', models.TextField()),
                    ('resume', models.CharField(max_length=8)),
                    ('opened_at', models.DateTimeField()),
                    ('resolved_at', models.DateTimeField(null=True)),
                    ('resolved_by', models.BigIntegerField(null=True)),
                    ('instance', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='incidents', to='server.processinstance')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('resolved_at', None)), fields=['opened_at'], name='server_process_incident_open')],
                    'constraints': [models.UniqueConstraint(fields=('instance', 'number'), name='server_process_incident_once')],
                },
            ),
            migrations.CreateModel(
                name='ProcessHistory',
                fields=[
                    ('number', models.PositiveIntegerField()),
                    ('top_id', models.BigIntegerField()),
                    ('at', models.DateTimeField()),
                    ('kind', models.CharField(max_length=30)),
                    ('node', models.TextField(blank=True, default='')),
                    ('visit', models.PositiveIntegerField(default=0)),
                    ('by', models.BigIntegerField(null=True)),
                    ('detail', models.JSONField(null=True)),
                    ('instance', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='history', to='server.processinstance')),
                    ('pk', models.CompositePrimaryKey('instance_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ],
                options={
                    'ordering': ['instance', 'number'],
                },
            ),
            migrations.CreateModel(
                name='ProcessSubscription',
                fields=[
                    ('pk', models.CompositePrimaryKey('instance_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                    ('number', models.PositiveIntegerField()),
                    ('scope', models.PositiveIntegerField()),
                    ('token', models.PositiveIntegerField()),
                    ('node', models.TextField()),
                    ('waits', models.CharField(max_length=10)),
                    ('name', models.TextField(blank=True, default='')),
                    ('key', models.TextField(null=True)),
                    ('held', models.BooleanField(default=False)),
                    ('instance', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='server.processinstance')),
                ],
                options={
                    'indexes': [models.Index(fields=['waits', 'name', 'key'], name='server_process_waits_for')],
                },
            ),
            migrations.CreateModel(
                name='ProcessTimer',
                fields=[
                    ('pk', models.CompositePrimaryKey('instance_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                    ('number', models.PositiveIntegerField()),
                    ('scope', models.PositiveIntegerField()),
                    ('token', models.PositiveIntegerField()),
                    ('node', models.TextField()),
                    ('due', models.DateTimeField()),
                    ('anchor', models.DateTimeField()),
                    ('turn', models.PositiveIntegerField(default=1)),
                    ('left', models.PositiveIntegerField(null=True)),
                    ('every_months', models.IntegerField(null=True)),
                    ('every_micros', models.BigIntegerField(null=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('retry_at', models.DateTimeField(null=True)),
                    ('quarantined', models.BooleanField(default=False)),
                    ('instance', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='server.processinstance')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('quarantined', False)), fields=['due'], name='server_process_timer_due')],
                },
            ),
            migrations.CreateModel(
                name='DuplicateRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entity_id', models.TextField(unique=True)),
                    ('fields', models.JSONField(default=list)),
                    ('blocks', models.BooleanField(default=False)),
                    ('saved_at', models.DateTimeField()),
                    ('saved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='server.user')),
                ],
            ),
            migrations.CreateModel(
                name='RecordComment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entity_id', models.TextField()),
                    ('record_id', models.BigIntegerField()),
                    ('author_name', models.TextField()),
                    ('text', models.TextField()),
                    ('mentioned', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                    ('created_at', models.DateTimeField()),
                    ('edited_at', models.DateTimeField(null=True)),
                    ('removed_at', models.DateTimeField(null=True)),
                    ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='server.user')),
                ],
                options={
                    'indexes': [models.Index(fields=['entity_id', 'record_id', 'created_at'], name='server_comment_of')],
                },
            ),
            migrations.CreateModel(
                name='RecordFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entity_id', models.TextField()),
                    ('record_id', models.BigIntegerField()),
                    ('added_by_name', models.TextField()),
                    ('added_at', models.DateTimeField()),
                    ('removed_at', models.DateTimeField(null=True)),
                    ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='server.user')),
                    ('comment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='files', to='server.recordcomment')),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='server.storedfile')),
                ],
                options={
                    'indexes': [models.Index(fields=['entity_id', 'record_id', 'added_at'], name='server_file_of')],
                },
            ),
            migrations.CreateModel(
                name='RecordFollow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entity_id', models.TextField()),
                    ('record_id', models.BigIntegerField()),
                    ('since', models.DateTimeField()),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='server.user')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('entity_id', 'record_id', 'user'), name='server_follow_once')],
                },
            ),
            migrations.CreateModel(
                name='RecordMerge',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entity_id', models.TextField()),
                    ('kept_id', models.BigIntegerField()),
                    ('gone_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                    ('user_name', models.TextField()),
                    ('titles', models.JSONField(default=dict)),
                    ('kept', models.JSONField(default=dict)),
                    ('gone', models.JSONField(default=list)),
                    ('links', models.JSONField(default=list)),
                    ('around', models.JSONField(default=dict)),
                    ('done_at', models.DateTimeField()),
                    ('undone_at', models.DateTimeField(null=True)),
                    ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='server.user')),
                ],
                options={
                    'indexes': [models.Index(fields=['entity_id', 'kept_id'], name='server_merge_into')],
                },
            ),
            migrations.CreateModel(
                name='RecordStar',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entity_id', models.TextField()),
                    ('record_id', models.BigIntegerField()),
                    ('starred_at', models.DateTimeField()),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='server.user')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('user', 'entity_id', 'record_id'), name='server_star_once')],
                },
            ),
            migrations.CreateModel(
                name='RecordVisit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entity_id', models.TextField()),
                    ('record_id', models.BigIntegerField()),
                    ('at', models.DateTimeField()),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='server.user')),
                ],
                options={
                    'indexes': [models.Index(fields=['user', '-at'], name='server_visit_latest')],
                    'constraints': [models.UniqueConstraint(fields=('user', 'entity_id', 'record_id'), name='server_visit_once')],
                },
            ),
            migrations.CreateModel(
                name='ImportRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entity_id', models.CharField(db_index=True, max_length=200)),
                    ('name', models.CharField(max_length=255)),
                    ('state', models.CharField(choices=[('mapping', 'Mapping'), ('checking', 'Checking'), ('checked', 'Checked'), ('running', 'Running'), ('done', 'Done'), ('stopped', 'Stopped'), ('failed', 'Failed'), ('undoing', 'Undoing'), ('undone', 'Undone')], default='mapping', max_length=10)),
                    ('form', models.JSONField(default=dict)),
                    ('done', models.BigIntegerField(default=0)),
                    ('total', models.BigIntegerField(default=0)),
                    ('created', models.BigIntegerField(default=0)),
                    ('updated', models.BigIntegerField(default=0)),
                    ('unchanged', models.BigIntegerField(default=0)),
                    ('rejected', models.BigIntegerField(default=0)),
                    ('undone', models.BigIntegerField(default=0)),
                    ('problem', models.JSONField(default=dict)),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('began_at', models.DateTimeField(null=True)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='server.user')),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='server.storedfile')),
                ],
            ),
            migrations.CreateModel(
                name='ImportFault',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('row', models.BigIntegerField()),
                    ('column', models.IntegerField(default=-1)),
                    ('value', models.TextField(default='')),
                    ('words', models.JSONField(default=dict)),
                    ('record_id', models.BigIntegerField(null=True)),
                    ('undo', models.BooleanField(default=False)),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='faults', to='server.importrun')),
                ],
                options={
                    'indexes': [models.Index(fields=['run', 'row'], name='server_importfault_of')],
                },
            ),
            migrations.CreateModel(
                name='ImportBatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('first_row', models.BigIntegerField()),
                    ('made', models.JSONField(default=list)),
                    ('changed', models.JSONField(default=list)),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='batches', to='server.importrun')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('run', 'first_row'), name='server_importbatch_once')],
                },
            ),
            migrations.CreateModel(
                name='ProcessSecret',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=60, unique=True)),
                    ('sealed', models.TextField()),
                    ('hosts', models.TextField(blank=True, default='')),
                    ('set_by_id', models.BigIntegerField(null=True)),
                    ('set_by_name', models.CharField(blank=True, default='', max_length=200)),
                    ('set_at', models.DateTimeField()),
                    ('used_at', models.DateTimeField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='TaskTurn',
                fields=[
                    ('place', models.CharField(max_length=200, primary_key=True, serialize=False)),
                    ('user_id', models.BigIntegerField()),
                ],
            ),
            migrations.CreateModel(
                name='StandIn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('first_day', models.DateField()),
                    ('last_day', models.DateField()),
                    ('note', models.CharField(blank=True, default='', max_length=300)),
                    ('made_by_id', models.BigIntegerField(null=True)),
                    ('made_by_name', models.CharField(blank=True, default='', max_length=200)),
                    ('made_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('ended_by_name', models.CharField(blank=True, default='', max_length=200)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leaves', to='server.user')),
                    ('stand_in', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stands_in_for', to='server.user')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['stand_in', 'last_day'], name='server_stand_in_open')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='server_stand_in_days_in_order'), models.CheckConstraint(condition=models.Q(('person', models.F('stand_in')), _negated=True), name='server_stand_in_other')],
                },
            ),
            migrations.CreateModel(
                name='TaskEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('comment', 'Comment'), ('claimed', 'Claimed'), ('released', 'Released'), ('delegated', 'Delegated'), ('returned', 'Returned'), ('asked', 'Asked'), ('answered', 'Answered'), ('completed', 'Completed')], max_length=10)),
                    ('at', models.DateTimeField()),
                    ('by_id', models.BigIntegerField(null=True)),
                    ('by_name', models.CharField(blank=True, default='', max_length=200)),
                    ('to_id', models.BigIntegerField(null=True)),
                    ('to_name', models.CharField(blank=True, default='', max_length=200)),
                    ('for_id', models.BigIntegerField(null=True)),
                    ('for_name', models.CharField(blank=True, default='', max_length=200)),
                    ('text', models.TextField(blank=True, default='')),
                    ('files', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                    ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='server.usertask')),
                ],
                options={
                    'indexes': [models.Index(fields=['task', 'id'], name='server_task_entry_of_task')],
                },
            ),
            migrations.CreateModel(
                name='TaskOpinion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('question', models.TextField()),
                    ('asked_at', models.DateTimeField()),
                    ('answer', models.TextField(blank=True, default='')),
                    ('answered_at', models.DateTimeField(null=True)),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='server.user')),
                    ('asked_of', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='server.user')),
                    ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opinions', to='server.usertask')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('answered_at', None)), fields=['asked_of'], name='server_task_opinion_open'), models.Index(fields=['task'], name='server_task_opinion_task')],
                },
            ),
            migrations.CreateModel(
                name='OwnDecision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=60, unique=True)),
                    ('name', models.CharField(max_length=120)),
                    ('decision', models.CharField(max_length=120)),
                    ('source', models.TextField()),
                    ('entity', models.CharField(blank=True, max_length=60)),
                    ('fields', models.JSONField(default=dict)),
                    ('created_at', models.DateTimeField()),
                    ('archived_at', models.DateTimeField(null=True)),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='server.user')),
                ],
                options={
                    'ordering': ['name', 'key'],
                },
            ),
            migrations.CreateModel(
                name='KindChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entity_id', models.TextField()),
                    ('table', models.TextField()),
                    ('before', models.JSONField()),
                    ('after', models.JSONField()),
                    ('state', models.CharField(choices=[('converting', 'Converting'), ('done', 'Done'), ('undone', 'Undone'), ('dropped', 'Dropped'), ('failed', 'Failed')], default='converting', max_length=12)),
                    ('total', models.BigIntegerField(default=0)),
                    ('last_id', models.BigIntegerField(default=0)),
                    ('converted', models.BigIntegerField(default=0)),
                    ('left', models.BigIntegerField(default=0)),
                    ('by_name', models.TextField()),
                    ('by_id', models.BigIntegerField(null=True)),
                    ('at', models.DateTimeField()),
                    ('done_at', models.DateTimeField(null=True)),
                    ('until', models.DateTimeField(null=True)),
                    ('problem', models.TextField(default='')),
                ],
                options={
                    'ordering': ['id'],
                },
            ),
            migrations.CreateModel(
                name='Webhook',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('url', models.TextField()),
                    ('secret', models.CharField(max_length=80)),
                    ('entity_id', models.CharField(max_length=200)),
                    ('actions', models.JSONField(default=list)),
                    ('active', models.BooleanField(default=True)),
                    ('failures', models.IntegerField(default=0)),
                    ('broken_until', models.DateTimeField(null=True)),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='webhooks', to='server.user')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('active', True)), fields=['entity_id'], name='server_webhook_listening')],
                },
            ),
            migrations.CreateModel(
                name='WebhookDelivery',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('event', models.UUIDField(default=uuid.uuid4)),
                    ('action', models.CharField(max_length=8)),
                    ('record_id', models.BigIntegerField()),
                    ('version', models.IntegerField()),
                    ('columns', models.JSONField(default=list)),
                    ('at', models.DateTimeField()),
                    ('state', models.CharField(choices=[('pending', 'Pending'), ('delivered', 'Delivered'), ('failed', 'Failed'), ('skipped', 'Skipped')], default='pending', max_length=10)),
                    ('attempts', models.IntegerField(default=0)),
                    ('status', models.IntegerField(null=True)),
                    ('problem', models.TextField(default='')),
                    ('sent_at', models.DateTimeField(null=True)),
                    ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='server.webhook')),
                ],
                options={
                    'indexes': [models.Index(fields=['webhook', '-id'], name='server_delivery_of')],
                },
            ),
            migrations.CreateModel(
                name='LedgerEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entity', models.CharField(max_length=40)),
                    ('record_id', models.BigIntegerField()),
                    ('seq', models.PositiveIntegerField()),
                    ('kind', models.CharField(max_length=30)),
                    ('day', models.DateField()),
                    ('recorded_at', models.DateTimeField()),
                    ('data', models.JSONField(default=dict)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='server.user')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('entity', 'record_id', 'seq'), name='owj_ledger_entry_once')],
                },
            ),
            migrations.CreateModel(
                name='PublishedItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.BigIntegerField(db_index=True)),
                    ('kind', models.CharField(max_length=20)),
                    ('key', models.TextField()),
                    ('before', models.JSONField(null=True)),
                    ('after', models.JSONField(null=True)),
                    ('by_name', models.TextField()),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
                options={
                    'ordering': ['id'],
                },
            ),
            migrations.CreateModel(
                name='AgreedItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('origin', models.CharField(max_length=10)),
                    ('kind', models.CharField(max_length=20)),
                    ('key', models.TextField()),
                    ('data', models.JSONField(null=True)),
                    ('agreed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('origin', 'kind', 'key'), name='server_agreeditem_once')],
                },
            ),
            migrations.CreateModel(
                name='DraftPackage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('origin', models.CharField(max_length=10)),
                    ('items', models.JSONField()),
                    ('draft', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='package', to='server.schemadraft')),
                ],
            ),
            migrations.CreateModel(
                name='UploadedPackage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200)),
                    ('text', models.TextField()),
                    ('at', models.DateTimeField()),
                    ('by', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='server.user')),
                ],
            ),
            migrations.CreateModel(
                name='DraftItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=20)),
                    ('key', models.TextField()),
                    ('data', models.JSONField(null=True)),
                    ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='server.schemadraft')),
                    ('row', models.BigIntegerField(null=True)),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [models.UniqueConstraint(fields=('draft', 'kind', 'key'), name='server_draftitem_once')],
                },
            ),
            migrations.CreateModel(
                name='ListIndex',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=63, unique=True)),
                    ('entity_id', models.CharField(db_index=True, max_length=200)),
                    ('terms', models.JSONField(default=list)),
                    ('slow', models.IntegerField(default=0)),
                    ('slow_at', models.DateTimeField(null=True)),
                    ('wanted_at', models.DateTimeField(null=True)),
                    ('made_at', models.DateTimeField(null=True)),
                    ('scans', models.BigIntegerField(default=0)),
                ],
            ),
            migrations.CreateModel(
                name='ProcessDeed',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('by_id', models.BigIntegerField(null=True)),
                    ('by_name', models.CharField(blank=True, default='', max_length=200)),
                    ('what', models.CharField(max_length=40)),
                    ('about', models.CharField(max_length=200)),
                    ('detail', models.JSONField(default=dict)),
                ],
                options={
                    'indexes': [models.Index(fields=['what', '-at'], name='server_process_deed_what')],
                },
            ),
            migrations.CreateModel(
                name='ResultDay',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entity', models.CharField(max_length=40)),
                    ('counted', models.CharField(max_length=10)),
                    ('day', models.DateField()),
                    ('promise', models.CharField(blank=True, max_length=20)),
                    ('outcome', models.CharField(blank=True, max_length=10)),
                    ('cause', models.CharField(blank=True, max_length=20)),
                    ('hour', models.PositiveSmallIntegerField(default=0)),
                    ('holder_id', models.BigIntegerField(null=True)),
                    ('many', models.IntegerField()),
                ],
                options={
                    'indexes': [models.Index(fields=['entity', 'counted', 'day'], include=('promise', 'outcome', 'cause', 'hour', 'holder_id', 'many'), name='owj_result_day')],
                },
            ),
            migrations.CreateModel(
                name='Document',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=120, unique=True)),
                    ('template', models.CharField(max_length=40)),
                    ('name', models.CharField(max_length=150)),
                    ('entity', models.CharField(max_length=40)),
                    ('record_id', models.BigIntegerField()),
                    ('data', models.JSONField(default=dict)),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('ready', 'Ready'), ('failed', 'Failed')], default='waiting', max_length=10)),
                    ('error', models.TextField(blank=True, default='')),
                    ('asked_at', models.DateTimeField()),
                    ('ready_at', models.DateTimeField(null=True)),
                    ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='server.user')),
                    ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='server.storedfile')),
                ],
                options={
                    'indexes': [models.Index(fields=['entity', 'record_id'], name='server_document_of')],
                },
            ),
            migrations.CreateModel(
                name='OnlinePayment',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                    ('gateway', models.CharField(max_length=20)),
                    ('entity', models.CharField(max_length=40)),
                    ('record_id', models.BigIntegerField()),
                    ('amount', models.BigIntegerField()),
                    ('state', models.CharField(choices=[('started', 'Started'), ('paid', 'Paid'), ('refused', 'Refused')], default='started', max_length=10)),
                    ('reference', models.CharField(blank=True, default='', max_length=60)),
                    ('started_at', models.DateTimeField()),
                    ('settled_at', models.DateTimeField(null=True)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='server.user')),
                ],
                options={
                    'indexes': [models.Index(fields=['entity', 'record_id'], name='server_payment_of')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='server_payment_above_nothing'), models.UniqueConstraint(condition=models.Q(('reference', ''), _negated=True), fields=('gateway', 'reference'), name='server_payment_reference_once')],
                },
            ),
            migrations.CreateModel(
                name='SealedPaper',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('series', models.CharField(max_length=20)),
                    ('number', models.CharField(max_length=30)),
                    ('entity', models.CharField(max_length=40)),
                    ('record_id', models.BigIntegerField()),
                    ('day', models.DateField()),
                    ('sealed_at', models.DateTimeField()),
                    ('content', models.JSONField()),
                    ('digest', models.CharField(max_length=64)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='server.user')),
                ],
                options={
                    'indexes': [models.Index(fields=['entity', 'record_id'], name='server_sealed_paper_of')],
                    'constraints': [models.UniqueConstraint(fields=('series', 'number'), name='owj_sealed_paper_once')],
                },
            ),
            migrations.CreateModel(
                name='DraftTrial',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('by_id', models.BigIntegerField()),
                    ('by_name', models.TextField()),
                    ('began_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('pages', models.JSONField(default=list)),
                    ('session', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, to='server.usersession')),
                ],
                options={
                    'indexes': [models.Index(fields=['-began_at'], name='server_draf_began_a_1c9f24_idx')],
                },
            ),
            migrations.CreateModel(
                name='OwnSignature',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=40, unique=True)),
                    ('sealed', models.TextField()),
                    ('public', models.CharField(max_length=60)),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
            ),
            migrations.CreateModel(
                name='SignedSender',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                    ('entity', models.CharField(max_length=40)),
                    ('record_id', models.BigIntegerField()),
                    ('sealed', models.TextField()),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('last_ms', models.BigIntegerField(default=0)),
                    ('heard_at', models.DateTimeField(null=True)),
                    ('said', models.JSONField(default=dict)),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='server.user')),
                ],
                options={
                    'indexes': [models.Index(fields=['entity', 'record_id'], name='server_signed_sender_of')],
                },
            ),
            migrations.CreateModel(
                name='AgreementDraft',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=40, unique=True)),
                    ('base', models.PositiveIntegerField()),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('label', models.CharField(max_length=120)),
                    ('data', models.JSONField()),
                    ('clauses', models.JSONField()),
                    ('changed_at', models.DateTimeField()),
                    ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='server.user')),
                ],
            ),
            migrations.CreateModel(
                name='EntryFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entity', models.CharField(max_length=40)),
                    ('record_id', models.BigIntegerField()),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='server.storedfile')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('file', 'entity', 'record_id'), name='owj_entry_file_once')],
                },
            ),
        ]),
        migrations.RunSQL(FACTS, FACTS_NO_MORE),
        migrations.RunSQL(GROW, CHANGE_AGAIN),
        migrations.RunSQL(COUNT_DAYS, COUNT_NO_MORE),
        migrations.RunSQL(LOAD + DUE + WRITE, DROP),
    ]
