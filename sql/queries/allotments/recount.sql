-- Counts who takes a seat of the product by a group of the allotment, each once (R-103): whoever has a path that is not without a seat.
-- param tenant_id int
-- param id int
-- rows exec
UPDATE allotment SET consumed = (
	SELECT COUNT(DISTINCT p.user_id)
	FROM allotment_group g
	CROSS JOIN license_path p
	WHERE g.tenant_id = :tenant_id AND g.allotment_id = :id
		AND p.tenant_id = :tenant_id AND p.source_id = g.group_id AND p.source_id <> 0 AND p.sku_id = g.sku_id
		AND NOT EXISTS (
			SELECT 1
			FROM license_path e
			WHERE e.tenant_id = p.tenant_id AND e.source_id = p.source_id AND e.user_id = p.user_id AND e.sku_id = p.sku_id AND e.state = 2
		)
)
WHERE tenant_id = :tenant_id AND id = :id
