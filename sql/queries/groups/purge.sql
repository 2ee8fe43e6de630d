-- Removes a group for good; its members and owners go with it.
-- param tenant_id int
-- param id int
-- rows exec
DELETE FROM user_group
WHERE tenant_id = :tenant_id AND id = :id
