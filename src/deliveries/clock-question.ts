import type { ClockStep } from '../../data/clock-steps.ts'
import { saveDelivery } from '../../data/deliveries.ts'
import { write } from '../../data/engine/engine.ts'
import type { PlanModel } from '../../data/plans.ts'
import { MOST_STEP_MS } from '../domain/clock-trust.ts'
import { lengthText, moment } from '../domain/format.ts'
import { buttons, context, type Message, sentence, typed } from '../message.ts'
import { type Alert, toCoordinators } from './alerts.ts'
import type { DeliveryServices } from './settle.ts'

/** Asks the coordinators, once, whether a clock that was set by more than a day is right. */
export async function askAboutClock(
  { db }: Pick<DeliveryServices, 'db'>,
  model: PlanModel,
  { step, now }: { step: ClockStep; now: Date },
): Promise<void> {
  const id = questionId(step)
  const asking: Alert = {
    key: id,
    kind: 'alert',
    subject: { alert: { id, what: 'clock', about: null } },
    payload: JSON.stringify(question(step, model)),
  }
  await write(db, model.plan.id, async (trx) => {
    for (const each of await toCoordinators(trx, model, asking, now)) {
      await saveDelivery(trx, model.plan.id, each)
    }
  })
}

export function questionId({ id }: ClockStep): string {
  return `clock:${id}`
}

function question(step: ClockStep, { plan }: PlanModel): Message {
  return sentence(
    `${stepText(step, plan.timeZone)} Nothing is sent until you say that it is right.`,
    buttons({ label: 'The clock is right', line: `clock right ${step.id}` }),
    context(
      'If the machine was asleep for that long, the clock is right. If the clock is wrong, have it put right: messages go out again by themselves a quarter of an hour later. In the shell: ',
      typed('wsoa say "clock right"'),
    ),
  )
}

/** What the clock did and what ends the waiting, for whoever looks after the machine. */
export function clockText(step: ClockStep, timeZone: string): string {
  const ends =
    step.needsAnswer === 1
      ? 'Nothing is sent until the coordinator says that it is right, wsoa say "clock right", or it is set right.'
      : 'Nothing is sent until it has run evenly for a quarter of an hour.'
  return `${stepText(step, timeZone)} ${ends}`
}

/** "The machine's clock was set forward by 40 days: it says 9 Jan 2021, 9am where 30 Nov 2020, 9am was expected." */
function stepText({ expectedAt, shownAt }: ClockStep, timeZone: string): string {
  const at = (instant: string) => moment(new Date(instant), timeZone)
  const step = Date.parse(shownAt) - Date.parse(expectedAt)
  if (Math.abs(step) <= MOST_STEP_MS)
    return 'The machine’s clock was set wrong for a while, and is right again.'
  const set = `set ${step > 0 ? 'forward' : 'back'} by ${lengthText(step)}`
  return `The machine’s clock was ${set}: it said ${at(shownAt)} where ${at(expectedAt)} was expected.`
}
