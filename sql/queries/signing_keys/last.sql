-- The number of the newest key.
-- column id int
-- rows maybe
SELECT id
FROM signing_key
ORDER BY id DESC
LIMIT 1
