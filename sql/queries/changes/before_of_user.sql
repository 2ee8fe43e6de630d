-- Lists what an operation did to the direct licences of a user, in order, in a part of its changes.
-- param tenant_id int
-- param operation_id int
-- param first int
-- param last int
-- param user_id int
-- column sku_id int
-- column plan_set_before int?
-- column plan_set_after int?
-- rows many
SELECT sku_id, plan_set_before, plan_set_after
FROM operation_change
WHERE tenant_id = :tenant_id AND operation_id = :operation_id AND seq >= :first AND seq <= :last AND kind = 1
	AND object_id = :user_id AND source_id = 0
ORDER BY seq
