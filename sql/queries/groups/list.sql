-- Pages through the live groups, by key.
-- param tenant_id int
-- param after int
-- param limit int
-- column id int
-- column guid guid
-- column display_name text
-- column description text?
-- column mail_nickname text
-- column mail text?
-- column visibility text?
-- column mail_enabled int
-- column security_enabled int
-- column is_unified int
-- column is_best_effort int
-- column includes_nested int
-- column created_ms int
-- column renewed_ms int
-- column deleted_ms int?
-- rows many
SELECT
	id, guid, display_name, description, mail_nickname, mail, visibility, mail_enabled, security_enabled,
	is_unified, is_best_effort, includes_nested, created_ms, renewed_ms, deleted_ms
FROM user_group
WHERE tenant_id = :tenant_id AND id > :after AND deleted_ms IS NULL
ORDER BY id
LIMIT :limit
