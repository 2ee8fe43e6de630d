-- Tells whether a group gives anybody anything: it has licences, or somebody still has something of it.
-- param tenant_id int
-- param group_id int
-- column found int
-- rows one
SELECT
	(SELECT COUNT(*) FROM group_license l WHERE l.tenant_id = :tenant_id AND l.group_id = :group_id)
	+ (SELECT COUNT(*) FROM (
		SELECT 1 AS one
		FROM license_path p
		WHERE p.tenant_id = :tenant_id AND p.source_id = :group_id AND p.source_id <> 0
		LIMIT 1
	) somebody) AS found
