-- Marks an organisation as being deleted: from now on nobody gets in.
-- param deleting_ms int
-- param id int
-- rows exec
UPDATE tenant SET deleting_ms = :deleting_ms
WHERE id = :id AND deleting_ms IS NULL
