import { loadPlan } from '../../data/plans.ts'
import type { Edition } from '../../src/digest.ts'
import type { PastMeeting } from '../../src/domain/facts.ts'
import { pastMeetings } from '../../src/editions/past.ts'
import type { TestApp } from './app.ts'
import { editionOf } from './edition.ts'
import { madeFacts } from './facts.ts'

/** What a picture and a paper are made from: an edition, and what was stored for the meetings before. */
export async function sourceOf(
  bot: TestApp,
  code: string,
  day?: string,
): Promise<{ readonly edition: Edition; readonly past: readonly PastMeeting[] }> {
  const edition = await editionOf(bot, code, day)
  return { edition, past: await pastMeetings(bot.db, await loadPlan(bot.db), edition) }
}

/** A draft for a plan of any size. */
export function draftOf({ actions, parts }: { actions: number; parts: number }): Edition {
  const items = Array.from({ length: actions }, (_, index) => {
    const ref = `A${index + 1}`
    const action = { ref, kind: 'action' as const, action: null, counted: parts === 0 }
    const own = Array.from({ length: parts }, (__, part) => ({
      ref: `${ref}(${letters(part)})`,
      rating: part % 2 === 0 ? 'red' : null,
    }))
    return [action, ...own]
  }).flat()
  return {
    facts: madeFacts({ asAt: '2020-11-24T09:00:00.000Z', items }),
    origin: { kind: 'draft', cutOff: null },
    previous: null,
    recommended: null,
  }
}

/** `a` to `z`, then `aa`. */
function letters(index: number): string {
  const letter = String.fromCharCode(97 + (index % 26))
  return index < 26 ? letter : `${letters(Math.floor(index / 26) - 1)}${letter}`
}
