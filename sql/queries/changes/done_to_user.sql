-- Lists what an operation did to a user, in order, in a part of its changes: to direct licences, and to places in the line for them.
-- param tenant_id int
-- param operation_id int
-- param first int
-- param last int
-- param user_id int
-- column kind int
-- column sku_id int?
-- column plan_set_before int?
-- column plan_set_after int?
-- column state_before int?
-- column state_after int?
-- column detail text?
-- rows many
SELECT kind, sku_id, plan_set_before, plan_set_after, state_before, state_after, detail
FROM operation_change
WHERE tenant_id = :tenant_id AND operation_id = :operation_id AND seq >= :first AND seq <= :last AND kind IN (1, 20)
	AND object_id = :user_id AND source_id = 0
ORDER BY seq
