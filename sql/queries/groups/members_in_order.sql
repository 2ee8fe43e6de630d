-- Pages through the users who are in a group themselves, the longest membership first (D-08).
-- param tenant_id int
-- param group_id int
-- param after_ms int
-- param after_id int
-- param limit int
-- column user_id int
-- column added_ms int
-- rows many
SELECT member_id AS user_id, added_ms
FROM group_member
WHERE tenant_id = :tenant_id AND group_id = :group_id AND member_kind = 0
	AND (added_ms, member_id) > (:after_ms, :after_id)
ORDER BY added_ms, member_id
LIMIT :limit
