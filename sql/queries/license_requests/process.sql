-- What an organisation has people do instead of asking here.
-- param tenant_id int
-- column is_own int
-- column message text?
-- column link text?
-- rows maybe
SELECT is_own, message, link
FROM license_request_process
WHERE tenant_id = :tenant_id
