-- Puts a group into an allotment.
-- param tenant_id int
-- param sku_id int
-- param group_id int
-- param allotment_id int
-- rows exec
INSERT INTO allotment_group (tenant_id, sku_id, group_id, allotment_id)
VALUES (:tenant_id, :sku_id, :group_id, :allotment_id)
