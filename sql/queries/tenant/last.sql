-- Finds the greatest number of an organisation.
-- column id int?
-- rows one
SELECT max(id)
FROM tenant
