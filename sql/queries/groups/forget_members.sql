-- Takes everybody out of a group: it goes for good.
-- param tenant_id int
-- param group_id int
-- rows exec
DELETE FROM group_member
WHERE tenant_id = :tenant_id AND group_id = :group_id
