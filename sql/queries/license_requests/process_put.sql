-- Writes what an organisation has people do instead of asking here.
-- param tenant_id int
-- param is_own int
-- param message text?
-- param link text?
-- rows exec
INSERT INTO license_request_process (tenant_id, is_own, message, link)
VALUES (:tenant_id, :is_own, :message, :link)
ON CONFLICT (tenant_id) DO UPDATE SET is_own = excluded.is_own, message = excluded.message, link = excluded.link
