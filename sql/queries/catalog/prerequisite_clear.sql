-- Makes a plan need no other, before its new list is written.
-- param tenant_id int
-- param plan_id int
-- rows exec
DELETE FROM prerequisite
WHERE tenant_id = :tenant_id AND plan_id = :plan_id
