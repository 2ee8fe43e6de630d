-- Finds an organisation by one of its verified domains, for somebody who signs in: before that nobody is bound to one.
-- param name_key text
-- column id int
-- column guid guid
-- rows maybe
SELECT t.id, t.guid
FROM tenant_domain d
JOIN tenant t ON t.id = d.tenant_id
WHERE d.name_key = :name_key
