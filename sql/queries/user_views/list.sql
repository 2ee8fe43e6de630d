-- Lists the custom views of the users, by name. There are few: an organisation has at most 50.
-- param tenant_id int
-- column id int
-- column guid guid
-- column display_name text
-- column name_key text
-- column conditions text
-- column created_ms int
-- rows many
SELECT id, guid, display_name, name_key, conditions, created_ms
FROM user_view
WHERE tenant_id = :tenant_id
ORDER BY name_key
