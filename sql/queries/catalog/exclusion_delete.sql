-- Removes a group that is missing in a newer file. Nothing refers to it; its plans must be taken out first.
-- param tenant_id int
-- param id int
-- rows exec
DELETE FROM exclusion
WHERE tenant_id = :tenant_id AND id = :id
