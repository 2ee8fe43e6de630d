-- Counts who has something of a group, and for whom some of it could not be given (R-96): 0 is Active.
-- param tenant_id int
-- param group_id int
-- column users int
-- column failed int
-- rows one
SELECT
	(
		SELECT count(*) FROM (
			SELECT DISTINCT p.user_id FROM license_path p
			WHERE p.tenant_id = :tenant_id AND p.source_id = :group_id AND p.source_id <> 0
		) AS somebody
	) AS users,
	(
		SELECT count(*) FROM (
			SELECT DISTINCT p.user_id FROM license_path p
			WHERE p.tenant_id = :tenant_id AND p.source_id = :group_id AND p.state <> 0
		) AS somebody
	) AS failed
