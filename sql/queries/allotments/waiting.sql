-- Counts the users who wait for a seat of an allotment's product by one of its groups, and have none by another of them.
-- param tenant_id int
-- param allotment_id int
-- column count int
-- rows one
SELECT COUNT(DISTINCT p.user_id) AS count
FROM allotment_group ag
CROSS JOIN license_path p
WHERE ag.tenant_id = :tenant_id AND ag.allotment_id = :allotment_id
	AND p.tenant_id = ag.tenant_id AND p.source_id = ag.group_id AND p.sku_id = ag.sku_id AND p.state = 2 AND p.error = 1
	AND NOT EXISTS (
		SELECT 1
		FROM license_path held
		JOIN allotment_group other ON other.tenant_id = held.tenant_id AND other.sku_id = held.sku_id AND other.group_id = held.source_id
		WHERE held.tenant_id = p.tenant_id AND held.user_id = p.user_id AND held.sku_id = p.sku_id AND held.state < 2 AND other.allotment_id = ag.allotment_id
	)
