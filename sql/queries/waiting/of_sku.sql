-- Lists the places of a user in the line for a seat of one SKU.
-- param tenant_id int
-- param sku_id int
-- param user_id int
-- column rank int
-- column since_ms int
-- column source_id int
-- column reason text?
-- rows many
SELECT rank, since_ms, source_id, reason
FROM seat_wish
WHERE tenant_id = :tenant_id AND sku_id = :sku_id AND user_id = :user_id
ORDER BY source_id
