-- Writes what a newer file says about a product, or that it is missing there: it is no longer offered, but never removed.
-- param part_number text
-- param display_name text
-- param is_company int
-- param is_offered int
-- param tenant_id int
-- param id int
-- rows exec
UPDATE sku
SET part_number = :part_number, display_name = :display_name, is_company = :is_company, is_offered = :is_offered
WHERE tenant_id = :tenant_id AND id = :id
