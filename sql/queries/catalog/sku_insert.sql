-- Adds a product that is offered.
-- param tenant_id int
-- param id int
-- param guid guid
-- param part_number text
-- param display_name text
-- param vendor text
-- param is_company int
-- rows exec
INSERT INTO sku (tenant_id, id, guid, part_number, display_name, vendor, is_company, is_offered)
VALUES (:tenant_id, :id, :guid, :part_number, :display_name, :vendor, :is_company, 1)
