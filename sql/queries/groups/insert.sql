-- Adds a group.
-- param tenant_id int
-- param id int
-- param guid guid
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
-- param is_unified int
-- param is_best_effort int
-- param includes_nested int
-- param created_ms int
-- rows exec
INSERT INTO user_group (
	tenant_id, id, guid, display_name, name_key, words, description_key, description_words, description, mail_nickname, mail, visibility, mail_enabled,
	security_enabled, is_unified, is_best_effort, includes_nested, created_ms, renewed_ms
) VALUES (
	:tenant_id, :id, :guid, :display_name, :name_key, :words, :description_key, :description_words, :description, :mail_nickname, :mail, :visibility, :mail_enabled,
	:security_enabled, :is_unified, :is_best_effort, :includes_nested, :created_ms, :created_ms
)
