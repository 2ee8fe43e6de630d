-- Lists somebody's own templates for new users, by name. There are few: at most 50.
-- param tenant_id int
-- param owner_kind int
-- param owner_id int
-- column id int
-- column guid guid
-- column display_name text
-- column name_key text
-- column contents text
-- column created_ms int
-- rows many
SELECT id, guid, display_name, name_key, contents, created_ms
FROM user_template
WHERE tenant_id = :tenant_id AND owner_kind = :owner_kind AND owner_id = :owner_id
ORDER BY name_key
