-- Since when a newest version waits for review: the record's submitted of document.go; NULL where it does not wait.
ALTER TABLE versions ADD COLUMN waits INTEGER;

UPDATE versions SET waits = (SELECT coalesce(json_extract(CAST(h.body AS TEXT), '$.submitted'), 0) FROM history h WHERE h.key = versions.content)
WHERE head = 1 AND status = (SELECT id FROM codes WHERE code = 'submitted');

-- Queues run along this index, which holds nothing but what waits.
CREATE INDEX versions_waits ON versions (waits, id, content, author, area, city, province, programme, day, kind, delivery, fit, topic, lead, place)
WHERE waits IS NOT NULL;
