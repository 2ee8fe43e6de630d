-- Lists what a user has, or lacks, of a group, and whether the allotment that it stands in has no room (R-103).
-- param tenant_id int
-- param user_id int
-- param group_id int
-- column sku_id int
-- column state int
-- column error int
-- column since_ms int
-- column is_full int
-- rows many
SELECT p.sku_id, p.state, p.error, p.since_ms,
	CASE WHEN EXISTS (
		SELECT 1
		FROM allotment_group g
		JOIN allotment a ON a.tenant_id = g.tenant_id AND a.id = g.allotment_id
		WHERE g.tenant_id = p.tenant_id AND g.sku_id = p.sku_id AND g.group_id = p.source_id
			AND a.consumed >= a.seat_limit
	) THEN 1 ELSE 0 END AS is_full
FROM license_path p
WHERE p.tenant_id = :tenant_id AND p.user_id = :user_id AND p.source_id = :group_id
ORDER BY p.sku_id
