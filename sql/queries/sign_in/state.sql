-- What counts of a user at the end of an attempt to sign in; no row for one without a password or deleted.
-- param tenant_id int
-- param user_id int
-- column account_enabled int
-- column hash text
-- column must_change int
-- column set_ms int
-- rows maybe
SELECT u.account_enabled, p.hash, p.must_change, p.set_ms
FROM app_user u
JOIN user_password p ON p.tenant_id = u.tenant_id AND p.user_id = u.id
WHERE u.tenant_id = :tenant_id AND u.id = :user_id AND u.deleted_ms IS NULL
