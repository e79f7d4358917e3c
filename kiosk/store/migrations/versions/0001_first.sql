CREATE TABLE asset (
    n INTEGER NOT NULL,
    id TEXT DEFAULT '' NOT NULL,
    tag TEXT DEFAULT '' NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    status TEXT DEFAULT '' NOT NULL,
    condition TEXT DEFAULT '' NOT NULL,
    type TEXT DEFAULT '' NOT NULL,
    kit TEXT DEFAULT '' NOT NULL,
    home TEXT DEFAULT '' NOT NULL,
    place TEXT DEFAULT '' NOT NULL,
    value_minor INTEGER,
    cannot_lend INTEGER DEFAULT 0 NOT NULL,
    high_value INTEGER DEFAULT 0 NOT NULL,
    removed INTEGER DEFAULT 0 NOT NULL,
    counted_ms INTEGER DEFAULT 0 NOT NULL,
    merged_into TEXT DEFAULT '' NOT NULL,
    fields TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (n)
)
 STRICT;;
CREATE TABLE badge (
    person TEXT NOT NULL,
    id TEXT NOT NULL,
    code TEXT DEFAULT '' NOT NULL,
    technology TEXT DEFAULT '' NOT NULL,
    given_ms INTEGER DEFAULT 0 NOT NULL,
    withdrawn_ms INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (person, id)
)
 WITHOUT ROWID,
 STRICT;;
CREATE TABLE badge_form (
    form TEXT NOT NULL,
    person TEXT NOT NULL,
    badge TEXT NOT NULL,
    PRIMARY KEY (form, person, badge)
)
 WITHOUT ROWID,
 STRICT;;
CREATE TABLE bar (
    person TEXT NOT NULL,
    id TEXT NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    event TEXT DEFAULT '' NOT NULL,
    until_ms INTEGER DEFAULT 0 NOT NULL,
    lifted INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (person, id)
)
 WITHOUT ROWID,
 STRICT;;
CREATE TABLE calendar (
    place TEXT NOT NULL,
    zone TEXT DEFAULT '' NOT NULL,
    hours TEXT DEFAULT '' NOT NULL,
    periods TEXT DEFAULT '' NOT NULL,
    terms TEXT DEFAULT '' NOT NULL,
    closed TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (place)
)
 WITHOUT ROWID,
 STRICT;;
CREATE TABLE chain (
    id INTEGER NOT NULL,
    station TEXT DEFAULT '' NOT NULL,
    incarnation TEXT DEFAULT '' NOT NULL,
    own INTEGER DEFAULT 0 NOT NULL,
    seq INTEGER DEFAULT 0 NOT NULL,
    hlc INTEGER DEFAULT 0 NOT NULL,
    wall_ms INTEGER DEFAULT 0 NOT NULL,
    hash BLOB NOT NULL,
    mac BLOB NOT NULL,
    PRIMARY KEY (id)
)
 STRICT;;
CREATE TABLE event (
    id INTEGER NOT NULL,
    chain INTEGER DEFAULT 0 NOT NULL,
    seq INTEGER DEFAULT 0 NOT NULL,
    kind TEXT DEFAULT '' NOT NULL,
    actor TEXT DEFAULT '' NOT NULL,
    hlc INTEGER DEFAULT 0 NOT NULL,
    wall_ms INTEGER DEFAULT 0 NOT NULL,
    canonical BLOB NOT NULL,
    feed INTEGER DEFAULT 0 NOT NULL,
    received_ms INTEGER DEFAULT 0 NOT NULL,
    effective_ms INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (id)
)
 STRICT;;
CREATE TABLE event_subject (
    subject INTEGER NOT NULL,
    event INTEGER NOT NULL,
    PRIMARY KEY (subject, event)
)
 WITHOUT ROWID,
 STRICT;;
CREATE TABLE exception (
    id TEXT NOT NULL,
    kind TEXT DEFAULT '' NOT NULL,
    subject TEXT DEFAULT '' NOT NULL,
    event TEXT DEFAULT '' NOT NULL,
    against TEXT DEFAULT '' NOT NULL,
    facts TEXT DEFAULT '' NOT NULL,
    decided TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id)
)
 WITHOUT ROWID,
 STRICT;;
CREATE TABLE identifier (
    code TEXT NOT NULL,
    names TEXT NOT NULL,
    source TEXT NOT NULL,
    text TEXT DEFAULT '' NOT NULL,
    symbology TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (code, names, source)
)
 WITHOUT ROWID,
 STRICT;;
CREATE TABLE kit (
    n INTEGER NOT NULL,
    id TEXT DEFAULT '' NOT NULL,
    tag TEXT DEFAULT '' NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    description TEXT DEFAULT '' NOT NULL,
    icon TEXT DEFAULT '' NOT NULL,
    type TEXT DEFAULT '' NOT NULL,
    home TEXT DEFAULT '' NOT NULL,
    loan TEXT DEFAULT '' NOT NULL,
    released TEXT DEFAULT '' NOT NULL,
    cannot_lend INTEGER DEFAULT 0 NOT NULL,
    removed INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (n)
)
 STRICT;;
CREATE TABLE line (
    n INTEGER NOT NULL,
    id TEXT DEFAULT '' NOT NULL,
    loan TEXT DEFAULT '' NOT NULL,
    holder TEXT DEFAULT '' NOT NULL,
    asset TEXT DEFAULT '' NOT NULL,
    part TEXT DEFAULT '' NOT NULL,
    kit TEXT DEFAULT '' NOT NULL,
    quantity INTEGER DEFAULT 0 NOT NULL,
    out_ms INTEGER DEFAULT 0 NOT NULL,
    due_ms INTEGER DEFAULT 0 NOT NULL,
    returned_ms INTEGER DEFAULT 0 NOT NULL,
    implied INTEGER DEFAULT 0 NOT NULL,
    replaced INTEGER DEFAULT 0 NOT NULL,
    renewals INTEGER DEFAULT 0 NOT NULL,
    condition TEXT DEFAULT '' NOT NULL,
    session TEXT DEFAULT '' NOT NULL,
    station TEXT DEFAULT '' NOT NULL,
    actor TEXT DEFAULT '' NOT NULL,
    event TEXT DEFAULT '' NOT NULL,
    returned_event TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (n)
)
 STRICT;;
CREATE TABLE loan (
    id TEXT NOT NULL,
    holder TEXT DEFAULT '' NOT NULL,
    kit TEXT DEFAULT '' NOT NULL,
    session TEXT DEFAULT '' NOT NULL,
    station TEXT DEFAULT '' NOT NULL,
    actor TEXT DEFAULT '' NOT NULL,
    event TEXT DEFAULT '' NOT NULL,
    out_ms INTEGER DEFAULT 0 NOT NULL,
    facts TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id)
)
 WITHOUT ROWID,
 STRICT;;
CREATE TABLE location (
    id TEXT NOT NULL,
    parent TEXT DEFAULT '' NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    kind TEXT DEFAULT '' NOT NULL,
    code TEXT DEFAULT '' NOT NULL,
    removed INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (id)
)
 WITHOUT ROWID,
 STRICT;;
CREATE TABLE organisation (
    id TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    kind TEXT DEFAULT '' NOT NULL,
    reference TEXT DEFAULT '' NOT NULL,
    contact TEXT DEFAULT '' NOT NULL,
    email TEXT DEFAULT '' NOT NULL,
    removed INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (id)
)
 WITHOUT ROWID,
 STRICT;;
CREATE TABLE part (
    id TEXT NOT NULL,
    kit TEXT DEFAULT '' NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    icon TEXT DEFAULT '' NOT NULL,
    quantity INTEGER DEFAULT 0 NOT NULL,
    value_minor INTEGER,
    removed INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (id)
)
 WITHOUT ROWID,
 STRICT;;
CREATE TABLE person (
    n INTEGER NOT NULL,
    id TEXT DEFAULT '' NOT NULL,
    alias TEXT DEFAULT '' NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    email TEXT DEFAULT '' NOT NULL,
    number TEXT DEFAULT '' NOT NULL,
    department TEXT DEFAULT '' NOT NULL,
    category TEXT DEFAULT '' NOT NULL,
    language TEXT DEFAULT '' NOT NULL,
    photo TEXT DEFAULT '' NOT NULL,
    site TEXT DEFAULT '' NOT NULL,
    valid_until TEXT DEFAULT '' NOT NULL,
    roles TEXT DEFAULT '' NOT NULL,
    may_borrow INTEGER DEFAULT 0 NOT NULL,
    is_staff INTEGER DEFAULT 0 NOT NULL,
    can_log_in INTEGER DEFAULT 0 NOT NULL,
    large_text INTEGER DEFAULT 0 NOT NULL,
    no_motion INTEGER DEFAULT 0 NOT NULL,
    removed INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (n)
)
 STRICT;;
CREATE TABLE person_alias (
    alias TEXT NOT NULL,
    person TEXT DEFAULT '' NOT NULL,
    period TEXT DEFAULT '' NOT NULL,
    wrapped_key BLOB,
    key_version INTEGER DEFAULT 0 NOT NULL,
    made_ms INTEGER DEFAULT 0 NOT NULL,
    merged INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (alias)
)
 WITHOUT ROWID,
 STRICT;;
CREATE TABLE policy (
    subject TEXT NOT NULL,
    type TEXT DEFAULT '' NOT NULL,
    category TEXT DEFAULT '' NOT NULL,
    place TEXT DEFAULT '' NOT NULL,
    fields TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (subject)
)
 WITHOUT ROWID,
 STRICT;;
CREATE TABLE promise (
    id TEXT NOT NULL,
    what TEXT DEFAULT '' NOT NULL,
    holder TEXT DEFAULT '' NOT NULL,
    from_ms INTEGER DEFAULT 0 NOT NULL,
    until_ms INTEGER DEFAULT 0 NOT NULL,
    ended TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id)
)
 WITHOUT ROWID,
 STRICT;;
CREATE TABLE setting (
    name TEXT NOT NULL,
    value TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (name)
)
 WITHOUT ROWID,
 STRICT;;
CREATE TABLE state (
    id INTEGER NOT NULL,
    subject TEXT DEFAULT '' NOT NULL,
    latest TEXT DEFAULT '' NOT NULL,
    json TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id)
)
 STRICT;;
CREATE TABLE station (
    id TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    site TEXT DEFAULT '' NOT NULL,
    incarnation TEXT DEFAULT '' NOT NULL,
    restored_from TEXT DEFAULT '' NOT NULL,
    privileged INTEGER DEFAULT 0 NOT NULL,
    revoked INTEGER DEFAULT 0 NOT NULL,
    clock_jumps INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (id)
)
 WITHOUT ROWID,
 STRICT;;
CREATE TABLE terms (
    person TEXT NOT NULL,
    terms TEXT NOT NULL,
    version INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (person, terms)
)
 WITHOUT ROWID,
 STRICT;;
CREATE TABLE type (
    id TEXT NOT NULL,
    parent TEXT DEFAULT '' NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    icon TEXT DEFAULT '' NOT NULL,
    schema TEXT DEFAULT '' NOT NULL,
    removed INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (id)
)
 WITHOUT ROWID,
 STRICT;;
CREATE TABLE unknown_code (
    text TEXT NOT NULL,
    technology TEXT NOT NULL,
    symbology TEXT DEFAULT '' NOT NULL,
    reader TEXT DEFAULT '' NOT NULL,
    first_ms INTEGER DEFAULT 0 NOT NULL,
    last_ms INTEGER DEFAULT 0 NOT NULL,
    times INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (text, technology)
)
 WITHOUT ROWID,
 STRICT;;
CREATE TABLE verifier (
    person TEXT NOT NULL,
    kind TEXT NOT NULL,
    verifier TEXT DEFAULT '' NOT NULL,
    failures INTEGER DEFAULT 0 NOT NULL,
    next_ms INTEGER DEFAULT 0 NOT NULL,
    locked INTEGER DEFAULT 0 NOT NULL,
    set_ms INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (person, kind)
)
 WITHOUT ROWID,
 STRICT;;
CREATE UNIQUE INDEX event_place ON event (chain, seq);;
CREATE INDEX event_feed ON event (feed) WHERE feed > 0;;
CREATE UNIQUE INDEX chain_name ON chain (station, incarnation);;
CREATE UNIQUE INDEX state_subject ON state (subject);;
CREATE INDEX alias_person ON person_alias (person);;
CREATE UNIQUE INDEX person_id ON person (id);;
CREATE INDEX person_name ON person (name);;
CREATE UNIQUE INDEX asset_id ON asset (id);;
CREATE INDEX asset_kit ON asset (kit) WHERE kit != '';;
CREATE INDEX asset_merged ON asset (merged_into) WHERE merged_into != '';;
CREATE INDEX asset_name ON asset (name);;
CREATE UNIQUE INDEX kit_id ON kit (id);;
CREATE INDEX part_kit ON part (kit);;
CREATE UNIQUE INDEX line_id ON line (id);;
CREATE INDEX line_loan ON line (loan);;
CREATE UNIQUE INDEX line_one_holder ON line (asset) WHERE returned_ms = 0 AND asset <> '';;
CREATE INDEX line_held ON line (holder, due_ms) WHERE returned_ms = 0;;
CREATE INDEX line_due ON line (due_ms) WHERE returned_ms = 0;;
CREATE INDEX line_holder ON line (holder, out_ms);;
CREATE INDEX line_asset ON line (asset, out_ms) WHERE asset <> '';;
CREATE INDEX line_kit ON line (kit, out_ms) WHERE kit <> '';;
CREATE INDEX identifier_named ON identifier (names) WHERE source = 'given';;
CREATE INDEX exception_subject ON exception (subject);;
CREATE INDEX exception_open ON exception (kind) WHERE decided = '';;
CREATE TRIGGER event_stays BEFORE UPDATE OF chain, seq, kind, actor, hlc, wall_ms, canonical ON event BEGIN SELECT RAISE(ABORT, 'the ledger is insert-only'); END;;
CREATE TRIGGER event_is_kept BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the ledger is insert-only'); END;;
CREATE VIRTUAL TABLE person_search USING fts5(words, content='', contentless_delete=1, tokenize='trigram');;
CREATE VIRTUAL TABLE asset_search USING fts5(words, content='', contentless_delete=1, tokenize='trigram')
