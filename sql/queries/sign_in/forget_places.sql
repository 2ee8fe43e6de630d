-- Keeps only a user's places that he signed in from last.
-- param tenant_id int
-- param user_id int
-- param keep int
-- rows exec
DELETE FROM sign_in_failure
WHERE tenant_id = :tenant_id AND user_id = :user_id AND place NOT IN ('', '#code') AND place NOT IN (
	SELECT f.place
	FROM sign_in_failure f
	WHERE f.tenant_id = :tenant_id AND f.user_id = :user_id AND f.place NOT IN ('', '#code')
	ORDER BY f.last_ms DESC
	LIMIT :keep)
