-- Finds the allotment of a product that a group stands in, and what is taken of it.
-- param tenant_id int
-- param sku_id int
-- param group_id int
-- column allotment_id int
-- column seat_limit int
-- column consumed int
-- rows maybe
SELECT a.id AS allotment_id, a.seat_limit, a.consumed
FROM allotment_group g
JOIN allotment a ON a.tenant_id = g.tenant_id AND a.id = g.allotment_id
WHERE g.tenant_id = :tenant_id AND g.sku_id = :sku_id AND g.group_id = :group_id
