-- Counts who takes a seat of the product by a group of the allotment, each once (R-103).
-- param tenant_id int
-- param id int
-- rows exec
UPDATE allotment SET consumed = (
	SELECT count(DISTINCT p.user_id)
	FROM allotment_group g
	JOIN license_path p ON p.tenant_id = g.tenant_id AND p.source_id = g.group_id AND p.source_id <> 0
	WHERE g.tenant_id = allotment.tenant_id AND g.allotment_id = allotment.id
		AND p.sku_id = g.sku_id AND p.state IN (0, 1)
)
WHERE tenant_id = :tenant_id AND id = :id
