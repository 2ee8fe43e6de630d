-- Says that the copy is complete.
-- rows exec
DELETE FROM copy_mark
WHERE id = 1
