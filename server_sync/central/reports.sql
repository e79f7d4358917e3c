-- The reports: what the folds make of the ledger, as plain tables, and views for people and tools.
-- Made by the worker; when this file or the folds change it drops all of it and folds anew.
-- Ids are UUIDs as text, *_ms is milliseconds since 1970 in UTC with 0 for "not yet" or "no end",
-- flags in tables are 0 or 1, money is in minor units. Nobody has a name here: a person is an alias.

-- How far the reports are, and with which folds they were made.
CREATE TABLE {tenant}_reports.progress (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    version text NOT NULL,
    epoch text NOT NULL,
    feed bigint NOT NULL DEFAULT 0,
    digest bigint NOT NULL DEFAULT 0,
    received_ms bigint NOT NULL DEFAULT 0 -- of the newest row
);

-- The memo of every fold, with the text of people still sealed.
CREATE TABLE {tenant}_reports.state (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject text NOT NULL UNIQUE,
    latest text NOT NULL DEFAULT '', -- the order key of the newest event folded
    json text NOT NULL DEFAULT ''
);
CREATE TABLE {tenant}_reports.history (
    state bigint NOT NULL,
    feed bigint NOT NULL,
    PRIMARY KEY (state, feed)
);
-- What takes a stolen station's events out of the folds.
CREATE TABLE {tenant}_reports.disowning (
    feed bigint PRIMARY KEY,
    station text NOT NULL,
    incarnation text NOT NULL,
    from_seq bigint NOT NULL
);
-- Events that no fold could take; they are left out, and the worker goes on.
CREATE TABLE {tenant}_reports.doubted (
    feed bigint PRIMARY KEY,
    why text NOT NULL
);

-- Who is the same human: rows go when their key is destroyed, and the alias is about nobody.
CREATE TABLE {tenant}_reports.alias (
    alias text PRIMARY KEY,
    person text NOT NULL
);
CREATE TABLE {tenant}_reports.person (
    alias text PRIMARY KEY,
    department text NOT NULL, category text NOT NULL, language text NOT NULL, site text NOT NULL,
    valid_until text NOT NULL, roles text NOT NULL, may_borrow int NOT NULL, is_staff int NOT NULL,
    removed int NOT NULL,
    merged_into text NOT NULL -- another alias, when the two were one human
);
CREATE TABLE {tenant}_reports.bar (
    person text, id text, event text NOT NULL, until_ms bigint NOT NULL, lifted int NOT NULL,
    PRIMARY KEY (person, id)
);
CREATE TABLE {tenant}_reports.badge (
    person text, id text, technology text NOT NULL, given_ms bigint NOT NULL,
    withdrawn_ms bigint NOT NULL, PRIMARY KEY (person, id)
);
CREATE TABLE {tenant}_reports.terms (
    person text, terms text, version bigint NOT NULL, PRIMARY KEY (person, terms)
);
CREATE TABLE {tenant}_reports.organisation (
    id text PRIMARY KEY, name text NOT NULL, kind text NOT NULL, reference text NOT NULL,
    removed int NOT NULL
);
CREATE TABLE {tenant}_reports.location (
    id text PRIMARY KEY, parent text NOT NULL, name text NOT NULL, kind text NOT NULL,
    code text NOT NULL, removed int NOT NULL
);
CREATE TABLE {tenant}_reports.type (
    id text PRIMARY KEY, parent text NOT NULL, name text NOT NULL, icon text NOT NULL,
    schema text NOT NULL, removed int NOT NULL
);
CREATE TABLE {tenant}_reports.asset (
    id text PRIMARY KEY, tag text NOT NULL, name text NOT NULL, status text NOT NULL,
    condition text NOT NULL, type text NOT NULL, kit text NOT NULL, home text NOT NULL,
    place text NOT NULL, value_minor bigint, cannot_lend bigint NOT NULL,
    high_value bigint NOT NULL, removed int NOT NULL, counted_ms bigint NOT NULL,
    merged_into text NOT NULL, fields text NOT NULL -- JSON of every further field
);
CREATE TABLE {tenant}_reports.kit (
    id text PRIMARY KEY, tag text NOT NULL, name text NOT NULL, description text NOT NULL,
    type text NOT NULL, home text NOT NULL, loan text NOT NULL, released text NOT NULL,
    cannot_lend bigint NOT NULL, removed int NOT NULL
);
CREATE TABLE {tenant}_reports.part (
    id text PRIMARY KEY, kit text NOT NULL, name text NOT NULL, quantity bigint NOT NULL,
    value_minor bigint, removed int NOT NULL
);
CREATE TABLE {tenant}_reports.identifier (
    code text, names text, source text, text text NOT NULL, symbology text NOT NULL,
    PRIMARY KEY (code, names, source)
);
CREATE TABLE {tenant}_reports.loan (
    id text PRIMARY KEY, holder text NOT NULL, kit text NOT NULL, session text NOT NULL,
    station text NOT NULL, actor text NOT NULL, event text NOT NULL, out_ms bigint NOT NULL,
    facts text NOT NULL
);
CREATE TABLE {tenant}_reports.line (
    id text PRIMARY KEY, loan text NOT NULL, holder text NOT NULL, asset text NOT NULL,
    part text NOT NULL, kit text NOT NULL, quantity bigint NOT NULL, out_ms bigint NOT NULL,
    due_ms bigint NOT NULL, returned_ms bigint NOT NULL, implied int NOT NULL,
    replaced int NOT NULL, renewals bigint NOT NULL, condition text NOT NULL,
    session text NOT NULL, station text NOT NULL, actor text NOT NULL, event text NOT NULL,
    returned_event text NOT NULL
);
CREATE UNIQUE INDEX line_one_holder ON {tenant}_reports.line (asset)
    WHERE returned_ms = 0 AND asset <> '';
CREATE INDEX line_loan ON {tenant}_reports.line (loan);
CREATE INDEX line_asset ON {tenant}_reports.line (asset, out_ms);
CREATE INDEX line_kit ON {tenant}_reports.line (kit, out_ms) WHERE kit <> '';
CREATE INDEX line_due ON {tenant}_reports.line (due_ms) WHERE returned_ms = 0;
CREATE INDEX line_session ON {tenant}_reports.line (session);
CREATE INDEX line_out ON {tenant}_reports.line (out_ms);
CREATE TABLE {tenant}_reports.policy (
    subject text PRIMARY KEY, type text NOT NULL, category text NOT NULL, place text NOT NULL,
    fields text NOT NULL
);
CREATE TABLE {tenant}_reports.calendar (
    place text PRIMARY KEY, zone text NOT NULL, hours text NOT NULL, periods text NOT NULL,
    terms text NOT NULL, closed text NOT NULL
);
CREATE TABLE {tenant}_reports.promise (
    id text PRIMARY KEY, what text NOT NULL, holder text NOT NULL, from_ms bigint NOT NULL,
    until_ms bigint NOT NULL, ended text NOT NULL
);
CREATE TABLE {tenant}_reports.station (
    id text PRIMARY KEY, name text NOT NULL, site text NOT NULL, incarnation text NOT NULL,
    restored_from text NOT NULL, privileged int NOT NULL, revoked int NOT NULL,
    clock_jumps bigint NOT NULL
);
CREATE TABLE {tenant}_reports.exception (
    id text PRIMARY KEY, kind text NOT NULL, subject text NOT NULL, event text NOT NULL,
    against text NOT NULL, facts text NOT NULL, decided text NOT NULL
);
CREATE INDEX exception_open ON {tenant}_reports.exception (kind) WHERE decided = '';

CREATE VIEW {tenant}_reports.standing AS
SELECT p.feed, h.feed AS head, h.feed - p.feed AS behind,
    to_timestamp(p.received_ms / 1000.0) AS as_of, p.version
FROM {tenant}_reports.progress p CROSS JOIN {tenant}.feed_head h;
COMMENT ON VIEW {tenant}_reports.standing IS
    'How far the reports are: while behind is not 0 they show the past, or are being made anew';

CREATE VIEW {tenant}_reports.pseudonyms AS
WITH RECURSIVE joined AS (
    SELECT a.alias, a.alias AS now, 0 AS depth FROM {tenant}_reports.alias a
    UNION ALL
    SELECT j.alias, p.merged_into, j.depth + 1
    FROM joined j JOIN {tenant}_reports.person p ON p.alias = j.now
    WHERE p.merged_into <> '' AND j.depth < 20
)
SELECT DISTINCT ON (j.alias) j.alias, a.person
FROM joined j JOIN {tenant}_reports.alias a ON a.alias = j.now
ORDER BY j.alias, j.depth DESC;
COMMENT ON VIEW {tenant}_reports.pseudonyms IS
    'Which aliases are the same person; without a row an alias is about nobody any more';

CREATE VIEW {tenant}_reports.lines AS
SELECT l.id, l.loan, CASE l.asset WHEN '' THEN 'part' ELSE 'asset' END AS kind,
    coalesce(a.id, t.id) AS thing, a.tag, coalesce(a.name, t.name) AS name,
    ty.name AS type, l.quantity, k.name AS kit,
    coalesce(p.person, split_part(l.holder, ':', 2)) AS holder, o.name AS organisation,
    d.department, d.category, s.name AS station, l.renewals,
    to_timestamp(l.out_ms / 1000.0) AS out_at,
    to_timestamp(nullif(l.due_ms, 0) / 1000.0) AS due_at,
    to_timestamp(nullif(l.returned_ms, 0) / 1000.0) AS returned_at, l.condition,
    l.returned_ms = 0 AS is_open,
    l.due_ms > 0 AND coalesce(nullif(l.returned_ms, 0), extract(epoch FROM now()) * 1000) > l.due_ms
        AS is_late
FROM {tenant}_reports.line l
LEFT JOIN {tenant}_reports.asset a ON a.id = l.asset
LEFT JOIN {tenant}_reports.part t ON t.id = l.part
LEFT JOIN {tenant}_reports.type ty ON ty.id = a.type
LEFT JOIN {tenant}_reports.kit k ON k.id = l.kit
LEFT JOIN {tenant}_reports.station s ON s.id = l.station
LEFT JOIN {tenant}_reports.organisation o ON l.holder = 'organisation:' || o.id
LEFT JOIN {tenant}_reports.person d ON l.holder = 'person:' || d.alias
LEFT JOIN {tenant}_reports.pseudonyms p ON l.holder = 'person:' || p.alias;
COMMENT ON VIEW {tenant}_reports.lines IS
    'Every thing that was ever lent, a row each: what, to which holder, from which desk, out, due'
    ' and back; is_late: back after it was due, or still out';

CREATE VIEW {tenant}_reports.open_lines AS
SELECT id, loan, kind, thing, tag, name, type, quantity, kit, holder, organisation, department,
    category, station, renewals, out_at, due_at, is_late
FROM {tenant}_reports.lines WHERE is_open;
COMMENT ON VIEW {tenant}_reports.open_lines IS 'What is out now';

CREATE VIEW {tenant}_reports.overdue AS
SELECT open.*, floor(extract(epoch FROM now() - due_at) / 86400)::int AS days_late
FROM {tenant}_reports.open_lines open WHERE is_late;
COMMENT ON VIEW {tenant}_reports.overdue IS 'What should be back, and for how many whole days';

CREATE VIEW {tenant}_reports.assets AS
SELECT a.id, a.tag, a.name, ty.name AS type, a.status, a.condition, k.name AS kit,
    h.name AS home, p.name AS place, a.value_minor, a.high_value = 1 AS high_value,
    a.cannot_lend = 1 AS cannot_lend, o.id IS NOT NULL AS is_out,
    to_timestamp(nullif(a.counted_ms, 0) / 1000.0) AS counted_at, n.times_lent, n.last_out_at,
    nullif(a.fields, '')::jsonb AS fields
FROM {tenant}_reports.asset a
LEFT JOIN {tenant}_reports.type ty ON ty.id = a.type
LEFT JOIN {tenant}_reports.kit k ON k.id = a.kit
LEFT JOIN {tenant}_reports.location h ON h.id = a.home
LEFT JOIN {tenant}_reports.location p ON p.id = a.place
LEFT JOIN {tenant}_reports.line o ON o.asset = a.id AND o.returned_ms = 0
CROSS JOIN LATERAL (
    SELECT count(*) AS times_lent, to_timestamp(max(l.out_ms) / 1000.0) AS last_out_at
    FROM {tenant}_reports.line l WHERE l.asset = a.id
) AS n
WHERE a.removed = 0 AND a.merged_into = '';
COMMENT ON VIEW {tenant}_reports.assets IS
    'Every thing that is kept: what it is, where it belongs and was last put, and how it is used';

CREATE VIEW {tenant}_reports.people AS
SELECT p.person, max(d.department) AS department, max(d.category) AS category,
    bool_and(d.may_borrow = 1) AS may_borrow,
    count(l.id) FILTER (WHERE l.returned_ms = 0) AS lines_open, count(l.id) AS lines_ever,
    EXISTS (SELECT FROM {tenant}_reports.bar b
        JOIN {tenant}_reports.pseudonyms q ON q.alias = b.person
        WHERE q.person = p.person AND b.lifted = 0
        AND (b.until_ms = 0 OR b.until_ms > extract(epoch FROM now()) * 1000)) AS is_barred
FROM {tenant}_reports.pseudonyms p
JOIN {tenant}_reports.person d ON d.alias = p.alias AND d.removed = 0
LEFT JOIN {tenant}_reports.line l ON l.holder = 'person:' || p.alias
GROUP BY p.person;
COMMENT ON VIEW {tenant}_reports.people IS
    'Every person by pseudonym: category, department and what they have; never a name';

CREATE VIEW {tenant}_reports.exceptions AS
SELECT e.id, e.kind, split_part(e.subject, ':', 1) AS entity,
    coalesce(a.name, k.name, s.name, split_part(e.subject, ':', 2)) AS about, e.event, e.against,
    e.facts::jsonb AS facts, e.decided <> '' AS is_decided
FROM {tenant}_reports.exception e
LEFT JOIN {tenant}_reports.asset a ON e.subject = 'asset:' || a.id
LEFT JOIN {tenant}_reports.kit k ON e.subject = 'kit:' || k.id
LEFT JOIN {tenant}_reports.station s ON e.subject = 'station:' || s.id;
COMMENT ON VIEW {tenant}_reports.exceptions IS
    'Every contradiction that a person has to see, or has decided';

CREATE VIEW {tenant}_reports.stations AS
SELECT c.id, coalesce(s.name, c.name) AS name, l.name AS site, c.standing, c.privileged,
    to_timestamp(c.seen_ms / 1000.0) AS heard_at, h.feed - c.cursor AS behind,
    c.clock_offset_ms, c.version, s.clock_jumps
FROM {tenant}.station c CROSS JOIN {tenant}.feed_head h
LEFT JOIN {tenant}_reports.station s ON s.id = c.id
LEFT JOIN {tenant}_reports.location l ON l.id = s.site;
COMMENT ON VIEW {tenant}_reports.stations IS
    'Every station: when it was last heard, how far behind it is, how far its clock is off';

CREATE VIEW {tenant}_reports.use_by_day AS
SELECT (moment AT TIME ZONE coalesce(z.name, 'UTC'))::date AS day, coalesce(s.name, '') AS station,
    count(*) FILTER (WHERE way = 'out') AS lines_out,
    count(*) FILTER (WHERE way = 'back') AS lines_back
FROM {tenant}_reports.line l
CROSS JOIN LATERAL (VALUES
    ('out', to_timestamp(l.out_ms / 1000.0)),
    ('back', to_timestamp(nullif(l.returned_ms, 0) / 1000.0))
) AS happened (way, moment)
LEFT JOIN {tenant}_reports.station s ON s.id = l.station
LEFT JOIN {tenant}_reports.calendar c ON c.place = s.site
LEFT JOIN pg_timezone_names z ON z.name = c.zone
WHERE moment IS NOT NULL
GROUP BY 1, 2;
COMMENT ON VIEW {tenant}_reports.use_by_day IS
    'How much went out and came back on each day at each desk that lent it, in its site''s time';

GRANT SELECT ON ALL TABLES IN SCHEMA {tenant}_reports TO {tenant}_reader, {tenant}_owner;
REVOKE ALL ON {tenant}_reports.state, {tenant}_reports.history, {tenant}_reports.disowning
    FROM {tenant}_reader;
