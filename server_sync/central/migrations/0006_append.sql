-- Pushing costs less for each event; what is checked and answered stays the same.
SET LOCAL ROLE {tenant}_owner;

-- Appends events that follow a locked chain, and keyring rows, to the feed. One plan serves all
-- batches: a plan for one has its events in it as a constant, copied again and again. The digests
-- are summed apart, since a window over the events would keep them all once more; in floats, which
-- hold the sums of a batch exactly, since bigints are summed as numeric.
CREATE OR REPLACE FUNCTION {tenant}.append(
    me {tenant}.station, chain {tenant}.chain, events bytea[], keyring bytea[],
    OUT acked_seq bigint, OUT acked_hash bytea, OUT quarantined int, OUT refused_keys int,
    OUT refusal text
) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    most int := cardinality(events);
    now bigint := {tenant}.now_ms();
    head {tenant}.feed_head;
    hashes bytea; -- one after the other, 32 bytes each
    before bytea;
    hlcs bigint[];
    reasons text[];
    digests bigint[];
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
        SELECT array_agg(head.digest + added::bigint) INTO digests FROM (
            SELECT sum({tenant}.weight(head.feed + n, now, hashes, n)::float8)
                OVER (ROWS UNBOUNDED PRECEDING) AS added
            FROM generate_series(1, most) AS n) AS sums;
        INSERT INTO {tenant}.ledger
            (feed, received_ms, effective_ms, digest, seq, chain, what, content, quarantine)
            SELECT head.feed + n, now, least(hlc >> 16, now + 120000), digest, chain.seq + n,
                chain.id, CASE WHEN reason IS NULL THEN 'e' ELSE 'q' END, event, reason
            FROM (SELECT unnest(events) AS event, unnest(hlcs) AS hlc, unnest(reasons) AS reason,
                unnest(digests) AS digest, generate_series(1, most) AS n) AS given;
        UPDATE {tenant}.chain c SET seq = acked_seq, hash = acked_hash WHERE c.id = chain.id;
        head.feed := head.feed + most;
        head.digest := digests[most];
    END IF;
    IF quarantined > 0 THEN
        PERFORM {tenant}.note(me.id, 'quarantined', format('%s of %s/%s..%s: %s', quarantined,
            chain.incarnation, chain.seq + 1, acked_seq, array_remove(reasons, NULL)));
    END IF;
    UPDATE {tenant}.feed_head SET feed = head.feed, digest = head.digest;
    PERFORM pg_notify('{tenant}', head.feed::text);
END $$;
