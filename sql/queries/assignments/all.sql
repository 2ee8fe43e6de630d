-- Pages through every path of every user, by user, SKU and source: no offset, so that the last page costs what the first does.
-- param tenant_id int
-- param after_user int
-- param after_sku int
-- param after_source int
-- param limit int
-- column user_id int
-- column sku_id int
-- column source_id int
-- column guid guid
-- column upn text
-- column display_name text
-- column plans blob
-- column state int
-- column error int
-- column since_ms int
-- column usable_seats int
-- rows many
SELECT
	p.user_id, p.sku_id, p.source_id, u.guid, u.upn, u.display_name, s.plans, p.state, p.error, p.since_ms,
	COALESCE(q.enabled + q.warning, 0) AS usable_seats
FROM license_path p
JOIN app_user u ON u.tenant_id = p.tenant_id AND u.id = p.user_id
JOIN plan_set s ON s.tenant_id = p.tenant_id AND s.id = p.plan_set_id
LEFT JOIN seat_pool q ON q.tenant_id = p.tenant_id AND q.sku_id = p.sku_id
WHERE p.tenant_id = :tenant_id AND (p.user_id, p.sku_id, p.source_id) > (:after_user, :after_sku, :after_source)
ORDER BY p.user_id, p.sku_id, p.source_id
LIMIT :limit
