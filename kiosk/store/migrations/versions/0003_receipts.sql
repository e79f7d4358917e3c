CREATE INDEX state_marked ON state (subject) WHERE latest = '~'
