-- Finds the objects of a kind that changed behind a place and up to a stamp, in the order of stamps.
-- param tenant_id int
-- param kind int
-- param after_stamp int
-- param after_id int
-- param to int
-- param limit int
-- column stamp int
-- column object_id int
-- rows many
SELECT DISTINCT stamp, object_id
FROM object_change
WHERE tenant_id = :tenant_id AND kind = :kind AND (stamp, object_id) > (:after_stamp, :after_id) AND stamp <= :to
ORDER BY stamp, object_id
LIMIT :limit
