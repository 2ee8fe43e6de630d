-- Finds who is next in the line for a seat, behind somebody, of those for whom there is room: whoever waits by a group in an allotment that has
-- none is passed over (R-103). Each group's own line is looked at, so that it costs the same however many wait in vain.
-- param tenant_id int
-- param sku_id int
-- param rank int
-- param since_ms int
-- param user_id int
-- param source_id int
-- column rank int
-- column since_ms int
-- column user_id int
-- column source_id int
-- rows maybe
SELECT w.rank, w.since_ms, w.user_id, w.source_id
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
WHERE w.tenant_id = :tenant_id AND w.sku_id = :sku_id AND w.source_id = roomy.source_id
	AND w.user_id = (
		SELECT x.user_id
		FROM seat_wish x
		WHERE x.tenant_id = :tenant_id AND x.sku_id = :sku_id AND x.source_id = roomy.source_id
			AND (x.rank, x.since_ms, x.user_id) >= (:rank, :since_ms, :user_id)
			AND ((x.rank, x.since_ms, x.user_id) > (:rank, :since_ms, :user_id) OR x.source_id > :source_id)
		ORDER BY x.rank, x.since_ms, x.user_id
		LIMIT 1
	)
ORDER BY w.rank, w.since_ms, w.user_id, w.source_id
LIMIT 1
