-- Pages through the users who have a path from a group, by key: also those who have left it.
-- param tenant_id int
-- param group_id int
-- param after int
-- param limit int
-- column user_id int
-- rows many
SELECT DISTINCT user_id
FROM license_path
WHERE tenant_id = :tenant_id AND source_id = :group_id AND source_id <> 0 AND user_id > :after
ORDER BY user_id
LIMIT :limit
