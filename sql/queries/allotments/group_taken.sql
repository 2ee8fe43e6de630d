-- Finds the allotment of a product that a group stands in.
-- param tenant_id int
-- param sku_id int
-- param group_id int
-- column id int
-- column display_name text
-- rows maybe
SELECT a.id, a.display_name
FROM allotment_group ag
JOIN allotment a ON a.tenant_id = ag.tenant_id AND a.id = ag.allotment_id
WHERE ag.tenant_id = :tenant_id AND ag.sku_id = :sku_id AND ag.group_id = :group_id
