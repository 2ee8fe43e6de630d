-- Counts the people in the line for a seat ahead of a place, without the one whose it is, as far as a limit; not those for whom an allotment
-- has no room (R-103).
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
	FROM seat_wish w
	WHERE w.tenant_id = :tenant_id AND w.sku_id = :sku_id AND w.user_id <> :user_id
		AND (w.rank, w.since_ms, w.user_id) < (:rank, :since_ms, :user_id)
		AND NOT EXISTS (
			SELECT 1
			FROM allotment_group g
			JOIN allotment a ON a.tenant_id = g.tenant_id AND a.id = g.allotment_id
			WHERE g.tenant_id = w.tenant_id AND g.sku_id = w.sku_id AND g.group_id = w.source_id
				AND a.consumed >= a.seat_limit
		)
	LIMIT :limit
) AS somebody
