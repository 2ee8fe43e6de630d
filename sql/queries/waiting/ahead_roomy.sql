-- Counts the people in the line for a seat ahead of a place, without the one whose it is, as far as a limit, of those for whom there is room in
-- the allotments of their groups (R-103): see first_roomy.sql.
-- param tenant_id int
-- param sku_id int
-- param rank int
-- param since_ms int
-- param user_id int
-- param limit int
-- column count int
-- rows one
SELECT count(*) AS count
FROM (
	SELECT DISTINCT w.user_id
	FROM (
		SELECT 0 AS source_id
		UNION ALL
		SELECT l.group_id
		FROM group_license l
		WHERE l.tenant_id = :tenant_id AND l.sku_id = :sku_id
			AND NOT EXISTS (
				SELECT 1
				FROM allotment_group g
				JOIN allotment a ON a.tenant_id = g.tenant_id AND a.id = g.allotment_id
				WHERE g.tenant_id = l.tenant_id AND g.sku_id = l.sku_id AND g.group_id = l.group_id AND a.consumed >= a.seat_limit
			)
	) AS roomy
	CROSS JOIN seat_wish w
	WHERE w.tenant_id = :tenant_id AND w.sku_id = :sku_id AND w.source_id = roomy.source_id AND w.user_id <> :user_id
		AND (w.rank, w.since_ms, w.user_id) < (:rank, :since_ms, :user_id)
	LIMIT :limit
) AS somebody
