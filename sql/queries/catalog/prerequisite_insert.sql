-- Adds a plan to those of which another needs one.
-- param tenant_id int
-- param plan_id int
-- param needs_plan_id int
-- rows exec
INSERT INTO prerequisite (tenant_id, plan_id, needs_plan_id)
VALUES (:tenant_id, :plan_id, :needs_plan_id)
