-- Takes all plans out of a group, before its new list is written or the group goes.
-- param tenant_id int
-- param exclusion_id int
-- rows exec
DELETE FROM exclusion_plan
WHERE tenant_id = :tenant_id AND exclusion_id = :exclusion_id
