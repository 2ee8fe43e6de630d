-- Writes down what a table of a backup holds.
-- param position int
-- param table_name text
-- param row_count int
-- param hash blob
-- rows exec
INSERT INTO copy_sum (position, table_name, row_count, hash)
VALUES (:position, :table_name, :row_count, :hash)
