-- The organisation that a token names.
-- param guid guid
-- column id int
-- rows maybe
SELECT id
FROM tenant
WHERE guid = :guid AND deleting_ms IS NULL
