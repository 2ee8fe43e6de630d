-- Reads which plans need which others: one of the rows of a plan is enough.
-- param tenant_id int
-- column plan_id int
-- column needs_plan_id int
-- rows many
SELECT plan_id, needs_plan_id
FROM prerequisite
WHERE tenant_id = :tenant_id
ORDER BY plan_id, needs_plan_id
