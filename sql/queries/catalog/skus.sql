-- Reads every product in order of key, offered or not: licences refer to those that are not, too.
-- param tenant_id int
-- column id int
-- column guid guid
-- column part_number text
-- column display_name text
-- column vendor text
-- column is_company int
-- column is_offered int
-- rows many
SELECT id, guid, part_number, display_name, vendor, is_company, is_offered
FROM sku
WHERE tenant_id = :tenant_id
ORDER BY id
