-- What the same change owes in PostgreSQL alone: the usual trigger pair of an audited table. It works for the sessions
-- that ask for it; the product and the bare statements write these rows themselves.
create or replace function bench_stamp() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end $$;

create or replace function bench_audit() returns trigger language plpgsql as $$
declare
  changed jsonb;
begin
  select jsonb_object_agg(after.key, jsonb_build_array(before.value, after.value)) into changed
    from jsonb_each(to_jsonb(new)) after join jsonb_each(to_jsonb(old)) before using (key)
    where after.value is distinct from before.value and key not in ('version', 'updated_at');
  insert into audit_entry (firm_id, id, at, actor, action, noun, subject_id, client_id, row_version, changes)
    values (new.firm_id, uuidv7(), new.updated_at, 'key:bench', 'update', 'client', new.id, new.id, new.version, changed);
  insert into outbox (firm_id, id, name, payload, actor, depth, created_at, attempts)
    values (new.firm_id, uuidv7(), 'client.changed',
      jsonb_build_object('client_id', new.id, 'fields', (select jsonb_agg(key) from jsonb_object_keys(changed) key)),
      'key:bench', 0, new.updated_at, 0);
  return null;
end $$;

create or replace trigger bench_stamp before update on client for each row
  when (current_setting('bench.audited', true) = 'on') execute function bench_stamp();
create or replace trigger bench_audit after update on client for each row
  when (current_setting('bench.audited', true) = 'on') execute function bench_audit();
