-- Writes a new allotment, of which nothing is taken yet.
-- param tenant_id int
-- param id int
-- param guid guid
-- param sku_id int
-- param display_name text
-- param seat_limit int
-- param created_ms int
-- rows exec
INSERT INTO allotment (tenant_id, id, guid, sku_id, display_name, seat_limit, consumed, created_ms)
VALUES (:tenant_id, :id, :guid, :sku_id, :display_name, :seat_limit, 0, :created_ms)
