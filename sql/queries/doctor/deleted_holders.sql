-- Counts paths of deleted users: a deleted user holds no seat (R-08).
-- param tenant_id int
-- column count int
-- rows one
SELECT count(*)
FROM license_path p
JOIN app_user u ON u.tenant_id = p.tenant_id AND u.id = p.user_id
WHERE p.tenant_id = :tenant_id AND u.deleted_ms IS NOT NULL
