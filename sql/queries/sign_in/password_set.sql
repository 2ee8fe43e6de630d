-- When the password of a user was set; no row for one without.
-- param tenant_id int
-- param user_id int
-- column set_ms int
-- rows maybe
SELECT set_ms
FROM user_password
WHERE tenant_id = :tenant_id AND user_id = :user_id
