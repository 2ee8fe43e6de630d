-- Keeps only the sessions that a user has begun last.
-- param tenant_id int
-- param user_id int
-- param keep int
-- rows exec
DELETE FROM session
WHERE tenant_id = :tenant_id AND user_id = :user_id AND id NOT IN (
	SELECT s.id
	FROM session s
	WHERE s.tenant_id = :tenant_id AND s.user_id = :user_id
	ORDER BY s.id DESC
	LIMIT :keep)
