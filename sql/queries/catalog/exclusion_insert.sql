-- Adds a group of plans that exclude each other; its plans are added one by one.
-- param tenant_id int
-- param id int
-- param vendor text
-- param name text
-- param service text
-- rows exec
INSERT INTO exclusion (tenant_id, id, vendor, name, service)
VALUES (:tenant_id, :id, :vendor, :name, :service)
