import type { Database } from '../database.ts'
import { bodiesOf } from '../plans.ts'
import { inPages, PAGE } from './pages.ts'

/** The people of an organisation, or those who have or had to do with one plan. */
export function personRows(db: Database, planId: number | undefined) {
  return inPages((after) =>
    db
      .selectFrom('people')
      .leftJoin('people as same', 'same.id', 'people.sameAsId')
      .leftJoin('roles', 'roles.id', 'people.seatOfId')
      .select(['people.id', 'people.code', 'people.name', 'people.email', 'people.prefers'])
      .select(['people.quietUntil', 'same.code as sameAs', 'roles.code as seatOf'])
      .where('people.id', '>', after)
      .$if(planId !== undefined, (query) =>
        query.where(({ or, eb, selectFrom }) =>
          or([
            eb(
              'people.id',
              'in',
              selectFrom('updates')
                .select('personId')
                .where('planId', '=', planId ?? 0),
            ),
            eb(
              'people.id',
              'in',
              selectFrom('assignments')
                .innerJoin('planRoles', 'planRoles.roleId', 'assignments.roleId')
                .select('assignments.personId')
                .where('planRoles.planId', '=', planId ?? 0),
            ),
          ]),
        ),
      )
      .orderBy('people.id')
      .limit(PAGE)
      .execute(),
  )
}

/** Who held which post, and when. */
export function postRows(db: Database, planId: number | undefined) {
  return inPages((after) =>
    db
      .selectFrom('assignments')
      .innerJoin('roles', 'roles.id', 'assignments.roleId')
      .innerJoin('people', 'people.id', 'assignments.personId')
      .select(['assignments.id', 'roles.code as post', 'roles.title', 'people.code as person'])
      .select(['people.name', 'assignments.kind', 'assignments.fromDay', 'assignments.toDay'])
      .where('assignments.id', '>', after)
      .$if(planId !== undefined, (query) =>
        query.where('assignments.roleId', 'in', (select) =>
          select
            .selectFrom('planRoles')
            .select('planRoles.roleId')
            .where('planRoles.planId', '=', planId ?? 0),
        ),
      )
      .orderBy('assignments.id')
      .limit(PAGE)
      .execute(),
  )
}

/** The accounts by which people speak. */
export function accountRows(db: Database) {
  return inPages((after) =>
    db
      .selectFrom('identities')
      .innerJoin('people', 'people.id', 'identities.personId')
      .select(['identities.id', 'people.code as person', 'identities.platform', 'identities.tenant'])
      .select(['identities.userId', 'identities.confirmedAt', 'identities.isGuest'])
      .where('identities.id', '>', after)
      .orderBy('identities.id')
      .limit(PAGE)
      .execute(),
  )
}

export function channelRows(db: Database) {
  return inPages((after) =>
    db
      .selectFrom('channels')
      .innerJoin('bodies', 'bodies.id', 'channels.bodyId')
      .select(['channels.id', 'bodies.code as body', 'channels.platform', 'channels.tenant'])
      .select(['channels.channel', 'channels.name', 'channels.boundAt'])
      .where('channels.id', '>', after)
      .orderBy('channels.id')
      .limit(PAGE)
      .execute(),
  )
}

/** The meetings of all boards, or of those that one plan has to do with. */
export function meetingRows(db: Database, planId: number | undefined) {
  return inPages((after) =>
    db
      .selectFrom('meetings')
      .innerJoin('bodies', 'bodies.id', 'meetings.bodyId')
      .select(['meetings.id', 'bodies.code as body', 'meetings.day', 'meetings.time', 'meetings.state'])
      .select(['meetings.scheduledOn', 'meetings.origin', 'meetings.factsDay'])
      .where('meetings.id', '>', after)
      .$if(planId !== undefined, (query) => query.where('meetings.bodyId', 'in', bodiesOf(db, planId ?? 0)))
      .orderBy('meetings.id')
      .limit(PAGE)
      .execute(),
  )
}

/** The entries of a plan's part of the trail, or of the organisation's (`null`), as they are sealed. */
export function trailRows(db: Database, planId: number | null) {
  return inPages((after) =>
    db
      .selectFrom('trail')
      .select(['seq as id', 'chain', 'ref', 'prev', 'hash', 'payload'])
      .where('planId', planId === null ? 'is' : '=', planId)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(PAGE)
      .execute(),
  )
}
