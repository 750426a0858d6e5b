import { loadPlan } from '../../data/plans.ts'
import type { Edition } from '../../src/digest.ts'
import type { PastMeeting } from '../../src/domain/facts.ts'
import type { Place } from '../../src/domain/plan.ts'
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

interface Size {
  /** In each area. */
  readonly actions: number
  /** In each action. */
  readonly parts: number
  /** Their titles. */
  readonly areas?: readonly string[]
}

/** A draft for a plan of any size. */
export function draftOf({ actions, parts, areas = ['The only area'] }: Size): Edition {
  const items = areas.flatMap((title, area) => {
    const code = letters(area).toUpperCase()
    return [
      { ref: code, title, level: 0, place: 'rolled-up' as const, parent: null },
      ...Array.from({ length: actions }, (_, index) => {
        const ref = `${code}${index + 1}`
        const place: Place = parts === 0 ? 'counted' : 'rolled-up'
        const own = Array.from({ length: parts }, (__, part) => ({
          ref: `${ref}(${letters(part)})`,
          rating: part % 2 === 0 ? 'red' : null,
        }))
        return [{ ref, level: 1, place, parent: code }, ...own]
      }).flat(),
    ]
  })
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
