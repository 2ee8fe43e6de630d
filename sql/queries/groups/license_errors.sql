-- Counts the users who have a path of a group that is not healthy (G-23).
-- param tenant_id int
-- param group_id int
-- column count int
-- rows one
SELECT COUNT(DISTINCT user_id) AS count
FROM license_path
WHERE tenant_id = :tenant_id AND source_id = :group_id AND state <> 0
