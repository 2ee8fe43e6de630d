-- Reads the plans of every group.
-- param tenant_id int
-- column exclusion_id int
-- column plan_id int
-- rows many
SELECT exclusion_id, plan_id
FROM exclusion_plan
WHERE tenant_id = :tenant_id
ORDER BY exclusion_id, plan_id
