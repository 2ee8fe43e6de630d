-- Lists every path of a user, with the plans that are off and the pool of its SKU; enabled is NULL where there is no pool.
-- param tenant_id int
-- param user_id int
-- column sku_id int
-- column source_id int
-- column plan_set_id int
-- column plans blob
-- column state int
-- column error int
-- column since_ms int
-- column enabled int?
-- column warning int
-- column suspended int
-- column locked_out int
-- column self_service int
-- column consumed int
-- rows many
SELECT
	p.sku_id, p.source_id, p.plan_set_id, s.plans, p.state, p.error, p.since_ms, q.enabled,
	COALESCE(q.warning, 0) AS warning, COALESCE(q.suspended, 0) AS suspended, COALESCE(q.locked_out, 0) AS locked_out,
	COALESCE(q.self_service, 0) AS self_service, COALESCE(q.consumed, 0) AS consumed
FROM license_path p
JOIN plan_set s ON s.tenant_id = p.tenant_id AND s.id = p.plan_set_id
LEFT JOIN seat_pool q ON q.tenant_id = p.tenant_id AND q.sku_id = p.sku_id
WHERE p.tenant_id = :tenant_id AND p.user_id = :user_id
ORDER BY p.sku_id, p.source_id
