-- Tells all that decides what the live user with a GUID may use, in one journey: whether he is blocked, which catalogue counts,
-- and each path with the plans that are off and the seats in use of its SKU (D-09). One row without a path where there is none.
-- param tenant_id int
-- param guid guid
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
WHERE u.tenant_id = :tenant_id AND u.guid = :guid AND u.deleted_ms IS NULL
ORDER BY p.sku_id, p.source_id
