-- Takes back a word by which a group was found.
-- param tenant_id int
-- param property int
-- param token text
-- param group_id int
-- rows exec
DELETE FROM group_token
WHERE tenant_id = :tenant_id AND property = :property AND token = :token AND group_id = :group_id
