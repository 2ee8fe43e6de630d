-- Lists the allotments of a product, or with sku_id 0 all of the organisation's: at most 1,000.
-- param tenant_id int
-- param sku_id int
-- column id int
-- column guid guid
-- column sku_id int
-- column display_name text
-- column seat_limit int
-- column consumed int
-- column created_ms int
-- rows many
SELECT id, guid, sku_id, display_name, seat_limit, consumed, created_ms
FROM allotment
WHERE tenant_id = :tenant_id AND (:sku_id = 0 OR sku_id = :sku_id)
ORDER BY id
