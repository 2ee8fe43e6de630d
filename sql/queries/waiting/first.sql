-- Finds who is next in the line for a seat, behind somebody; with_full: also who waits for room in an allotment that has none (R-103).
-- param tenant_id int
-- param sku_id int
-- param rank int
-- param since_ms int
-- param user_id int
-- param source_id int
-- param with_full int
-- column rank int
-- column since_ms int
-- column user_id int
-- column source_id int
-- rows maybe
SELECT w.rank, w.since_ms, w.user_id, w.source_id
FROM seat_wish w
WHERE w.tenant_id = :tenant_id AND w.sku_id = :sku_id
	AND (w.rank, w.since_ms, w.user_id, w.source_id) > (:rank, :since_ms, :user_id, :source_id)
	AND (:with_full = 1 OR NOT EXISTS (
		SELECT 1
		FROM allotment_group g
		JOIN allotment a ON a.tenant_id = g.tenant_id AND a.id = g.allotment_id
		WHERE g.tenant_id = w.tenant_id AND g.sku_id = w.sku_id AND g.group_id = w.source_id
			AND a.consumed >= a.seat_limit
	))
ORDER BY w.rank, w.since_ms, w.user_id, w.source_id
LIMIT 1
