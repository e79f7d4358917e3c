-- What a station calls: hello, push, pull. They check, store once, number and notify.
SET LOCAL ROLE {tenant}_owner;

CREATE FUNCTION {tenant}.now_ms() RETURNS bigint LANGUAGE sql AS
$$ SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint $$;

-- What the n-th of several hashes, 32 bytes each, adds to the digest of the feed: its number and
-- its time count too, so that the same events in another order, or received anew, are another feed.
CREATE FUNCTION {tenant}.weight(
    feed bigint, received_ms bigint, hashes bytea, n bigint DEFAULT 1
) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT (((feed # received_ms) & 2147483647) * 2654435761
        # ((get_byte(hashes, (32 * n - 32)::int)::bigint << 24)
        + (get_byte(hashes, (32 * n - 31)::int) << 16)
        + (get_byte(hashes, (32 * n - 30)::int) << 8) + get_byte(hashes, (32 * n - 29)::int))
    ) & 4294967295
$$;

-- Who calls: never an argument. SECURITY DEFINER changes current_user, not session_user.
CREATE FUNCTION {tenant}.caller() RETURNS {tenant}.station LANGUAGE plpgsql AS $$
DECLARE
    me {tenant}.station;
BEGIN
    SELECT * INTO me FROM {tenant}.station WHERE role = session_user;
    IF me.standing = 'active' THEN
        RETURN me;
    ELSIF me.standing = 'enrolled' THEN
        RAISE 'This station has to join first.' USING ERRCODE = 'LS005';
    END IF;
    RAISE 'This station was revoked.' USING ERRCODE = 'LS003';
END $$;

CREATE FUNCTION {tenant}.note(station text, what text, detail text) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO {tenant}.audit AS a (day, station, what, first_ms, last_ms, detail)
    SELECT now / 86400000, note.station, note.what, now, now, left(note.detail, 500)
    FROM {tenant}.now_ms() AS now
    ON CONFLICT (day, station, what) DO UPDATE
        SET times = a.times + 1, last_ms = excluded.last_ms, detail = excluded.detail
$$;

CREATE FUNCTION {tenant}.hello(
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
        clock_offset_ms = hello.wall_ms - hello.received_ms, incarnation = hello.incarnation,
        seq = hello.seq, cursor = hello.cursor
        WHERE s.id = me.id;
END $$;

-- The members of an event as it is written; text that is not its own canonical form does not fit.
CREATE TYPE {tenant}.envelope AS (
    version int, actor text, body text, boot_id text, clock_quality text, hlc bigint, kind text,
    mono bigint, seen_cursor bigint, subjects text, wall bigint
);

-- What is wrong with each event; NULL for an event that is its own canonical bytes, written by
-- this station under this number. Raises where the bytes are no text, no JSON or no such numbers.
-- (Sets in the SELECT list and a composite in the place of json_to_record spare every event the
-- two tuple stores that functions in FROM would make; OFFSET 0 keeps each step to once an event.)
CREATE FUNCTION {tenant}.inspected(
    events bytea[], station text, incarnation text, first_seq bigint, privileged boolean
) RETURNS TABLE (before bytea, hash bytea, hlc bigint, quarantine text)
LANGUAGE sql STABLE AS $$
    SELECT substring(event FROM 1 FOR 32), sha256(event), (plain).hlc,
        CASE
            WHEN octet_length(event) > 65536 THEN 'too large'
            WHEN concat(
                '{"version":', (plain).version, ',"actor":"', (plain).actor,
                '","body":', (plain).body, ',"boot_id":"', (plain).boot_id,
                '","clock_quality":"', (plain).clock_quality, '","hlc":', (plain).hlc,
                ',"incarnation":"', inspected.incarnation, '","kind":"', (plain).kind,
                '","mono":', (plain).mono, ',"seen_cursor":', (plain).seen_cursor,
                ',"seq":', seq, ',"station":"', inspected.station,
                '","subjects":', (plain).subjects, ',"wall":', (plain).wall, '}') <> said
                THEN 'not canonical'
            WHEN (plain).hlc < 0 OR left((plain).body, 1) <> '{'
                OR left((plain).subjects, 1) <> '[' THEN 'not canonical'
            -- a NUL or half a character, which json lets pass and jsonb does not
            WHEN strpos(said, chr(92)) > 0 AND said::jsonb IS NULL THEN 'unreadable'
            WHEN NOT inspected.privileged AND EXISTS (
                SELECT FROM {tenant}.privileged_kind k WHERE k.kind = (plain).kind
                AND NOT (k.own AND (plain).body::json ->> 'station' = inspected.station
                    AND (plain).body::json ->> 'privileged' = '0')) THEN 'not privileged'
        END
    FROM (
        SELECT event, seq, said,
            json_populate_record(NULL::{tenant}.envelope, said::json) AS plain
        FROM (
            SELECT event, seq, convert_from(substring(event FROM 33), 'UTF8') AS said
            FROM (
                SELECT unnest(events) AS event,
                    generate_series(first_seq, first_seq + cardinality(events) - 1) AS seq
                OFFSET 0
            ) AS given
            OFFSET 0
        ) AS read
        OFFSET 0
    ) AS parsed
$$;

-- The same for a batch with a poison event in it: each event by itself.
CREATE FUNCTION {tenant}.inspected_singly(
    events bytea[], station text, incarnation text, first_seq bigint, privileged boolean
) RETURNS TABLE (before bytea, hash bytea, hlc bigint, quarantine text)
LANGUAGE plpgsql AS $$
BEGIN
    FOR n IN 1 .. cardinality(events) LOOP
        BEGIN
            SELECT one.before, one.hash, one.hlc, one.quarantine
                INTO STRICT before, hash, hlc, quarantine
                FROM {tenant}.inspected(
                    events[n:n], station, incarnation, first_seq + n - 1, privileged) AS one;
        EXCEPTION WHEN data_exception OR program_limit_exceeded OR untranslatable_character THEN
            before := substring(events[n] FROM 1 FOR 32);
            hash := sha256(events[n]);
            hlc := NULL;
            quarantine := 'unreadable';
        END;
        RETURN NEXT;
    END LOOP;
END $$;

-- Locks the head of the feed. A station that keeps it from the others is cut off.
CREATE FUNCTION {tenant}.take_head() RETURNS {tenant}.feed_head LANGUAGE plpgsql AS $$
DECLARE
    head {tenant}.feed_head;
    patience_ms int := (SELECT c.patience_ms FROM {tenant}.centre c);
BEGIN
    PERFORM set_config('lock_timeout', patience_ms::text, true);
    FOR attempt IN 1 .. 3 LOOP
        BEGIN
            SELECT * INTO head FROM {tenant}.feed_head FOR UPDATE;
            RETURN head;
        EXCEPTION WHEN lock_not_available THEN
            PERFORM {tenant}.end_stuck(patience_ms);
        END;
    END LOOP;
    RAISE 'Something keeps the head of the feed locked.' USING ERRCODE = 'LS007';
END $$;

-- The first of the events, numbered from first_seq, that is not what the ledger holds; else 0.
CREATE FUNCTION {tenant}.first_fork(chain int, first_seq bigint, events bytea[]) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce(min(first_seq + given.n - 1), 0)
    FROM unnest(events) WITH ORDINALITY AS given (event, n)
    LEFT JOIN {tenant}.ledger AS held
        ON held.chain = first_fork.chain AND held.seq = first_seq + given.n - 1
        AND held.seq BETWEEN first_seq AND first_seq + cardinality(events) - 1
    WHERE held.content IS DISTINCT FROM given.event
$$;

-- Why a call asks for too much, or NULL; counts what the station sends in a day.
CREATE FUNCTION {tenant}.too_much(me text, items int, size bigint) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    today int := {tenant}.now_ms() / 86400000;
BEGIN
    IF items > 2000 OR size > (CASE items WHEN 1 THEN 33554432 ELSE 2228224 END) THEN
        RETURN format('LS004 %s items of %s bytes are too many for one call', items, size);
    END IF;
    UPDATE {tenant}.station s
        SET bytes = CASE s.day WHEN today THEN s.bytes ELSE 0 END + size, day = today
        FROM {tenant}.centre c
        WHERE s.id = me AND (s.day <> today OR s.bytes < c.most_bytes_a_day);
    RETURN CASE WHEN NOT FOUND THEN 'LS006 this station sent too much today' END;
END $$;

-- The chain of an incarnation, made on its first event, locked until the call is over.
CREATE FUNCTION {tenant}.locked_chain(me text, incarnation text) RETURNS {tenant}.chain
LANGUAGE plpgsql AS $$
DECLARE
    chain {tenant}.chain;
BEGIN
    INSERT INTO {tenant}.chain (station, incarnation)
        SELECT me, locked_chain.incarnation
        WHERE NOT EXISTS (SELECT FROM {tenant}.chain c
            WHERE c.station = me AND c.incarnation = locked_chain.incarnation)
        AND (SELECT count(*) FROM {tenant}.chain c WHERE c.station = me) < 1000
        ON CONFLICT DO NOTHING;
    SELECT * INTO chain FROM {tenant}.chain c
        WHERE c.station = me AND c.incarnation = locked_chain.incarnation FOR UPDATE;
    RETURN chain;
END $$;

-- Appends events that follow a locked chain, and keyring rows, to the feed.
CREATE FUNCTION {tenant}.append(
    me {tenant}.station, chain {tenant}.chain, events bytea[], keyring bytea[],
    OUT acked_seq bigint, OUT acked_hash bytea, OUT quarantined int, OUT refused_keys int,
    OUT refusal text
) LANGUAGE plpgsql AS $$
DECLARE
    most int := cardinality(events);
    now bigint := {tenant}.now_ms();
    head {tenant}.feed_head;
    hashes bytea; -- one after the other, 32 bytes each
    before bytea;
    hlcs bigint[];
    reasons text[];
BEGIN
    acked_seq := chain.seq + most;
    acked_hash := chain.hash;
    quarantined := 0;
    refused_keys := 0;
    IF most > 0 THEN
        BEGIN
            SELECT string_agg(i.before, ''), string_agg(i.hash, ''), array_agg(i.hlc),
                count(i.quarantine) INTO before, hashes, hlcs, quarantined
                FROM {tenant}.inspected(
                    events, me.id, chain.incarnation, chain.seq + 1, me.privileged) AS i;
        EXCEPTION WHEN data_exception OR program_limit_exceeded OR untranslatable_character THEN
            quarantined := 1;
        END;
        IF quarantined > 0 THEN
            SELECT string_agg(i.before, ''), string_agg(i.hash, ''), array_agg(i.hlc),
                count(i.quarantine), array_agg(i.quarantine)
                INTO before, hashes, hlcs, quarantined, reasons
                FROM {tenant}.inspected_singly(
                    events, me.id, chain.incarnation, chain.seq + 1, me.privileged) AS i;
        END IF;
        acked_hash := substring(hashes FROM 32 * most - 31);
        IF octet_length(hashes) IS DISTINCT FROM 32 * most -- an event was NULL
            OR before || acked_hash <> chain.hash || hashes THEN
            acked_seq := chain.seq;
            acked_hash := chain.hash;
            refusal := 'LS002 the events do not continue the chain';
            quarantined := 0;
            RETURN;
        END IF;
    END IF;
    IF most = 0 AND cardinality(keyring) = 0 THEN
        RETURN;
    END IF;
    head := {tenant}.take_head();
    SELECT k.feed, k.digest, k.refused INTO head.feed, head.digest, refused_keys
        FROM {tenant}.store_keys(me, head, keyring, now) AS k;
    IF most > 0 THEN
        INSERT INTO {tenant}.ledger
            (feed, received_ms, effective_ms, digest, seq, chain, what, content, quarantine)
            SELECT head.feed + n, now, least(hlcs[n] >> 16, now + 120000),
                head.digest + sum({tenant}.weight(head.feed + n, now, hashes, n))
                    OVER (ROWS UNBOUNDED PRECEDING),
                chain.seq + n, chain.id, CASE WHEN reasons[n] IS NULL THEN 'e' ELSE 'q' END,
                event, reasons[n]
            FROM (SELECT unnest(events) AS event, generate_series(1, most) AS n) AS given;
        UPDATE {tenant}.chain c SET seq = acked_seq, hash = acked_hash WHERE c.id = chain.id;
        SELECT l.feed, l.digest INTO head.feed, head.digest
            FROM {tenant}.ledger l WHERE l.feed = head.feed + most;
    END IF;
    IF quarantined > 0 THEN
        PERFORM {tenant}.note(me.id, 'quarantined', format('%s of %s/%s..%s: %s', quarantined,
            chain.incarnation, chain.seq + 1, acked_seq, array_remove(reasons, NULL)));
    END IF;
    UPDATE {tenant}.feed_head SET feed = head.feed, digest = head.digest;
    PERFORM pg_notify('{tenant}', head.feed::text);
END $$;

CREATE FUNCTION {tenant}.push(
    incarnation text, first_seq bigint, events bytea[], keyring bytea[],
    OUT acked_seq bigint, OUT acked_hash bytea, OUT head bigint, OUT forked bigint,
    OUT quarantined int, OUT refused_keys int, OUT refusal text
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me {tenant}.station := {tenant}.caller();
    chain {tenant}.chain;
    held int; -- how many of the events the ledger holds already
BEGIN
    forked := 0;
    events := coalesce(events, '{}');
    keyring := coalesce(keyring, '{}');
    refusal := {tenant}.too_much(me.id, cardinality(events) + cardinality(keyring),
        pg_column_size(events) + pg_column_size(keyring));
    IF refusal IS NULL THEN
        chain := {tenant}.locked_chain(me.id, incarnation);
        held := chain.seq - first_seq + 1;
        IF held < 0 OR first_seq < 1 OR chain.id IS NULL THEN
            refusal := 'LS001 the events do not follow what is here';
        ELSE
            forked := {tenant}.first_fork(chain.id, first_seq, events[: held]);
        END IF;
    END IF;
    IF forked > 0 THEN
        INSERT INTO {tenant}.fork (chain, seq, received_ms, content)
            VALUES (chain.id, forked, {tenant}.now_ms(), events[forked - first_seq + 1])
            ON CONFLICT DO NOTHING;
        PERFORM {tenant}.note(me.id, 'fork', format('%s/%s', incarnation, forked));
    ELSIF refusal IS NULL THEN
        SELECT a.acked_seq, a.acked_hash, a.quarantined, a.refused_keys, a.refusal
            INTO acked_seq, acked_hash, quarantined, refused_keys, refusal
            FROM {tenant}.append(
                me, chain, CASE held WHEN 0 THEN events ELSE events[held + 1 :] END, keyring) AS a;
    END IF;
    IF refusal IS NOT NULL THEN
        PERFORM {tenant}.note(me.id, 'refused', refusal);
    END IF;
    acked_seq := coalesce(acked_seq, chain.seq, 0);
    acked_hash := coalesce(acked_hash, chain.hash, decode(repeat('00', 32), 'hex'));
    quarantined := coalesce(quarantined, 0);
    refused_keys := coalesce(refused_keys, 0);
    SELECT h.feed INTO head FROM {tenant}.feed_head h;
END $$;

-- The feed above a cursor: dense, about 1 MiB; what the caller wrote itself comes without content.
CREATE FUNCTION {tenant}.pull(cursor bigint, most int, own text) RETURNS TABLE (
    feed bigint, what "char", station text, incarnation text, seq bigint, received_ms bigint,
    effective_ms bigint, digest bigint, content bytea
) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me {tenant}.station := {tenant}.caller();
BEGIN
    RETURN QUERY
        SELECT feed, what, coalesce(station, ''), coalesce(incarnation, ''), coalesce(seq, 0),
            received_ms, effective_ms, digest, content
        FROM (
            SELECT l.feed, l.what, c.station, c.incarnation, l.seq, l.received_ms,
                l.effective_ms, l.digest, own_left_out.content,
                sum(octet_length(own_left_out.content)) OVER (ORDER BY l.feed) AS size
            FROM {tenant}.ledger l
            LEFT JOIN {tenant}.chain c ON c.id = l.chain
            CROSS JOIN LATERAL (
                SELECT CASE WHEN c.station = me.id AND c.incarnation = own THEN NULL
                    ELSE l.content END AS content
            ) AS own_left_out
            WHERE l.feed > pull.cursor AND l.feed <= pull.cursor + least(pull.most, 5000)
        ) AS row
        WHERE coalesce(size, 0) - coalesce(octet_length(content), 0) < 1048576
        ORDER BY feed;
END $$;
