-- A user in whose name tokens are made: what they say of him, and whether he may sign in at all.
-- param tenant_id int
-- param id int
-- column guid guid
-- column upn text
-- column display_name text
-- column given_name text?
-- column surname text?
-- column mail text?
-- column account_enabled int
-- column deleted_ms int?
-- rows maybe
SELECT guid, upn, display_name, given_name, surname, mail, account_enabled, deleted_ms
FROM app_user
WHERE tenant_id = :tenant_id AND id = :id
