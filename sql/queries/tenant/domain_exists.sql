-- Tells whether a domain is verified: the part of a user principal name behind its last at sign must be.
-- param tenant_id int
-- param name_key text
-- column name text
-- rows maybe
SELECT name
FROM tenant_domain
WHERE tenant_id = :tenant_id AND name_key = :name_key
