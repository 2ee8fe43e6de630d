-- Removes a template for new users.
-- param tenant_id int
-- param id int
-- rows exec
DELETE FROM user_template
WHERE tenant_id = :tenant_id AND id = :id
