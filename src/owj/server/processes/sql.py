"""The two functions of the database that a step calls: one reads a process, one writes it.

Each statement of a VOLATILE function sees what was committed before it, so the rows are read
after the lock on the instance has been got, never before.
"""

# What a step needs of the instance `i`, one array in another: `loading.read_loaded` reads it.
_ROWS = """json_build_array(
        json_build_array(i.id, i.version_id, i.revision, i.events, i.entity, i.record_id, i.title,
            coalesce(i.top_id, i.id), i.started_at, i.parent_id, i.parent_token, i.status,
            i.last_number, i.root),
        (SELECT json_agg(json_build_array(number, parent, token, role, node, container, nth,
            interrupted)) FROM server_processscope WHERE instance_id = i.id),
        (SELECT json_agg(json_build_array(scope, name, value))
            FROM server_processvariable WHERE instance_id = i.id),
        (SELECT json_agg(json_build_array(number, scope, node, flow, doing, turn))
            FROM server_processtoken WHERE instance_id = i.id),
        (SELECT json_agg(json_build_array(number, scope, token, node, due, anchor, turn, "left",
            every_months, every_micros)) FROM server_processtimer WHERE instance_id = i.id),
        (SELECT json_agg(json_build_array(number, scope, token, node, waits, name, key, held))
            FROM server_processsubscription WHERE instance_id = i.id),
        CASE WHEN i.rare THEN owj_process_rare(i.id) END
    )"""

LOAD = """
CREATE OR REPLACE FUNCTION owj_process_rare(p_id bigint) RETURNS json
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN json_build_object(
        'rounds', (SELECT json_agg(json_build_array(number, items, started, completed, results))
            FROM server_processround WHERE instance_id = p_id),
        'incidents', (SELECT json_agg(json_build_array(number, token, node, kind, detail, resume))
            FROM server_processincident WHERE instance_id = p_id AND resolved_at IS NULL),
        'undos', (SELECT json_agg(json_build_array(number, body))
            FROM server_processundo WHERE instance_id = p_id),
        'rollbacks', (SELECT json_agg(json_build_array(number, pending))
            FROM server_processrollback WHERE instance_id = p_id)
    );
END $$;

CREATE OR REPLACE FUNCTION owj_process_load(p_id bigint) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    i server_processinstance%ROWTYPE;
BEGIN
    SELECT * INTO i FROM server_processinstance WHERE id = p_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    RETURN own_rows::text;
END $$;

DROP FUNCTION IF EXISTS owj_process_load_task(bigint);
CREATE FUNCTION owj_process_load_task(p_task bigint) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    i server_processinstance%ROWTYPE;
    own_id bigint;
    told text;
BEGIN
    SELECT instance_id INTO own_id FROM server_usertask WHERE id = p_task;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT * INTO i FROM server_processinstance WHERE id = own_id FOR UPDATE;
    SELECT json_build_array(json_build_object('status', t.status, 'number', t.number,
        'node', t.node, 'assignee_id', t.assignee_id, 'candidate_users', t.candidate_users,
        'candidate_roles', t.candidate_roles, 'candidate_teams', t.candidate_teams), own_rows)::text
    INTO told FROM server_usertask t WHERE t.id = p_task;
    RETURN told;
END $$;
""".replace("own_rows", _ROWS)

DUE = """
DROP FUNCTION IF EXISTS owj_process_load_due(timestamptz);
CREATE FUNCTION owj_process_load_due(p_now timestamptz) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    i server_processinstance%ROWTYPE;
    own_id bigint;
    own_number int;
BEGIN
    SELECT t.instance_id, t.number INTO own_id, own_number
    FROM server_processtimer t JOIN server_processinstance own ON own.id = t.instance_id
    WHERE NOT t.quarantined AND t.due <= p_now
        AND (t.retry_at IS NULL OR t.retry_at <= clock_timestamp())
    ORDER BY t.due LIMIT 1
    FOR UPDATE OF own SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT * INTO i FROM server_processinstance WHERE id = own_id FOR UPDATE;
    RETURN json_build_array(own_number, own_rows)::text;
END $$;
""".replace("own_rows", _ROWS)

WRITE = """
CREATE OR REPLACE FUNCTION owj_process_write(p_id bigint, c jsonb) RETURNS bigint
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    own bigint := p_id;
    head jsonb := c -> 'instance';
BEGIN
    IF own IS NULL THEN
        INSERT INTO server_processinstance (version_id, status, revision, last_number, root, events,
            entity, record_id, title, parent_id, parent_token, top_id, started_by_id, started_at,
            ended_at, remove_after, rare)
        VALUES ((head ->> 'version')::bigint, head ->> 'status', 1, (head ->> 'last_number')::int,
            (head ->> 'root')::int, (head ->> 'events')::int, head ->> 'entity',
            (head ->> 'record_id')::bigint, head ->> 'title', (head ->> 'parent')::bigint,
            (head ->> 'parent_token')::int,
            (head ->> 'top')::bigint, (head ->> 'by')::bigint, (head ->> 'now')::timestamptz,
            (head ->> 'ended_at')::timestamptz, (head ->> 'remove_after')::date,
            (head ->> 'rare')::boolean)
        RETURNING id INTO own;
    ELSE
        UPDATE server_processinstance SET status = head ->> 'status', revision = revision + 1,
            last_number = (head ->> 'last_number')::int, root = (head ->> 'root')::int,
            events = (head ->> 'events')::int, ended_at = (head ->> 'ended_at')::timestamptz,
            remove_after = (head ->> 'remove_after')::date,
            version_id = (head ->> 'version')::bigint, rare = (head ->> 'rare')::boolean
        WHERE id = own AND revision = (head ->> 'revision')::int;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'process % was stepped by another', own USING ERRCODE = '40001';
        END IF;
    END IF;
    IF c ? 'gone_tokens' THEN
        DELETE FROM server_processtoken WHERE instance_id = own
            AND number = ANY ((c ->> 'gone_tokens')::int[]);
    END IF;
    IF c ? 'gone_timers' THEN
        DELETE FROM server_processtimer WHERE instance_id = own
            AND number = ANY ((c ->> 'gone_timers')::int[]);
    END IF;
    IF c ? 'gone_subscriptions' THEN
        DELETE FROM server_processsubscription WHERE instance_id = own
            AND number = ANY ((c ->> 'gone_subscriptions')::int[]);
    END IF;
    IF c ? 'gone_scopes' THEN
        DELETE FROM server_processscope WHERE instance_id = own
            AND number = ANY ((c ->> 'gone_scopes')::int[]);
        DELETE FROM server_processvariable WHERE instance_id = own
            AND scope = ANY ((c ->> 'gone_scopes')::int[]);
    END IF;
    IF c ? 'gone_rare' THEN
        DELETE FROM server_processround WHERE instance_id = own
            AND number IN (SELECT jsonb_array_elements(c #> '{gone_rare,rounds}')::int);
        DELETE FROM server_processundo WHERE instance_id = own
            AND number IN (SELECT jsonb_array_elements(c #> '{gone_rare,undos}')::int);
        DELETE FROM server_processrollback WHERE instance_id = own
            AND number IN (SELECT jsonb_array_elements(c #> '{gone_rare,rollbacks}')::int);
        UPDATE server_processincident SET resolved_at = (head ->> 'now')::timestamptz,
            resolved_by = (head ->> 'by')::bigint
        WHERE instance_id = own AND resolved_at IS NULL
            AND number IN (SELECT jsonb_array_elements(c #> '{gone_rare,incidents}')::int);
    END IF;
    IF c ? 'tokens' THEN
        INSERT INTO server_processtoken (instance_id, number, scope, node, flow, doing, turn)
        SELECT own, (r ->> 0)::int, (r ->> 1)::int, r ->> 2, r ->> 3, r ->> 4, (r ->> 5)::int
        FROM jsonb_array_elements(c -> 'tokens') r
        ON CONFLICT (instance_id, number) DO UPDATE SET scope = excluded.scope,
            node = excluded.node, flow = excluded.flow, doing = excluded.doing,
            turn = excluded.turn;
    END IF;
    IF c ? 'scopes' THEN
        INSERT INTO server_processscope (instance_id, number, parent, token, role, node, container,
            nth, interrupted)
        SELECT own, (r ->> 0)::int, (r ->> 1)::int, (r ->> 2)::int, r ->> 3, r ->> 4, r ->> 5,
            (r ->> 6)::int, (r ->> 7)::boolean
        FROM jsonb_array_elements(c -> 'scopes') r
        ON CONFLICT (instance_id, number) DO UPDATE SET node = excluded.node,
            container = excluded.container, interrupted = excluded.interrupted;
    END IF;
    IF c ? 'variables' THEN
        INSERT INTO server_processvariable (instance_id, scope, name, value)
        SELECT own, (r ->> 0)::int, r ->> 1, r -> 2 FROM jsonb_array_elements(c -> 'variables') r
        ON CONFLICT (instance_id, scope, name) DO UPDATE SET value = excluded.value;
    END IF;
    IF c ? 'subscriptions' THEN
        INSERT INTO server_processsubscription (instance_id, number, scope, token, node, waits,
            name, key, held)
        SELECT own, (r ->> 0)::int, (r ->> 1)::int, (r ->> 2)::int, r ->> 3, r ->> 4, r ->> 5,
            r ->> 6, (r ->> 7)::boolean
        FROM jsonb_array_elements(c -> 'subscriptions') r
        ON CONFLICT (instance_id, number) DO UPDATE SET node = excluded.node,
            name = excluded.name, key = excluded.key, held = excluded.held;
        -- What came before anybody waited for it is looked at again.
        UPDATE server_processmessage SET retry_at = NULL
        WHERE state = 'waiting' AND kind = 'message'
            AND name IN (SELECT r ->> 5 FROM jsonb_array_elements(c -> 'subscriptions') r
                WHERE r ->> 4 = 'message');
    END IF;
    IF c ? 'timers' THEN
        INSERT INTO server_processtimer (instance_id, number, scope, token, node, due, anchor, turn,
            "left", every_months, every_micros, attempts, quarantined)
        SELECT own, (r ->> 0)::int, (r ->> 1)::int, (r ->> 2)::int, r ->> 3,
            (r ->> 4)::timestamptz, (r ->> 5)::timestamptz, (r ->> 6)::int, (r ->> 7)::int,
            (r ->> 8)::int, (r ->> 9)::bigint, 0, false
        FROM jsonb_array_elements(c -> 'timers') r
        ON CONFLICT (instance_id, number) DO UPDATE SET node = excluded.node, due = excluded.due,
            anchor = excluded.anchor, turn = excluded.turn, "left" = excluded."left",
            attempts = 0, retry_at = NULL, quarantined = false;
    END IF;
    IF c ? 'rare' THEN
        PERFORM owj_process_write_rare(own, c -> 'rare', head);
    END IF;
    IF c ? 'done_task' THEN
        UPDATE server_usertask SET status = 'completed', answers = c #> '{done_task,answers}',
            completed_at = (head ->> 'now')::timestamptz,
            completed_by_id = (head ->> 'by')::bigint
        WHERE id = (c #>> '{done_task,id}')::bigint;
    END IF;
    IF c ? 'withdrawn' THEN
        UPDATE server_usertask SET status = 'cancelled',
            completed_at = (head ->> 'now')::timestamptz
        WHERE instance_id = own AND status = 'open'
            AND number = ANY ((c ->> 'withdrawn')::int[]);
        UPDATE server_workitem SET status = 'withdrawn', ended_at = (head ->> 'now')::timestamptz
        WHERE instance_id = own AND status IN ('waiting', 'running')
            AND number = ANY ((c ->> 'withdrawn')::int[]);
    END IF;
    IF c ? 'tasks' THEN
        INSERT INTO server_usertask (instance_id, number, node, name, lane, entity, record_id,
            assignee_id, candidate_roles, candidate_teams, candidate_users, form, due, follow_up,
            priority, status, created_at, returned)
        SELECT own, r.number, r.node, r.name, r.lane, head ->> 'entity',
            (head ->> 'record_id')::bigint, r.assignee, r.roles, r.teams, r.users, r.form, r.due,
            r.follow_up, r.priority, 'open', (head ->> 'now')::timestamptz, ''
        FROM jsonb_to_recordset(c -> 'tasks') AS r (number int, node text, name text, lane text,
            assignee bigint, roles text[], teams bigint[], users bigint[], form text,
            due timestamptz, follow_up timestamptz, priority smallint);
    END IF;
    IF c ? 'history' THEN
        INSERT INTO server_processhistory (instance_id, number, top_id, at, kind, node, visit, by,
            detail)
        SELECT own, (r ->> 0)::int, coalesce((head ->> 'top')::bigint, own),
            (head ->> 'now')::timestamptz, r ->> 1, r ->> 2, (r ->> 3)::int,
            (head ->> 'by')::bigint, nullif(r -> 4, 'null')
        FROM jsonb_array_elements(c -> 'history') r;
    END IF;
    IF c ? 'passed' THEN
        INSERT INTO server_processhistory (instance_id, number, top_id, at, kind, node, visit, by)
        SELECT own, r.number, coalesce((head ->> 'top')::bigint, own),
            (head ->> 'now')::timestamptz, r.kind, r.node, r.visit, (head ->> 'by')::bigint
        FROM unnest((c #>> '{passed,0}')::int[], (c #>> '{passed,1}')::text[],
            (c #>> '{passed,2}')::text[], (c #>> '{passed,3}')::int[])
            AS r (number, kind, node, visit);
    END IF;
    RETURN own;
END $$;

CREATE OR REPLACE FUNCTION owj_process_write_rare(own bigint, c jsonb, head jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    INSERT INTO server_processround (instance_id, number, items, started, completed, results)
    SELECT own, (r ->> 0)::int, r -> 1, (r ->> 2)::int, (r ->> 3)::int, r -> 4
    FROM jsonb_array_elements(c -> 'rounds') r
    ON CONFLICT (instance_id, number) DO UPDATE SET started = excluded.started,
        completed = excluded.completed, results = excluded.results;
    INSERT INTO server_processincident (instance_id, number, token, node, kind, detail, resume,
        opened_at)
    SELECT own, (r ->> 0)::int, (r ->> 1)::int, r ->> 2, r ->> 3, r ->> 4, r ->> 5,
        (head ->> 'now')::timestamptz
    FROM jsonb_array_elements(c -> 'incidents') r
    ON CONFLICT (instance_id, number) DO UPDATE SET node = excluded.node;
    INSERT INTO server_processundo (instance_id, number, body)
    SELECT own, (r ->> 0)::int, r -> 1 FROM jsonb_array_elements(c -> 'undos') r
    ON CONFLICT (instance_id, number) DO UPDATE SET body = excluded.body;
    INSERT INTO server_processrollback (instance_id, number, pending)
    SELECT own, (r ->> 0)::int, r -> 1 FROM jsonb_array_elements(c -> 'rollbacks') r
    ON CONFLICT (instance_id, number) DO UPDATE SET pending = excluded.pending;
    INSERT INTO server_workitem (instance_id, number, node, kind, settings, status, attempts,
        last_error, created_at)
    SELECT own, r.number, r.node, r.kind, r.settings, 'waiting', 0, '',
        (head ->> 'now')::timestamptz
    FROM jsonb_to_recordset(c -> 'work') AS r (number int, node text, kind text, settings jsonb);
    INSERT INTO server_processmessage (kind, name, key, data, state, received_at, keep_until,
        source, attempts)
    SELECT r.kind, r.name, r.key, r.data, 'waiting', (head ->> 'now')::timestamptz, r.keep_until,
        own, 0
    FROM jsonb_to_recordset(c -> 'messages') AS r (kind text, name text, key text, data jsonb,
        keep_until timestamptz);
    IF c ? 'messages' THEN
        PERFORM pg_notify('owj_wake', 'process');
    END IF;
END $$;
"""

DROP = """
DROP FUNCTION owj_process_write_rare(bigint, jsonb, jsonb);
DROP FUNCTION owj_process_write(bigint, jsonb);
DROP FUNCTION owj_process_load_due(timestamptz);
DROP FUNCTION owj_process_load_task(bigint);
DROP FUNCTION owj_process_load(bigint);
DROP FUNCTION owj_process_rare(bigint);
"""
