-- Lists the allotments that a user owns.
-- param tenant_id int
-- param user_id int
-- column id int
-- column guid guid
-- column sku_id int
-- column display_name text
-- column seat_limit int
-- column consumed int
-- column created_ms int
-- rows many
SELECT a.id, a.guid, a.sku_id, a.display_name, a.seat_limit, a.consumed, a.created_ms
FROM allotment_owner one
CROSS JOIN allotment a
WHERE one.tenant_id = :tenant_id AND one.user_id = :user_id AND a.tenant_id = one.tenant_id AND a.id = one.allotment_id
ORDER BY one.allotment_id
