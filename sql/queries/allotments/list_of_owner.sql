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
FROM allotment_owner o
JOIN allotment a ON a.tenant_id = o.tenant_id AND a.id = o.allotment_id
WHERE o.tenant_id = :tenant_id AND o.user_id = :user_id
ORDER BY a.id
