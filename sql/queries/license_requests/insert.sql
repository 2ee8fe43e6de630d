-- Writes what somebody asks for.
-- param tenant_id int
-- param id int
-- param guid guid
-- param requester_id int
-- param sku_id int
-- param message text?
-- param created_ms int
-- rows exec
INSERT INTO license_request (tenant_id, id, guid, requester_id, sku_id, message, is_open, created_ms)
VALUES (:tenant_id, :id, :guid, :requester_id, :sku_id, :message, 1, :created_ms)
