CREATE INDEX event_lent ON event (hlc) WHERE kind = 'checked_out'
