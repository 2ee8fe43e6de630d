-- Lists the lines for a seat that a user stands in.
-- param tenant_id int
-- param user_id int
-- column sku_id int
-- column source_id int
-- column rank int
-- column since_ms int
-- column reason text?
-- rows many
SELECT sku_id, source_id, rank, since_ms, reason
FROM seat_wish
WHERE tenant_id = :tenant_id AND user_id = :user_id
ORDER BY sku_id, source_id
