-- Counts the people in the line for a seat ahead of a place, without the one whose it is, as far as a limit.
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
	LIMIT :limit
) AS somebody
