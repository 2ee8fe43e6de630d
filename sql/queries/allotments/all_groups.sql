-- Lists every group of every allotment, by group, with what is taken of it.
-- param tenant_id int
-- column group_id int
-- column sku_id int
-- column allotment_id int
-- column seat_limit int
-- column consumed int
-- rows many
SELECT g.group_id, g.sku_id, a.id AS allotment_id, a.seat_limit, a.consumed
FROM allotment_group g
JOIN allotment a ON a.tenant_id = g.tenant_id AND a.id = g.allotment_id
WHERE g.tenant_id = :tenant_id
ORDER BY g.group_id, g.sku_id
