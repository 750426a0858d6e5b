import { afterAll, beforeAll, expect, test } from 'vitest'
import { readItemStatuses } from '../../data/item-status.ts'
import { loadPlan } from '../../data/plans.ts'
import { type LinkedPlan, linkedItems } from '../../src/domain/links.ts'
import type { Item } from '../../src/domain/plan.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

const TODAY = '2017-10-20'

let apps: readonly TestApp[]
let peer: LinkedPlan
let sif: LinkedPlan

async function read(bot: TestApp): Promise<LinkedPlan> {
  const model = await loadPlan(bot.db)
  return { plan: model.plan, statuses: await readItemStatuses(bot.db, model, { today: TODAY }) }
}

beforeAll(async () => {
  const now = new Date(`${TODAY}T09:00:00Z`)
  apps = await Promise.all(
    ['thurrock-peer-review-2017', 'thurrock-sif-2016'].map((name) =>
      createTestApp({ plan: `data/plans/${name}.yaml`, now }),
    ),
  )
  const [one, other] = await Promise.all(apps.map(read))
  if (!one || !other) throw new Error('no plans')
  peer = {
    ...one,
    plan: { ...one.plan, links: [...(one.plan.links ?? []), [{ ref: '6' }, { plan: 'SIF', ref: '4' }]] },
  }
  sif = other
})
afterAll(() => Promise.all(apps.map((bot) => bot.close())))

function itemOf({ statuses }: LinkedPlan, ref: string): Item {
  const found = [...statuses.values()].find(({ item }) => item.ref === ref)
  if (!found) throw new Error(`no ${ref}`)
  return found.item
}

function told(from: LinkedPlan, ref: string, others: readonly LinkedPlan[]) {
  return linkedItems(itemOf(from, ref), from, others).map(({ status, plan }) => [
    plan?.short ?? null,
    status.item.ref,
    status.position.rating?.label ?? status.position.state,
  ])
}

test('a link within the plan is told from both ends', () => {
  expect(told(peer, '9', [sif])).toEqual([[null, '1', null]])
  expect(told(peer, '1', [sif])).toEqual([[null, '9', 'in-progress']])
})

test('a link across plans is told from both ends, with the plan that the other item is in and its own rating', () => {
  expect(told(peer, '6', [sif])).toEqual([['sif', '4', '1']])
  expect(told(sif, '4', [peer])).toEqual([['peer', '6', null]])
})

test('of a plan that whoever asks may not read nothing is told', () => {
  expect(told(peer, '6', [])).toEqual([])
  expect(told(sif, '4', [])).toEqual([])
})
