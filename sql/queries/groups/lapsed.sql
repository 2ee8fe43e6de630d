-- Lists what groups give of products of which nothing is left, some at a time: no purchase keeps their licences (as
-- subscriptions/others.sql).
-- param tenant_id int
-- param limit int
-- column group_id int
-- column sku_id int
-- column plan_set_id int
-- rows many
SELECT g.group_id, g.sku_id, g.plan_set_id
FROM group_license g
WHERE g.tenant_id = :tenant_id
	AND NOT EXISTS (
		SELECT 1 FROM subscription s
		WHERE s.tenant_id = g.tenant_id AND s.sku_id = g.sku_id AND (s.status <> 3 OR s.next_lifecycle_ms IS NOT NULL)
	)
ORDER BY g.group_id, g.sku_id
LIMIT :limit
