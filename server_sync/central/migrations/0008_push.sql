-- A push copies its events less often; what is checked and answered stays the same.
SET LOCAL ROLE {tenant}_owner;

-- (An array that is assigned, cut, or given to a query is copied whole, a query's plan copies it
-- once more; an expression that is one call hands it on as it is.)
CREATE OR REPLACE FUNCTION {tenant}.push(
    incarnation text, first_seq bigint, events bytea[], keyring bytea[],
    OUT acked_seq bigint, OUT acked_hash bytea, OUT head bigint, OUT forked bigint,
    OUT quarantined int, OUT refused_keys int, OUT refusal text
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me {tenant}.station := {tenant}.caller();
    chain {tenant}.chain;
    held int; -- how many of the events the ledger holds already
    done record;
BEGIN
    forked := 0;
    IF events IS NULL THEN
        events := '{}';
    END IF;
    IF keyring IS NULL THEN
        keyring := '{}';
    END IF;
    refusal := {tenant}.too_much(me.id, cardinality(events) + cardinality(keyring),
        pg_column_size(events) + pg_column_size(keyring));
    IF refusal IS NULL THEN
        chain := {tenant}.locked_chain(me.id, incarnation);
        held := chain.seq - first_seq + 1;
        IF held IS NULL OR held < 0 OR first_seq < 1 OR chain.id IS NULL THEN
            refusal := 'LS001 the events do not follow what is here';
        ELSIF held > 0 THEN
            forked := {tenant}.first_fork(chain.id, first_seq, events[: held]);
        END IF;
    END IF;
    IF forked > 0 THEN
        INSERT INTO {tenant}.fork (chain, seq, received_ms, content)
            VALUES (chain.id, forked, {tenant}.now_ms(), events[forked - first_seq + 1])
            ON CONFLICT DO NOTHING;
        PERFORM {tenant}.note(me.id, 'fork', format('%s/%s', incarnation, forked));
    ELSIF refusal IS NULL THEN
        IF held > 0 THEN
            events := events[held + 1 :];
        END IF;
        done := {tenant}.append(me, chain, events, keyring);
        acked_seq := done.acked_seq;
        acked_hash := done.acked_hash;
        quarantined := done.quarantined;
        refused_keys := done.refused_keys;
        refusal := done.refusal;
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
