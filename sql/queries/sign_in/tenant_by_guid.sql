-- Finds an organisation by its id, for somebody who signs in: before that nobody is bound to one.
-- param guid guid
-- column id int
-- column guid guid
-- rows maybe
SELECT id, guid
FROM tenant
WHERE guid = :guid
