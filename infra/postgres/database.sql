-- The owner and the database of Startrail, for a new server. Run as a superuser with psql.
--
-- The password is read from the file named by the environment variable STARTRAIL_PASSWORD_FILE, so that it
-- appears in no command line. The owner is no superuser and may not make roles: roles.sql, which follows,
-- makes them for it.
\set ON_ERROR_STOP on
\set password `cat "$STARTRAIL_PASSWORD_FILE"`
create role startrail login password :'password' nosuperuser nocreatedb nocreaterole;
create database startrail owner startrail template template0 encoding 'UTF8';
