import { callsToCome, hasCalls } from '../../data/calls.ts'
import { type Delivery, saveDelivery } from '../../data/deliveries.ts'
import { write } from '../../data/engine/engine.ts'
import { beginsAt, findMeeting } from '../../data/meetings.ts'
import type { PlanModel } from '../../data/plans.ts'
import { dayIn, endOfDay } from '../domain/day.ts'
import { stepsOf } from '../domain/meeting-clock.ts'
import { type Composing, toPerson } from './composition.ts'
import { planModels } from './plan-named.ts'
import { isStillFor } from './posts.ts'
import { postsOf, readWhoToAsk, toBeCalled } from './who-to-ask.ts'

/**
 * What else a person is called for on the day of a call to them, in any plan. What a plan asks for later that day is planned now, so
 * that all of it is one message.
 */
export async function callsBeside(composing: Composing): Promise<readonly Composing[]> {
  const { db, delivery } = composing
  const models = (await planModels(db)).filter((model) => !model.isQuiet && composing.serves(model.plan.code))
  if (models.length < 2) return []
  const beside: Composing[] = []
  for (const model of models) {
    if (model.plan.id !== composing.model.plan.id) await planCalls(composing, model)
    for (const each of await sameDay(composing, model, delivery.personId)) {
      const other = await composingOf(composing, model, each)
      const mayJoin = other && (delivery.lookFrom === null || each.lookFrom !== null)
      if (mayJoin && (await isStillFor(db, model, { delivery: each, now: composing.now }))) beside.push(other)
    }
  }
  return beside
}

/** Plans the calls of each step that another plan has on the same day and has not taken yet; the step adds whoever is missing. */
async function planCalls(composing: Composing, model: PlanModel): Promise<void> {
  const { db } = composing
  for (const step of await sameDay(composing, model, null)) {
    const other = await composingOf(composing, model, step)
    if (!other || (await hasCalls(db, step))) continue
    const toAsk = await readWhoToAsk(other)
    const calls = toBeCalled(step.kind, toAsk).map((personId) =>
      toPerson(other, { personId, posts: postsOf(toAsk, personId) }),
    )
    await write(db, model.plan.id, async (trx) => {
      for (const call of calls) await saveDelivery(trx, model.plan.id, call)
    })
  }
}

async function sameDay(
  { db, delivery, model: { plan } }: Composing,
  model: PlanModel,
  personId: number | null,
): Promise<readonly Delivery[]> {
  const day = dayIn(plan.timeZone, new Date(delivery.dueAt))
  const until = endOfDay(day, plan.timeZone)
  const all = await callsToCome(db, model.plan.id, { personId, until })
  return all.filter(({ key, dueAt }) => key !== delivery.key && dayIn(plan.timeZone, new Date(dueAt)) === day)
}

/** What composing another plan's call can draw on; undefined if nobody is to be called for it any more. */
async function composingOf(
  composing: Composing,
  model: PlanModel,
  delivery: Delivery,
): Promise<Composing | undefined> {
  const { db, now } = composing
  const meeting = delivery.meetingId === null ? undefined : await findMeeting(db, delivery.meetingId)
  const body = model.bodies.find(({ id }) => id === meeting?.bodyId)
  if (!meeting || !body || meeting.state === 'cancelled') return undefined
  const steps = stepsOf(meeting, body, model.plan)
  const isOver = now >= steps.cutOff || now >= beginsAt(meeting, model.plan.timeZone)
  return isOver ? undefined : { ...composing, model, delivery, body, meeting, steps }
}
