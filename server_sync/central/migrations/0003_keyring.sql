-- The keyring: wrapped keys by alias, verifiers by person; the centre cannot open either.
SET LOCAL ROLE {tenant}_owner;

-- What one keyring item says; raises for anything that is not an item.
CREATE FUNCTION {tenant}.key_said(item bytea) RETURNS {tenant}.keyring LANGUAGE plpgsql AS $$
DECLARE
    plain jsonb := convert_from(item, 'UTF8')::jsonb;
    shape text;
    said {tenant}.keyring;
BEGIN
    SELECT string_agg(key || ':' || jsonb_typeof(value), ' ' ORDER BY key COLLATE "C") INTO shape
        FROM jsonb_each(CASE jsonb_typeof(plain) WHEN 'object' THEN plain ELSE '{}' END);
    said.person := plain ->> 'person';
    said.verifier := plain ->> 'table' = 'verifier';
    IF said.verifier AND shape =
        'kind:string person:string set_ms:number table:string verifier:string' THEN
        said.key := format('verifier/%s/%s', said.person, plain ->> 'kind');
        said.rank := plain ->> 'set_ms';
        said.destroyed := false;
    ELSIF plain ->> 'table' = 'person_alias' AND replace(shape, 'key:null', 'key:string') =
        'alias:string key_version:number made_ms:number period:string person:string'
        ' table:string wrapped_key:string' THEN
        said.key := 'alias/' || (plain ->> 'alias');
        said.rank := plain ->> 'key_version';
        said.destroyed := plain ->> 'wrapped_key' IS NULL;
    END IF;
    IF said.key IS NULL OR octet_length(item) > 4096 THEN
        RAISE 'This is no row of the keyring.' USING ERRCODE = 'data_exception';
    END IF;
    RETURN said;
END $$;

-- Whether a row takes the place of what is held: 'stored', 'known', or 'refused'.
CREATE FUNCTION {tenant}.key_judged(me {tenant}.station, said {tenant}.keyring, item bytea)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    held {tenant}.keyring;
BEGIN
    SELECT * INTO held FROM {tenant}.keyring k WHERE k.key = said.key;
    IF said.verifier AND EXISTS (
        SELECT FROM {tenant}.keyring k WHERE k.person = said.person AND k.destroyed)
        AND NOT EXISTS (SELECT FROM {tenant}.keyring k
            WHERE k.person = said.person AND NOT (k.verifier OR k.destroyed)) THEN
        RETURN 'known'; -- all that is known of this person was destroyed
    ELSIF held.key IS NULL THEN
        RETURN CASE WHEN said.verifier AND NOT me.privileged THEN 'refused' ELSE 'stored' END;
    ELSIF held.destroyed OR said.rank < held.rank OR item = (
        SELECT l.content FROM {tenant}.ledger l WHERE l.feed = held.feed) THEN
        RETURN CASE WHEN said.destroyed AND NOT held.destroyed AND me.privileged
            THEN 'stored' ELSE 'known' END;
    ELSIF me.privileged AND (said.destroyed OR said.rank > held.rank) THEN
        RETURN 'stored';
    END IF;
    RETURN 'refused';
END $$;

-- Stores what is new among keyring items and numbers it; the head of the feed is locked.
CREATE FUNCTION {tenant}.store_keys(
    me {tenant}.station, head {tenant}.feed_head, items bytea[], now bigint,
    OUT feed bigint, OUT digest bigint, OUT refused int
) LANGUAGE plpgsql AS $$
DECLARE
    item bytea;
    said {tenant}.keyring;
    judged text;
BEGIN
    feed := head.feed;
    digest := head.digest;
    refused := 0;
    FOREACH item IN ARRAY items LOOP
        said.key := 'unreadable';
        BEGIN
            said := {tenant}.key_said(item);
            judged := {tenant}.key_judged(me, said, item);
        EXCEPTION WHEN data_exception OR program_limit_exceeded OR untranslatable_character THEN
            judged := 'refused';
        END;
        IF judged = 'refused' THEN
            refused := refused + 1;
            PERFORM {tenant}.note(me.id, 'refused key', said.key);
        ELSIF judged = 'stored' THEN
            feed := feed + 1;
            digest := digest + {tenant}.weight(feed, now, sha256(item));
            said.feed := feed;
            INSERT INTO {tenant}.ledger (feed, received_ms, effective_ms, digest, what, content)
                VALUES (feed, now, now, digest, 'k', item);
            PERFORM {tenant}.replace_key(said);
        END IF;
    END LOOP;
END $$;

-- Puts a row in the place of the one before, which is emptied, and ends what it makes pointless.
CREATE FUNCTION {tenant}.replace_key(said {tenant}.keyring) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE {tenant}.ledger l SET what = 't', content = NULL
        FROM {tenant}.keyring k WHERE k.key = said.key AND l.feed = k.feed;
    INSERT INTO {tenant}.keyring VALUES (said.*)
        ON CONFLICT (key) DO UPDATE SET person = excluded.person, destroyed = excluded.destroyed,
            rank = excluded.rank, feed = excluded.feed;
    IF said.destroyed AND NOT EXISTS (SELECT FROM {tenant}.keyring k
        WHERE k.person = said.person AND NOT (k.verifier OR k.destroyed)) THEN
        WITH gone AS (
            DELETE FROM {tenant}.keyring k WHERE k.person = said.person AND k.verifier
            RETURNING k.feed
        )
        UPDATE {tenant}.ledger l SET what = 't', content = NULL
            FROM gone WHERE l.feed = gone.feed;
    END IF;
END $$;
