-- Writes what was decided about a person who is still pending.
-- param state int
-- param sku_id int?
-- param group_id int?
-- param message text?
-- param decided_ms int
-- param decided_by text
-- param tenant_id int
-- param request_id int
-- param user_id int
-- rows exec
UPDATE license_request_person
SET state = :state, sku_id = :sku_id, group_id = :group_id, message = :message, decided_ms = :decided_ms, decided_by = :decided_by
WHERE tenant_id = :tenant_id AND request_id = :request_id AND user_id = :user_id AND state = 0
