-- What others hold in somebody's name (A15) is found by whose it is: it may have been handed on, to whom no
-- stand-in's row leads. Few tasks are held so at any time, and no others are in it.
PRAGMA user_version = 5;

CREATE INDEX open_tasks_principal ON open_tasks (principal, task) WHERE principal <> 0;
