-- Lists what the tables of a backup are said to hold.
-- column position int
-- column table_name text
-- column row_count int
-- column hash blob
-- rows many
SELECT position, table_name, row_count, hash
FROM copy_sum
ORDER BY position
