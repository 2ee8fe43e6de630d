-- Finds another live user with the same mail address: a mailbox needs one of its own. The range of one value makes SQLite,
-- which keeps no statistics here, take the index on the address instead of walking through every user.
-- param tenant_id int
-- param mail_key text
-- param id int
-- column id int
-- column display_name text
-- rows maybe
SELECT id, display_name
FROM app_user
WHERE tenant_id = :tenant_id AND mail_key BETWEEN :mail_key AND :mail_key AND deleted_ms IS NULL AND id <> :id
LIMIT 1
