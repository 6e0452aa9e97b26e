-- The three roles under which Startrail works, for an owner that may not make roles itself.
-- Run once as a superuser, before the first `startrail migrate`; running it again changes nothing:
--
--   psql -v owner=startrail -f infra/postgres/roles.sql
--
--   startrail_app       writes, under row security of one firm
--   startrail_read      only SELECT
--   startrail_dispatch  sees which firms have work, and nothing else
--
-- An owner that may make roles (CREATEROLE) needs no such run: the migration makes them.
\set ON_ERROR_STOP on
\if :{?owner}
\else
\set owner startrail
\endif
select format('create role %I nologin', name)
from unnest(array['startrail_app', 'startrail_read', 'startrail_dispatch']) as name
where not exists (select from pg_roles where rolname = name)
\gexec
-- With the admin option, because the migration grants the roles to its own user once more.
grant startrail_app, startrail_read, startrail_dispatch to :"owner" with admin option;
