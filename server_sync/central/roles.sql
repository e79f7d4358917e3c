-- The roles of a tenant and what they may do; run on every `central init`, before the migrations.
--
-- {tenant}_owner    owns the tables and the functions that stations call; nobody logs in as it
-- {tenant}_keeper   makes, ends and drops the logins of stations, in a few fixed functions
-- {tenant}_station  what every station's login is a member of: EXECUTE on four functions
-- {tenant}_admin    what staff and the worker are members of: EXECUTE on the keeper's functions

DO $$
DECLARE
    suffix text;
BEGIN
    FOREACH suffix IN ARRAY ARRAY['owner', 'keeper', 'station', 'admin'] LOOP
        IF to_regrole('{tenant}_' || suffix) IS NULL THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', '{tenant}_' || suffix);
        END IF;
        IF suffix <> 'station' THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', '{tenant}_' || suffix);
        END IF;
    END LOOP;
    EXECUTE 'ALTER ROLE {tenant}_keeper CREATEROLE';
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format(
        'GRANT CONNECT ON DATABASE %I TO {tenant}_station, {tenant}_admin', current_database());
END $$;

GRANT {tenant}_station TO {tenant}_keeper WITH ADMIN OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE {tenant}_owner REVOKE ALL ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE {tenant}_keeper REVOKE ALL ON FUNCTIONS FROM PUBLIC;
CREATE SCHEMA IF NOT EXISTS {tenant} AUTHORIZATION {tenant}_owner;
SET LOCAL ROLE {tenant}_owner;
GRANT USAGE ON SCHEMA {tenant} TO {tenant}_station, {tenant}_admin;
GRANT USAGE, CREATE ON SCHEMA {tenant} TO {tenant}_keeper;
