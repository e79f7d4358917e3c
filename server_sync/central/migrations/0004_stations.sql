-- Stations come and go: enrol, join, revoke, tidy. Only these functions touch roles.
SET LOCAL ROLE {tenant}_keeper;

-- Makes a login that can do nothing but join, for ten minutes; a station may be enrolled again.
CREATE FUNCTION {tenant}.enrol(
    station text, name text, privileged boolean, role text, verifier text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    now bigint := {tenant}.now_ms();
    old name := (SELECT s.role FROM {tenant}.station s WHERE s.id = enrol.station);
BEGIN
    IF enrol.role !~ '^{tenant}_[a-z0-9]{8,16}$' OR length(enrol.station) NOT BETWEEN 1 AND 64
        OR enrol.verifier !~ '^SCRAM-SHA-256[$][0-9]+:[^ ]+$' THEN
        RAISE 'No station can be enrolled like this.' USING ERRCODE = 'data_exception';
    END IF;
    PERFORM {tenant}.drop_login(old);
    EXECUTE format('CREATE ROLE %I LOGIN CONNECTION LIMIT 2 PASSWORD %L VALID UNTIL %L'
        ' IN ROLE {tenant}_station', enrol.role, enrol.verifier,
        clock_timestamp() + interval '10 minutes');
    EXECUTE format('GRANT %I TO {tenant}_keeper', enrol.role); -- to see and end its sessions
    EXECUTE format('ALTER ROLE %I SET statement_timeout = ''60s''', enrol.role);
    EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = ''10s''', enrol.role);
    EXECUTE format('ALTER ROLE %I SET lock_timeout = ''30s''', enrol.role);
    BEGIN
        EXECUTE format('ALTER ROLE %I SET temp_file_limit = ''64MB''', enrol.role);
    EXCEPTION WHEN insufficient_privilege THEN
        NULL; -- the server's own limit holds; `central init` says what it is
    END;
    INSERT INTO {tenant}.station (id, name, privileged, standing, role, enrolled_ms)
        VALUES (enrol.station, enrol.name, enrol.privileged, 'enrolled', enrol.role, now)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, privileged = excluded.privileged,
            standing = 'enrolled', role = excluded.role, enrolled_ms = now, joined_ms = NULL;
    PERFORM {tenant}.note(enrol.station, 'enrolled', session_user);
END $$;

-- The station's first call: its own password in the place of the one that was shown.
CREATE FUNCTION {tenant}.join(verifier text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me text;
BEGIN
    IF verifier !~ '^SCRAM-SHA-256[$][0-9]+:[^ ]+$' THEN
        RAISE 'A station sends a SCRAM verifier, never a password.'
            USING ERRCODE = 'data_exception';
    END IF;
    UPDATE {tenant}.station SET standing = 'active', joined_ms = {tenant}.now_ms()
        WHERE role = session_user AND standing = 'enrolled'
        AND enrolled_ms > {tenant}.now_ms() - 600000
        RETURNING id INTO me;
    IF me IS NULL THEN
        RAISE 'This code was used, or its ten minutes are over.' USING ERRCODE = 'LS005';
    END IF;
    EXECUTE format('ALTER ROLE %I PASSWORD %L VALID UNTIL ''infinity''', session_user, verifier);
    PERFORM {tenant}.note(me, 'joined', '');
    RETURN me;
END $$;

-- Shuts a station out: it cannot log in again, and what it runs now ends.
CREATE FUNCTION {tenant}.revoke(station text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    login name;
BEGIN
    UPDATE {tenant}.station s SET standing = 'revoked'
        WHERE s.id = revoke.station AND s.standing <> 'revoked'
        RETURNING s.role INTO login;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF login IS NOT NULL THEN
        EXECUTE format('ALTER ROLE %I NOLOGIN', login);
        PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = login;
    END IF;
    PERFORM {tenant}.note(revoke.station, 'revoked', session_user);
    RETURN true;
END $$;

CREATE FUNCTION {tenant}.drop_login(login name) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF to_regrole(quote_ident(login)) IS NOT NULL THEN
        EXECUTE format('ALTER ROLE %I NOLOGIN', login);
        PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = login;
        EXECUTE format('DROP OWNED BY %I', login); -- its own default privileges, say
        EXECUTE format('DROP ROLE %I', login);
    END IF;
END $$;

-- Ends sessions of stations whose transaction is older than this, holds the feed's head and does
-- not itself wait for it. Gives how many.
CREATE FUNCTION {tenant}.end_stuck(older_ms int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    stuck record;
    ended int := 0;
BEGIN
    FOR stuck IN
        SELECT a.pid, s.id FROM pg_stat_activity a JOIN {tenant}.station s ON s.role = a.usename
        WHERE a.pid <> pg_backend_pid() AND a.wait_event_type IS DISTINCT FROM 'Lock'
        AND a.xact_start < clock_timestamp() - older_ms * interval '1 millisecond'
    LOOP
        ended := ended + pg_terminate_backend(stuck.pid)::int;
        PERFORM {tenant}.note(stuck.id, 'ended', 'its transaction stayed open too long');
    END LOOP;
    RETURN ended;
END $$;

-- What has to be done now and then: by the worker, by `central` commands, else by stations' hellos
-- once a minute. Logins that nobody used in ten minutes go, and sessions that stay too long.
CREATE FUNCTION {tenant}.tidy() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    now bigint := {tenant}.now_ms();
    unused record;
BEGIN
    PERFORM FROM {tenant}.centre WHERE tidied_ms < now - 60000 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
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

GRANT EXECUTE ON FUNCTION {tenant}.end_stuck(int), {tenant}.tidy() TO {tenant}_owner;
GRANT EXECUTE ON FUNCTION {tenant}.enrol(text, text, boolean, text, text),
    {tenant}.revoke(text), {tenant}.tidy() TO {tenant}_admin;
GRANT EXECUTE ON FUNCTION {tenant}.join(text) TO {tenant}_station;
SET LOCAL ROLE {tenant}_owner;
GRANT EXECUTE ON FUNCTION {tenant}.now_ms(), {tenant}.note(text, text, text) TO {tenant}_keeper;
GRANT EXECUTE ON FUNCTION
    {tenant}.hello(int, text, bigint, bytea, text, bigint, bigint, bigint),
    {tenant}.push(text, bigint, bytea[], bytea[]), {tenant}.pull(bigint, int, text)
    TO {tenant}_station;
