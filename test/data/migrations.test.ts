import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openDatabase } from '../../data/database.ts'
import { listDeliveries } from '../../data/deliveries.ts'
import { projectFile } from '../../src/shell/project.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { temporaryFolder } from '../support/folder.ts'

/** Takes back what each migration brought, so that a database of today looks as one did before it. */
const TAKEN_BACK: Readonly<Record<string, string>> = {
  '0002-editions': 'drop table editions; drop table measures; drop index decisions_by_plan_id_decided_at;',
  '0003-meeting-clock': `
    drop table channels; drop table link_requests; drop table platform_references; drop table actions_arising;
    drop table ticks; drop table secrets; drop index deliveries_by_state_next_at; drop index deliveries_by_number;
    drop index deliveries_by_meeting_id; drop index deliveries_by_message_id;
    create index deliveries_by_state_due_at on deliveries (state, due_at);
    alter table meetings drop column facts_day; alter table identities drop column last_used_at;
    alter table people drop column prefers; alter table people drop column quiet_until;
    ${'number subject body_id platform tenant user_id under_key next_at first_tried_at tried_at looks outcome'
      .split(' ')
      .map((column) => `alter table deliveries drop column ${column};`)
      .join('\n')}`,
  '0004-delivery-columns': `
    alter table deliveries drop column edition; alter table deliveries drop column page;`,
  '0005-clock-steps': 'drop table clock_steps; alter table deliveries drop column waiting_since;',
  '0006-message-posts': `
    drop table marks; drop table restores; drop index deliveries_by_recheck_at;
    ${'posts_arrived posts_total recheck_at look_from'
      .split(' ')
      .map((column) => `alter table deliveries drop column ${column};`)
      .join('\n')}`,
  '0008-heads-and-keys': 'drop table retired_secrets; alter table deliveries drop column trail_head;',
  '0009-heard-messages': 'drop table heard_messages;',
  '0010-item-changes': `
    drop index updates_by_item_id_effective_at_id_kind;
    create index updates_by_item_id_effective_at_id on updates (item_id, effective_at, id);
    alter table plans add column settings text not null default '';
    update plans set settings = (select settings from plan_versions where plan_id = plans.id);
    create table areas (id integer primary key autoincrement, plan_id integer, code text, title text, details text,
      sort_order integer, removed_at text);
    insert into areas select item_id, plan_id, facts ->> 'ref', facts ->> 'title', facts -> 'details', facts ->> 'order', null
      from item_changes where facts ->> 'level' = 0;
    create table were (id integer primary key autoincrement, plan_id integer, area_id integer, action_id integer, kind text,
      ref text, title text, start_on text, due_on text, due_as_given text, ongoing integer, review_on text,
      review_as_given text, details text, sort_order integer, removed_at text);
    insert into were select item.item_id, item.plan_id,
      case item.facts ->> 'level' when 1 then item.facts ->> 'parent' else action.facts ->> 'parent' end,
      case item.facts ->> 'level' when 2 then item.facts ->> 'parent' end,
      case item.facts ->> 'level' when 1 then 'action' else 'sub-action' end,
      item.facts ->> 'ref', item.facts ->> 'title', item.facts ->> 'start', item.facts ->> '$.due.on',
      item.facts ->> '$.due.asGiven', item.facts ->> 'ongoing', item.facts ->> '$.review.on',
      item.facts ->> '$.review.asGiven', item.facts -> 'details', item.facts ->> 'order', null
      from item_changes as item left join item_changes as action on action.item_id = item.facts ->> 'parent'
      where item.facts ->> 'level' > 0;
    create table item_roles (plan_id integer, item_id integer, role_id integer, sort_order integer);
    insert into item_roles select item.plan_id, item.item_id, roles.id, owner.key
      from item_changes as item, json_each(case item.facts ->> 'level' when 1 then item.facts -> 'leads' else item.facts -> 'owners' end) as owner
      join roles on roles.code = owner.value;
    drop table item_changes; drop table plan_versions; drop table items; alter table were rename to items;`,
  '0011-due-of-a-plan':
    'drop index deliveries_by_plan_id_state_next_at; create index deliveries_by_state_next_at on deliveries (state, next_at);',
  '0012-organisation': `
    drop table plan_roles; drop table plan_bodies; drop table organisation; drop index people_by_code;
    drop index identities_by_account; drop index requests_by_number;
    alter table people drop column same_as_id; alter table conversations drop column bound_plan_id;
    alter table editions drop column organisation_head;
    create table were (seq integer primary key autoincrement, plan_id integer, ref text, prev text unique, hash text unique,
      payload text);
    insert into were select seq, plan_id, ref, prev, hash, payload from trail where plan_id is not null;
    drop table trail; alter table were rename to trail;`,
  '0013-exact-dates': 'alter table revisions drop column exact; alter table requests drop column exact;',
  '0014-plainer-and-pictures': 'alter table deliveries drop column plainness; drop table pictures;',
  '0015-seats': 'alter table people drop column seat_of_id;',
  '0016-live-plans': 'alter table plans drop column live_at;',
  '0017-guests':
    'alter table identities drop column is_guest; alter table link_requests drop column is_guest;',
  '0019-web-sessions': 'drop table web_sessions; drop table sign_in_links; drop table page_notes;',
  '0020-mail-proofs': 'drop table mail_proofs;',
  '0027-board-record': `
    drop table board_entries; alter table meetings drop column met; alter table requests drop column change;
    alter table decisions drop column struck_at;`,
  '0028-restrictions': 'drop table restricted_items; drop table restrictions;',
  '0025-backups': 'drop table backups;',
  '0021-sign-in-and-calendars': `
    drop table sign_in_attempts; drop table calendar_addresses; alter table web_sessions drop column name;
    alter table web_sessions drop column email; alter table web_sessions drop column is_guest;`,
  '0022-published': 'drop table publications; drop table assistant_tokens;',
  '0024-tracker-rows': 'drop table tracker_rows; drop table kept_files;',
  '0029-imports': 'drop table import_answers; drop table import_sessions;',
}

/** A database with an update and its notices, as it was before a migration, opened by the present program. */
async function broughtUpToDate(migration: string): Promise<TestApp> {
  const path = join(temporaryFolder(), 'plan.sqlite')
  const before = await createTestApp({ database: `sqlite:${path}` })
  await before.say('update B5(a) red the supplier left', { as: 'SLSPPEP' })
  await before.say('update A1(a) amber via e-mail the audit slipped')
  await before.close()
  const sqlite = new SqliteDatabase(path)
  sqlite.pragma('foreign_keys = off')
  for (const name of Object.keys(TAKEN_BACK).reverse()) {
    if (name < migration) break
    sqlite.exec(`${TAKEN_BACK[name]} delete from kysely_migration where name = '${name}'`)
  }
  sqlite.close()
  return createTestApp({ database: `sqlite:${path}` })
}

test('a database of before there were editions is brought up to date, and keeps all that was said', async () => {
  const after = await broughtUpToDate('0002-editions')
  expect(await after.say('digest board')).toMatch(/B5\(a\) Sign new.*▲ Red.*“the supplier left”/)
  expect(await after.say('digest board')).toContain('Area of concern C: none reported.')
  await after.close()
})

test('a database of before there was a meeting clock keeps the messages that were to follow', async () => {
  const after = await broughtUpToDate('0003-meeting-clock')
  const { id } = await after.db.selectFrom('plans').select('id').executeTakeFirstOrThrow()
  expect(await listDeliveries(after.db, id)).toMatchObject([{ state: 'planned', tries: 0 }])
  await after.close()
})

test('a database in which a row refers to one that is not there is refused, and left as it was', async () => {
  const path = join(temporaryFolder(), 'plan.sqlite')
  copyFileSync(projectFile('test/fixtures/databases/before-delivery-columns.sqlite'), path)
  const sqlite = new SqliteDatabase(path)
  sqlite.pragma('foreign_keys = off')
  sqlite.exec('update revisions set item_id = 999; update conversations set last_item_id = 999')
  const rows = () =>
    sqlite.prepare("select name, sql from sqlite_master where name not like 'sqlite_%'").all()
  const before = rows()
  expect(sqlite.prepare('select * from pragma_foreign_key_check').all()).not.toEqual([])
  const opening = openDatabase(`sqlite:${path}`, { create: false })
  await expect(opening).rejects.toThrow('a row refers to one that is not there')
  expect(rows()).toEqual(before)
  sqlite.close()
})
