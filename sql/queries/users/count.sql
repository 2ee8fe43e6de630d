-- Counts the live users.
-- param tenant_id int
-- column count int
-- rows one
SELECT count(*)
FROM app_user
WHERE tenant_id = :tenant_id AND deleted_ms IS NULL
