-- What a deleted user waited for (D-19): a wish is remembered with its place in the line; wish_rank is NULL for a licence that was held.

ALTER TABLE deleted_license ADD COLUMN wish_rank {int};

ALTER TABLE deleted_license ADD COLUMN wish_since_ms {int};

ALTER TABLE deleted_license ADD COLUMN wish_reason {text};
