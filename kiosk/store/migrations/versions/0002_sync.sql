ALTER TABLE chain ADD COLUMN acked INTEGER DEFAULT 0 NOT NULL;;
ALTER TABLE event ADD COLUMN quarantined INTEGER DEFAULT 0 NOT NULL;;
ALTER TABLE person_alias ADD COLUMN made_for TEXT DEFAULT '' NOT NULL;;
ALTER TABLE person_alias ADD COLUMN unsent INTEGER DEFAULT 0 NOT NULL;;
UPDATE person_alias SET made_for = person, unsent = 1;;
ALTER TABLE verifier ADD COLUMN unsent INTEGER DEFAULT 0 NOT NULL;;
UPDATE verifier SET unsent = 1;;
CREATE INDEX alias_made_for ON person_alias (made_for);;
CREATE INDEX alias_unsent ON person_alias (unsent);;
CREATE INDEX verifier_unsent ON verifier (unsent);;
CREATE INDEX event_far ON event (kind) WHERE kind IN ('merged', 'station_disowned')
