-- Compares every allotment's counter with the users whom it counts (R-103): who has a path that is not without a seat.
-- param tenant_id int
-- column display_name text
-- column consumed int
-- column holders int
-- rows many
SELECT a.display_name, a.consumed, (
	SELECT COUNT(DISTINCT p.user_id)
	FROM allotment_group g
	CROSS JOIN license_path p
	WHERE g.tenant_id = a.tenant_id AND g.allotment_id = a.id
		AND p.tenant_id = g.tenant_id AND p.source_id = g.group_id AND p.source_id <> 0 AND p.sku_id = g.sku_id
		AND NOT EXISTS (
			SELECT 1
			FROM license_path e
			WHERE e.tenant_id = p.tenant_id AND e.source_id = p.source_id AND e.user_id = p.user_id AND e.sku_id = p.sku_id AND e.state = 2
		)
) AS holders
FROM allotment a
WHERE a.tenant_id = :tenant_id
ORDER BY a.id
