-- Writes the properties of a group.
-- param tenant_id int
-- param id int
-- param display_name text
-- param name_key text
-- param words text
-- param description_key text
-- param description_words text
-- param description text?
-- param mail_nickname text
-- param mail text?
-- param visibility text?
-- param mail_enabled int
-- param security_enabled int
-- param is_best_effort int
-- param includes_nested int
-- param renewed_ms int
-- rows exec
UPDATE user_group SET
	display_name = :display_name, name_key = :name_key, words = :words, description_key = :description_key,
	description_words = :description_words, description = :description,
	mail_nickname = :mail_nickname, mail = :mail, visibility = :visibility, mail_enabled = :mail_enabled,
	security_enabled = :security_enabled, is_best_effort = :is_best_effort,
	includes_nested = :includes_nested, renewed_ms = :renewed_ms
WHERE tenant_id = :tenant_id AND id = :id
