-- Pages through the users who are in a group themselves, by key.
-- param tenant_id int
-- param group_id int
-- param after int
-- param limit int
-- column user_id int
-- rows many
SELECT member_id AS user_id
FROM group_member
WHERE tenant_id = :tenant_id AND group_id = :group_id AND member_kind = 0 AND member_id > :after
ORDER BY member_id
LIMIT :limit
