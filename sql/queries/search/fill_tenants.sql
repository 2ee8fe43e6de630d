-- Finds an organisation without a key for places in its lists, for an upgrade to make one.
-- column id int
-- rows maybe
SELECT id FROM tenant WHERE page_key IS NULL ORDER BY id LIMIT 1
