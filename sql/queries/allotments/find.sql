-- Finds an allotment by GUID.
-- param tenant_id int
-- param guid guid
-- column id int
-- column guid guid
-- column sku_id int
-- column display_name text
-- column seat_limit int
-- column consumed int
-- column created_ms int
-- rows maybe
SELECT id, guid, sku_id, display_name, seat_limit, consumed, created_ms
FROM allotment
WHERE tenant_id = :tenant_id AND guid = :guid
