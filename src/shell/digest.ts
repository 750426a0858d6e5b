import { keepCalendar } from '../../data/meetings.ts'
import { listAssignments } from '../../data/people.ts'
import { loadPlan, type PlanModel } from '../../data/plans.ts'
import { findSpeaker } from '../app/request-context.ts'
import { pagesFor } from '../deliveries/digest-pages.ts'
import type { Edition } from '../digest.ts'
import { dayIn, isDay } from '../domain/day.ts'
import { heldBack } from '../domain/held-back.ts'
import { COORDINATOR } from '../domain/plan-changes.ts'
import { cleanText } from '../domain/text.ts'
import { editionFor } from '../editions/edition.ts'
import { UserError } from '../errors.ts'
import { bodyCalled } from '../lookup/bodies.ts'
import type { Message } from '../message.ts'
import { renderMarkdown } from '../render/markdown.ts'
import { renderPage } from '../render/page.ts'
import { renderTerminal } from '../render/terminal.ts'
import type { DIGEST_FORMATS } from './formats.ts'
import { renderPages, screenOf } from './say.ts'
import {
  EXIT,
  type Machine,
  type Session,
  type Speaking,
  settingsOf,
  userIdFor,
  withSession,
} from './session.ts'

interface Options extends Speaking {
  readonly meeting?: string
  readonly format: (typeof DIGEST_FORMATS)[number]
}

/** Prints a body's digest for a meeting; before the cut-off it is a draft and nothing is stored. */
export async function digest(machine: Machine, name: string, options: Options): Promise<number> {
  return withSession(machine, settingsOf(machine), options, async (session) => {
    const model = await loadPlan(session.db, session.plan)
    const now = session.now()
    await refuseStrangers(session, model, options.as)
    const body = bodyCalled(cleanText(name), model)
    await keepCalendar(session.db, model, now)
    const edition = await editionFor(session.db, model, {
      body,
      day: meetingDay(options.meeting),
      now,
      isClearing: [COORDINATOR, body.releasedBy].includes(options.as),
    })
    const pages = await pagesFor(session.db, model, edition)
    const format = options.json ? 'json' : options.format
    machine.output.write(`${rendered(heldBack({ edition, pages, format }), machine)}\n`)
    return EXIT.done
  })
}

function rendered(
  { edition, pages, format }: { edition: Edition; pages: readonly Message[]; format: Options['format'] },
  machine: Machine,
): string {
  const { facts, origin } = edition
  switch (format) {
    case 'text':
      return renderPages(pages, (page) => renderTerminal(page, screenOf(machine)))
    case 'md':
      return renderPages(pages, renderMarkdown)
    case 'html':
      return renderPage(pages)
    case 'json':
      return JSON.stringify({ asAt: facts.asAt, draft: origin.kind !== 'stored', facts, pages })
  }
}

export async function refuseStrangers(
  { db, now, ...session }: Session,
  model: PlanModel,
  as: string,
): Promise<void> {
  const userId = await userIdFor({ db, now, ...session }, as)
  const assignments = await listAssignments(db, model.plan.id, dayIn(model.plan.timeZone, now()))
  const identity = { platform: 'terminal', tenant: 'local', userId }
  if ((await findSpeaker(db, model, { identity, assignments })).speaker) return
  throw new UserError(
    'refused',
    'Digests are for those who have a part in the plan. Ask the coordinator to link you to your role.',
  )
}

export function meetingDay(text: string | undefined): string | undefined {
  if (text === undefined || isDay(text)) return text
  throw new UserError('invalid', `"${text}" is not a day: expected one such as 2020-12-08.`)
}
