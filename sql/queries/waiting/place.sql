-- Counts the places in the line for a seat as far as one of them.
-- param tenant_id int
-- param sku_id int
-- param rank int
-- param since_ms int
-- param user_id int
-- param source_id int
-- column count int
-- rows one
SELECT count(*) AS count
FROM seat_wish
WHERE tenant_id = :tenant_id AND sku_id = :sku_id
	AND (rank, since_ms, user_id, source_id) <= (:rank, :since_ms, :user_id, :source_id)
