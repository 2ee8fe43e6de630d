-- Tells the same as by_guid.sql of the live user with a folded user principal name.
-- param tenant_id int
-- param upn_key text
-- column user_id int
-- column guid guid
-- column account_enabled int
-- column catalog_version int
-- column sku_id int?
-- column plans blob?
-- column state int?
-- column error int?
-- column usable_seats int
-- rows many
SELECT
	u.id AS user_id, u.guid, u.account_enabled, t.catalog_version, p.sku_id, s.plans, p.state, p.error,
	COALESCE(q.enabled + q.warning, 0) AS usable_seats
FROM app_user u
JOIN tenant t ON t.id = u.tenant_id
LEFT JOIN license_path p ON p.tenant_id = u.tenant_id AND p.user_id = u.id
LEFT JOIN plan_set s ON s.tenant_id = p.tenant_id AND s.id = p.plan_set_id
LEFT JOIN seat_pool q ON q.tenant_id = p.tenant_id AND q.sku_id = p.sku_id
WHERE u.tenant_id = :tenant_id AND u.upn_key = :upn_key AND u.deleted_ms IS NULL
ORDER BY p.sku_id, p.source_id
