-- Closes the requests in which nobody is pending any more, because whoever was is gone.
-- param closed_ms int
-- param tenant_id int
-- rows exec
UPDATE license_request
SET is_open = 0, closed_ms = :closed_ms
WHERE tenant_id = :tenant_id AND is_open = 1 AND NOT EXISTS (
	SELECT 1 FROM license_request_person w
	WHERE w.tenant_id = :tenant_id AND w.request_id = license_request.id AND w.state = 0
)
