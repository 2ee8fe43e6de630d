-- Puts a plan into a group.
-- param tenant_id int
-- param exclusion_id int
-- param plan_id int
-- rows exec
INSERT INTO exclusion_plan (tenant_id, exclusion_id, plan_id)
VALUES (:tenant_id, :exclusion_id, :plan_id)
