-- What a user chose for himself.
-- param tenant_id int
-- param user_id int
-- column name text
-- column value text
-- rows many
SELECT name, value
FROM preference
WHERE tenant_id = :tenant_id AND user_id = :user_id
ORDER BY name
