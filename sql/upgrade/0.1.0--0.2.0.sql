-- From 0.1.0 to 0.2.0: what cannot be replaced (doc/developing.md, Releasing).
-- First what functions, views, triggers and comments of 0.2.0 need: ALTER TYPE,
-- ALTER TABLE, changed rows.

-- Functions, views, triggers, comments, and what is new: made of the parts of the install script.

-- Then what needs them: operators that have changed, DROP of what is gone.
