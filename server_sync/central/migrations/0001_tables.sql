-- The ledger with its dense numbers, the keyring, the stations, and what was refused.
SET LOCAL ROLE {tenant}_owner;

CREATE TABLE {tenant}.centre (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    epoch text NOT NULL DEFAULT gen_random_uuid(),
    min_version int NOT NULL DEFAULT 1, -- of the stations that may still pull
    snapshot bigint NOT NULL DEFAULT 0, -- the feed number of the newest one, 0 for none
    patience_ms int NOT NULL DEFAULT 5000, -- how long one station may keep the others waiting
    most_bytes_a_day bigint NOT NULL DEFAULT 4294967296, -- of new events from one station
    tidied_ms bigint NOT NULL DEFAULT 0
);
INSERT INTO {tenant}.centre DEFAULT VALUES;

CREATE TABLE {tenant}.station (
    id text PRIMARY KEY,
    name text NOT NULL,
    privileged boolean NOT NULL,
    standing text NOT NULL DEFAULT 'enrolled'
        CHECK (standing IN ('enrolled', 'active', 'expired', 'revoked')),
    role name UNIQUE,
    enrolled_ms bigint NOT NULL,
    joined_ms bigint,
    -- what it said of itself at its last hello
    seen_ms bigint,
    version int,
    clock_offset_ms bigint,
    incarnation text,
    seq bigint,
    cursor bigint,
    -- what it sent today, in days since 1970
    day int NOT NULL DEFAULT 0,
    bytes bigint NOT NULL DEFAULT 0
);

CREATE TABLE {tenant}.chain (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    station text NOT NULL REFERENCES {tenant}.station,
    incarnation text NOT NULL CHECK (length(incarnation) BETWEEN 1 AND 64),
    seq bigint NOT NULL DEFAULT 0,
    hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
    UNIQUE (station, incarnation)
) WITH (fillfactor = 20);

-- One number for everything that stations pull; its row lock makes the order of the numbers the
-- order of the commits, and a rollback gives its numbers back.
CREATE TABLE {tenant}.feed_head (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    feed bigint NOT NULL DEFAULT 0,
    digest bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 10);
INSERT INTO {tenant}.feed_head DEFAULT VALUES;

CREATE TABLE {tenant}.ledger (
    feed bigint PRIMARY KEY,
    received_ms bigint NOT NULL,
    effective_ms bigint NOT NULL,
    digest bigint NOT NULL,
    seq bigint,
    chain int, -- without a foreign key, which would be looked up for every event
    what "char" NOT NULL, -- e: event, q: quarantined event, k: keyring row, t: a keyring row gone
    content bytea,
    quarantine text,
    UNIQUE (chain, seq)
);
ALTER TABLE {tenant}.ledger ALTER content SET STORAGE EXTERNAL;

-- Where the present row of each key stands in the ledger.
CREATE TABLE {tenant}.keyring (
    key text PRIMARY KEY,
    person text NOT NULL,
    verifier boolean NOT NULL,
    destroyed boolean NOT NULL,
    rank bigint NOT NULL, -- an alias's key version, a verifier's time: the higher one stands
    feed bigint NOT NULL
);
CREATE INDEX keyring_person ON {tenant}.keyring (person);

-- The other body of an event that two machines wrote under one number.
CREATE TABLE {tenant}.fork (
    chain int NOT NULL REFERENCES {tenant}.chain,
    seq bigint NOT NULL,
    received_ms bigint NOT NULL,
    content bytea NOT NULL
);
CREATE UNIQUE INDEX fork_once ON {tenant}.fork (chain, seq, sha256(content));

-- What came from a station and was not as it should be: a row for each station, kind and day, so
-- that a flood of refusals fills no disk.
CREATE TABLE {tenant}.audit (
    day int NOT NULL,
    station text NOT NULL,
    what text NOT NULL,
    times bigint NOT NULL DEFAULT 1,
    first_ms bigint NOT NULL,
    last_ms bigint NOT NULL,
    detail text NOT NULL,
    PRIMARY KEY (day, station, what)
);

-- Kinds that only a privileged station may send; `own`: except about itself, unprivileged.
CREATE TABLE {tenant}.privileged_kind (
    kind text PRIMARY KEY,
    own boolean NOT NULL DEFAULT false
);
INSERT INTO {tenant}.privileged_kind (kind, own) VALUES
    ('role_given', false), ('role_withdrawn', false), ('policy_set', false),
    ('badge_given', false), ('badge_withdrawn', false), ('erased', false),
    ('station_enrolled', true), ('station_revoked', false), ('station_disowned', false);

GRANT SELECT, UPDATE ON {tenant}.centre TO {tenant}_keeper;
GRANT SELECT, INSERT, UPDATE ON {tenant}.station TO {tenant}_keeper;
GRANT SELECT, INSERT, UPDATE ON {tenant}.audit TO {tenant}_keeper;
GRANT SELECT ON ALL TABLES IN SCHEMA {tenant} TO {tenant}_admin;
