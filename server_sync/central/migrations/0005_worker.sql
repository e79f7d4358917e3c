-- What the central worker needs: schemas of its own, and the snapshots that let a new station lend
-- before the whole history is there. Nothing here is needed to lend.
RESET ROLE;

-- The worker makes the tables in these itself, and anew when the folds changed.
CREATE SCHEMA {tenant}_reports AUTHORIZATION {tenant}_worker;
CREATE SCHEMA {tenant}_jobs AUTHORIZATION {tenant}_worker;
SET LOCAL ROLE {tenant}_worker;
GRANT USAGE ON SCHEMA {tenant}_reports TO {tenant}_reader, {tenant}_owner;

SET LOCAL ROLE {tenant}_owner;

-- The newest snapshot: the folded state at one number of the feed, in parts of about 1 MiB. What
-- is sealed in the states stays sealed.
CREATE TABLE {tenant}.snapshot (
    feed bigint PRIMARY KEY,
    digest bigint NOT NULL, -- of the feed at this number
    version text NOT NULL, -- of the folds that made it
    ready int NOT NULL, -- this many parts are enough to lend
    parts int NOT NULL,
    made_ms bigint NOT NULL
);
CREATE TABLE {tenant}.snapshot_part (
    feed bigint NOT NULL REFERENCES {tenant}.snapshot ON DELETE CASCADE,
    part int NOT NULL,
    content bytea NOT NULL, -- lines of JSON, zlib
    PRIMARY KEY (feed, part)
);
ALTER TABLE {tenant}.snapshot_part ALTER content SET STORAGE EXTERNAL;

-- Mails by what they are about; words and addresses are put in when they leave, and never kept.
CREATE TABLE {tenant}.mail (
    key text PRIMARY KEY, -- what makes it the only one: its kind, the alias, and what it is about
    kind text NOT NULL CHECK (kind IN ('receipt', 'due_soon', 'overdue')),
    alias text NOT NULL,
    about text NOT NULL, -- a receipt: the session; a reminder: due_ms
    state text NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'sending', 'sent', 'given_up')),
    attempts int NOT NULL DEFAULT 0,
    next_ms bigint NOT NULL DEFAULT 0, -- not before
    why text NOT NULL DEFAULT '' -- given up
);
CREATE INDEX mail_to_send ON {tenant}.mail (next_ms) WHERE state IN ('waiting', 'sending');

-- One part of the newest snapshot, from 1; no row when there is none.
CREATE FUNCTION {tenant}.snapshot(part int) RETURNS TABLE (
    feed bigint, digest bigint, version text, made_ms bigint, ready int, parts int, content bytea
) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM {tenant}.caller();
    RETURN QUERY
        SELECT s.feed, s.digest, s.version, s.made_ms, s.ready, s.parts, p.content
        FROM {tenant}.centre c
        JOIN {tenant}.snapshot s ON s.feed = c.snapshot
        JOIN {tenant}.snapshot_part p ON p.feed = s.feed AND p.part = snapshot.part;
END $$;

-- The present rows of the keyring above a number of the feed, as `pull` gives rows. A snapshot
-- holds none, so that what is destroyed is destroyed there too.
CREATE FUNCTION {tenant}.keys(cursor bigint, most int) RETURNS TABLE (
    feed bigint, what "char", station text, incarnation text, seq bigint, received_ms bigint,
    effective_ms bigint, digest bigint, content bytea
) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM {tenant}.caller();
    RETURN QUERY
        SELECT l.feed, l.what, '', '', 0::bigint, l.received_ms, l.effective_ms, l.digest, l.content
        FROM {tenant}.keyring k JOIN {tenant}.ledger l ON l.feed = k.feed
        WHERE k.feed > keys.cursor ORDER BY k.feed LIMIT least(keys.most, 5000);
END $$;
CREATE INDEX keyring_feed ON {tenant}.keyring (feed);

-- Every event about one subject that the worker has folded, as `pull` gives rows, above a cursor;
-- for a station that has to fold a subject again before its history came.
CREATE FUNCTION {tenant}.history(subject text, cursor bigint, most int) RETURNS TABLE (
    feed bigint, what "char", station text, incarnation text, seq bigint, received_ms bigint,
    effective_ms bigint, digest bigint, content bytea
) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM {tenant}.caller();
    IF to_regclass('{tenant}_reports.history') IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT l.feed, l.what, c.station, c.incarnation, l.seq, l.received_ms, l.effective_ms,
            l.digest, l.content
        FROM {tenant}_reports.state s
        JOIN {tenant}_reports.history h ON h.state = s.id
        JOIN {tenant}.ledger l ON l.feed = h.feed
        JOIN {tenant}.chain c ON c.id = l.chain
        WHERE s.subject = history.subject AND h.feed > history.cursor
        ORDER BY l.feed LIMIT least(history.most, 1000);
END $$;

GRANT SELECT ON {tenant}.migration, {tenant}.centre, {tenant}.station, {tenant}.chain,
    {tenant}.feed_head, {tenant}.ledger, {tenant}.keyring, {tenant}.fork, {tenant}.audit
    TO {tenant}_worker;
GRANT SELECT, INSERT, UPDATE, DELETE
    ON {tenant}.snapshot, {tenant}.snapshot_part, {tenant}.mail TO {tenant}_worker;
GRANT SELECT ON {tenant}.snapshot, {tenant}.snapshot_part, {tenant}.mail TO {tenant}_admin;
GRANT UPDATE (snapshot) ON {tenant}.centre TO {tenant}_worker;
GRANT EXECUTE ON FUNCTION {tenant}.snapshot(int), {tenant}.keys(bigint, int),
    {tenant}.history(text, bigint, int) TO {tenant}_station;
SET LOCAL ROLE {tenant}_keeper;
GRANT EXECUTE ON FUNCTION {tenant}.tidy() TO {tenant}_worker;
