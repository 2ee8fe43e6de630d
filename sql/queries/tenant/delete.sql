-- Removes an organisation that has nothing left.
-- param id int
-- rows exec
DELETE FROM tenant WHERE id = :id AND deleting_ms IS NOT NULL
