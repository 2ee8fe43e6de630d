-- Compares every allotment's counter with the users whom it counts (R-103).
-- param tenant_id int
-- column display_name text
-- column consumed int
-- column holders int
-- rows many
SELECT a.display_name, a.consumed, (
	SELECT count(DISTINCT p.user_id)
	FROM allotment_group g
	JOIN license_path p ON p.tenant_id = g.tenant_id AND p.source_id = g.group_id AND p.source_id <> 0
	WHERE g.tenant_id = a.tenant_id AND g.allotment_id = a.id AND p.sku_id = g.sku_id AND p.state IN (0, 1)
) AS holders
FROM allotment a
WHERE a.tenant_id = :tenant_id
ORDER BY a.id
