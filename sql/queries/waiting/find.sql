-- Finds the place of a path in the line for a seat.
-- param tenant_id int
-- param sku_id int
-- param user_id int
-- param source_id int
-- column rank int
-- column since_ms int
-- column reason text?
-- rows maybe
SELECT rank, since_ms, reason
FROM seat_wish
WHERE tenant_id = :tenant_id AND sku_id = :sku_id AND user_id = :user_id AND source_id = :source_id
