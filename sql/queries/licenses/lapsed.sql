-- Lists the products that a user has directly and of which nothing is left: no purchase keeps their licences (as
-- subscriptions/others.sql).
-- param tenant_id int
-- param user_id int
-- param limit int
-- column sku_id int
-- rows many
SELECT p.sku_id
FROM license_path p
WHERE p.tenant_id = :tenant_id AND p.user_id = :user_id AND p.source_id = 0
	AND NOT EXISTS (
		SELECT 1 FROM subscription s
		WHERE s.tenant_id = p.tenant_id AND s.sku_id = p.sku_id AND (s.status <> 3 OR s.next_lifecycle_ms IS NOT NULL)
	)
ORDER BY p.sku_id
LIMIT :limit
