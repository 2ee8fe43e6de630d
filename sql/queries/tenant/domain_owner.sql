-- Finds whose domain it is: a domain belongs to one organisation of the installation.
-- param name_key text
-- column tenant_id int
-- column display_name text
-- rows maybe
SELECT d.tenant_id, t.display_name
FROM tenant_domain d
JOIN tenant t ON t.id = d.tenant_id
WHERE d.name_key = :name_key
