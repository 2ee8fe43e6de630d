-- Marks the catalogue as changed, so that every process reads it again before its next decision.
-- param catalog_version int
-- param tenant_id int
-- rows exec
UPDATE tenant SET catalog_version = :catalog_version WHERE id = :tenant_id
