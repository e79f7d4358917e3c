-- What a station says of itself is bounded, and no transaction that it leaves open keeps tidying or
-- `revoke` waiting.
SET LOCAL ROLE {tenant}_owner;

CREATE OR REPLACE FUNCTION {tenant}.hello(
    version int, incarnation text, seq bigint, hash bytea, epoch text, cursor bigint,
    digest bigint, wall_ms bigint,
    OUT station text, OUT name text, OUT standing text, OUT privileged boolean,
    OUT epoch_now text, OUT min_version int, OUT received_ms bigint, OUT head bigint,
    OUT acked_seq bigint, OUT acked_hash bytea, OUT hash_at bytea, OUT feed_agrees boolean,
    OUT snapshot bigint
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me {tenant}.station := {tenant}.caller();
    centre {tenant}.centre;
    chain {tenant}.chain;
BEGIN
    PERFORM {tenant}.tidy();
    SELECT * INTO centre FROM {tenant}.centre;
    SELECT * INTO chain FROM {tenant}.chain c
        WHERE c.station = me.id AND c.incarnation = hello.incarnation;
    station := me.id;
    name := me.name;
    standing := me.standing;
    privileged := me.privileged;
    epoch_now := centre.epoch;
    min_version := centre.min_version;
    snapshot := centre.snapshot;
    received_ms := {tenant}.now_ms();
    SELECT feed INTO head FROM {tenant}.feed_head;
    acked_seq := coalesce(chain.seq, 0);
    acked_hash := coalesce(chain.hash, decode(repeat('00', 32), 'hex'));
    SELECT sha256(content) INTO hash_at FROM {tenant}.ledger l
        WHERE l.chain = chain.id AND l.seq = hello.seq;
    feed_agrees := hello.cursor = 0 AND hello.epoch IN ('', centre.epoch)
        OR hello.epoch = centre.epoch AND hello.digest IS NOT DISTINCT FROM
            (SELECT l.digest FROM {tenant}.ledger l WHERE l.feed = hello.cursor);
    IF hash_at <> hello.hash THEN
        PERFORM {tenant}.note(me.id, 'fork', format('%s/%s', hello.incarnation, hello.seq));
    END IF;
    UPDATE {tenant}.station s SET seen_ms = hello.received_ms, version = hello.version,
        clock_offset_ms = hello.wall_ms - hello.received_ms,
        incarnation = left(hello.incarnation, 64),
        seq = greatest(hello.seq, 0), cursor = greatest(hello.cursor, 0)
        WHERE s.id = me.id;
END $$;

SET LOCAL ROLE {tenant}_keeper;

-- Shuts a station out: it cannot log in again, and what it runs now ends, first of all, for it may
-- hold the station's own row.
CREATE OR REPLACE FUNCTION {tenant}.revoke(station text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    login name;
BEGIN
    SELECT s.role INTO login FROM {tenant}.station s
        WHERE s.id = revoke.station AND s.standing <> 'revoked';
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF login IS NOT NULL THEN
        EXECUTE format('ALTER ROLE %I NOLOGIN', login);
    END IF;
    PERFORM set_config('lock_timeout', '1s', true);
    FOR attempt IN 1 .. 10 LOOP
        PERFORM pg_stat_clear_snapshot();
        PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = login;
        BEGIN
            UPDATE {tenant}.station s SET standing = 'revoked' WHERE s.id = revoke.station;
            PERFORM {tenant}.note(revoke.station, 'revoked', session_user);
            RETURN true;
        EXCEPTION WHEN lock_not_available THEN
            NULL; -- a session that came meanwhile
        END;
    END LOOP;
    RAISE 'Something keeps this station locked.' USING ERRCODE = 'LS007';
END $$;

-- Ends sessions of stations whose transaction is older than this and does not itself wait for a
-- lock, all of them before it notes any; gives how many.
CREATE OR REPLACE FUNCTION {tenant}.end_stuck(older_ms int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ended text[];
BEGIN
    PERFORM pg_stat_clear_snapshot();
    SELECT coalesce(array_agg(s.id) FILTER (WHERE pg_terminate_backend(a.pid)), '{}') INTO ended
        FROM pg_stat_activity a JOIN {tenant}.station s ON s.role = a.usename
        WHERE a.pid <> pg_backend_pid() AND a.wait_event_type IS DISTINCT FROM 'Lock'
        AND a.xact_start < clock_timestamp() - older_ms * interval '1 millisecond';
    PERFORM {tenant}.note(id, 'ended', 'its transaction stayed open too long')
        FROM unnest(ended) AS id;
    RETURN cardinality(ended);
END $$;

-- What has to be done now and then: by the worker, by `central` commands, else by stations' hellos
-- once a minute. Logins that nobody used in ten minutes go, and sessions that stay too long.
CREATE OR REPLACE FUNCTION {tenant}.tidy() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    now bigint := {tenant}.now_ms();
    unused record;
BEGIN
    PERFORM FROM {tenant}.centre WHERE tidied_ms < now - 60000 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        -- somebody who is tidying does not end
        PERFORM {tenant}.end_stuck(patience_ms) FROM {tenant}.centre WHERE tidied_ms < now - 120000;
        RETURN;
    END IF;
    UPDATE {tenant}.centre SET tidied_ms = now;
    PERFORM {tenant}.end_stuck(60000);
    FOR unused IN
        UPDATE {tenant}.station s SET standing = 'expired'
        WHERE s.standing = 'enrolled' AND s.enrolled_ms <= now - 600000 RETURNING s.id, s.role
    LOOP
        BEGIN
            PERFORM {tenant}.drop_login(unused.role);
            PERFORM {tenant}.note(unused.id, 'expired', '');
        EXCEPTION WHEN OTHERS THEN -- its password is over all the same
            PERFORM {tenant}.note(unused.id, 'not dropped', SQLERRM);
        END;
    END LOOP;
END $$;
