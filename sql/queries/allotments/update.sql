-- Writes name and limit of an allotment.
-- param display_name text
-- param seat_limit int
-- param tenant_id int
-- param id int
-- rows exec
UPDATE allotment SET display_name = :display_name, seat_limit = :seat_limit
WHERE tenant_id = :tenant_id AND id = :id
