-- Finds who is next in the line for a seat, behind somebody.
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
SELECT rank, since_ms, user_id, source_id
FROM seat_wish
WHERE tenant_id = :tenant_id AND sku_id = :sku_id
	AND (rank, since_ms, user_id, source_id) > (:rank, :since_ms, :user_id, :source_id)
ORDER BY rank, since_ms, user_id, source_id
LIMIT 1
