-- The roles of a tenant and what they may do; run on every `central init`, before the migrations.
--
-- {tenant}_owner    owns the tables and the functions that stations call; nobody logs in as it
-- {tenant}_keeper   makes, ends and drops the logins of stations, in a few fixed functions
-- {tenant}_station  what every station's login is a member of: EXECUTE on a few functions
-- {tenant}_admin    what staff are members of: EXECUTE on the keeper's functions
-- {tenant}_worker   what the worker's login is a member of: reads the ledger, writes the reports
-- {tenant}_reader   what other tools' logins are members of: SELECT on the reports

DO $$
DECLARE
    suffix text;
BEGIN
    FOREACH suffix IN ARRAY ARRAY[
        'owner', 'keeper', 'station', 'admin', 'worker', 'reader'
    ] LOOP
        IF to_regrole('{tenant}_' || suffix) IS NULL THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', '{tenant}_' || suffix);
        END IF;
        IF suffix <> 'station' THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', '{tenant}_' || suffix);
        END IF;
    END LOOP;
    EXECUTE 'ALTER ROLE {tenant}_keeper CREATEROLE';
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO {tenant}_station, {tenant}_admin,'
        ' {tenant}_worker, {tenant}_reader', current_database());
END $$;

-- What every login of this database could waste or leave behind. Only a superuser may take it
-- away; without one `central init` says what stays open.
DO $$
DECLARE
    open text;
BEGIN
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        RETURN;
    END IF;
    FOR open IN
        SELECT 'FUNCTION ' || p.oid::regprocedure FROM pg_proc p
        WHERE p.pronamespace = 'pg_catalog'::regnamespace
        AND p.proname ~ '^(lo_|loread|lowrite|pg_advisory|pg_try_advisory|pg_sleep)'
        UNION ALL SELECT 'LANGUAGE ' || lanname FROM pg_language WHERE lanname IN ('sql', 'plpgsql')
    LOOP
        EXECUTE format('REVOKE ALL ON %s FROM PUBLIC', open);
        EXECUTE format(
            'GRANT ALL ON %s TO {tenant}_owner, {tenant}_keeper, {tenant}_admin,'
            ' {tenant}_worker', open);
    END LOOP;
    GRANT SET ON PARAMETER temp_file_limit TO {tenant}_keeper;
END $$;

GRANT {tenant}_station TO {tenant}_keeper WITH ADMIN OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE {tenant}_owner REVOKE ALL ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE {tenant}_keeper REVOKE ALL ON FUNCTIONS FROM PUBLIC;
CREATE SCHEMA IF NOT EXISTS {tenant} AUTHORIZATION {tenant}_owner;
SET LOCAL ROLE {tenant}_owner;
GRANT USAGE ON SCHEMA {tenant} TO {tenant}_station, {tenant}_admin, {tenant}_worker;
GRANT USAGE, CREATE ON SCHEMA {tenant} TO {tenant}_keeper;
