-- Finds another live user with the same mail address: a mailbox needs one of its own.
-- param tenant_id int
-- param mail_key text
-- param id int
-- column display_name text
-- rows maybe
SELECT display_name
FROM app_user
WHERE tenant_id = :tenant_id AND mail_key = :mail_key AND deleted_ms IS NULL AND id <> :id
ORDER BY id
LIMIT 1
