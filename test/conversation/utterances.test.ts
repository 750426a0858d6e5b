import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Reading } from '../../src/domain/reading.ts'
import type { Button, Message } from '../../src/message.ts'
import type { Reply } from '../../src/platform.ts'
import { projectFile } from '../../src/shell/project.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { itemRefs } from '../support/items.ts'

/** A line as somebody really typed it, and what was meant. */
interface Utterance {
  readonly text: string
  readonly as?: string
  /** What was said before in the same conversation. */
  readonly after?: readonly string[]
  /** `any`, or the command that was meant. */
  readonly intent: string
  /** Commands that answer it as well. */
  readonly cmd?: readonly string[]
  readonly change:
    | 'yes'
    | 'yes-or-confirm'
    | 'request'
    | 'request-or-confirm'
    | 'confirm'
    | 'undo'
    | 'no'
    | 'no-or-confirm'
  readonly ref?: string
  readonly refs?: readonly string[]
  readonly pairs?: readonly (readonly [string, string])[]
  readonly rating?: string
  readonly state?: string
  readonly note?: string
  /** The day of a completion. */
  readonly on?: string
  /** The day that is asked for. */
  readonly date?: string
  /** A rating or state that is neither recorded nor offered first. */
  readonly never?: string
  readonly neverState?: string
  /** The kind of fault that it was found by. */
  readonly kind: string
  /** It is not read yet as it was meant. */
  readonly open?: true
}

const utterances: readonly Utterance[] = readFileSync(projectFile('test/fixtures/utterances.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Utterance)
const kinds = [...new Set(utterances.map(({ kind }) => kind))].sort()

describe.each(kinds)('%s', (kind) => {
  const own = utterances.filter((each) => each.kind === kind)
  for (const { text } of own.filter(({ open }) => open)) test.todo(text)
  const known = own.filter(({ open }) => !open)
  if (known.length > 0)
    test.each(known)('$text', async (utterance) => {
      const as = utterance.as ?? 'SLSPPEP'
      const found = await problems(utterance, as)
      // What is not theirs to say is refused; then whoever may speak for everybody says the same.
      expect(found === 'refused' ? await problems(utterance, 'coordinator') : found).toEqual([])
    })
})

async function problems(utterance: Utterance, as: string): Promise<readonly string[] | 'refused'> {
  const bot = await createTestApp()
  try {
    for (const line of utterance.after ?? before(utterance)) await bot.tell(line, { as })
    const reading = await bot.app.read(utterance.text, bot.now(), {
      platform: 'terminal',
      tenant: 'local',
      userId: as,
      conversation: 'test',
    })
    const earlier = await record(bot)
    const reply = await bot.tell(utterance.text, { as })
    const misanswered = answerProblems(utterance, reading, reply)
    if (misanswered.length > 0) return misanswered
    const now = await record(bot)
    if (!mayDo(utterance)) return isDeepStrictEqual(now, earlier) ? [] : ['it changed something']
    const isAsked = now.trail === earlier.trail
    const last = isAsked && mayAsk(utterance) ? await firstOffer(bot, utterance, { as, reply }) : reply
    const isPartly = last.message.summary.includes('Not recorded: ')
    if (last.error?.code === 'refused' || isPartly) return 'refused'
    // Where no day was named, asking for it is all that can be done.
    const isAskedForDay = reading.certainty === 'ask' && reading.command === 'revise'
    if (utterance.change === 'request-or-confirm' && isAskedForDay) return []
    return await doingProblems(bot, utterance, earlier)
  } finally {
    await bot.close()
  }
}

/** Takes the first offer, and gives the reason that is asked for. */
async function firstOffer(
  bot: TestApp,
  { change }: Utterance,
  { as, reply }: { as: string; reply: Reply },
): Promise<Reply> {
  const chosen = choicesIn(reply.message).length > 0 ? await bot.tell('1', { as }) : reply
  const isStillAsked = chosen.waits && change.startsWith('request')
  return isStillAsked ? bot.tell('the supplier starts later', { as }) : chosen
}

/** There has to be something that can be taken back. */
function before({ change }: Utterance): readonly string[] {
  return change === 'undo' ? ['B5(a) amber two providers still to sign'] : []
}

function mayDo({ change }: Utterance): boolean {
  return change !== 'no' && change !== 'no-or-confirm'
}

/** A request may ask for its reason; whatever was to be done at once asks nothing before it does. */
function mayAsk({ change }: Utterance): boolean {
  return change !== 'yes'
}

function answerProblems(
  utterance: Utterance,
  reading: Reading,
  { message, ok, waits }: Reply,
): readonly string[] {
  const { intent, cmd = [], change } = utterance
  const wanted = [...(intent === 'any' || intent === 'none' ? [] : [intent]), ...cmd]
  const given = reading.certainty === 'sure' ? reading.command : undefined
  return [
    ...(message.summary.includes('I did not understand that') ? ['not understood'] : []),
    ...(change === 'no' && wanted.length > 0 && given !== undefined && !wanted.includes(given)
      ? [`answered by ${given}`]
      : []),
    ...(change === 'no' && intent !== 'any' && intent !== 'none' && !ok && !waits ? ['not answered'] : []),
    ...offered(utterance, message),
  ]
}

function choicesIn({ blocks }: Message): readonly Button[] {
  return blocks.flatMap((block) => (block.kind === 'choices' ? block.choices : []))
}

/** What must not be offered first. */
function offered({ never, neverState }: Utterance, message: Message): readonly string[] {
  const [first] = choicesIn(message)
  // What a note says is not offered as a rating.
  const line = first?.line.replace(/ note .*/s, '') ?? ''
  return [never, neverState].flatMap((word) =>
    word !== undefined && new RegExp(`\\b${word}\\b`, 'i').test(`${first?.label} ${line}`)
      ? [`offers first: ${first?.label}`]
      : [],
  )
}

/** The rows of what a line may change. */
async function record({ db }: TestApp) {
  const updates = await db
    .selectFrom('updates')
    .select([
      'updates.itemId',
      'updates.kind',
      'updates.rating',
      'updates.state',
      'updates.completedOn',
      'updates.note',
    ])
    .where('updates.kind', '!=', 'import')
    .orderBy('updates.id')
    .execute()
  const requests = await db
    .selectFrom('requests')
    .select(['requests.itemId', 'requests.toDay'])
    .orderBy('requests.id')
    .execute()
  const trail = await db
    .selectFrom('trail')
    .select('seq')
    .where('payload', 'not like', '%"action":"refused"%')
    .execute()
  const refs = await itemRefs(db)
  const named = <Row extends { itemId: number }>({ itemId, ...row }: Row) => ({
    ref: refs.get(itemId) ?? '',
    ...row,
  })
  return { updates: updates.map(named), requests: requests.map(named), trail: trail.length }
}

async function doingProblems(
  bot: TestApp,
  utterance: Utterance,
  earlier: Awaited<ReturnType<typeof record>>,
): Promise<readonly string[]> {
  const { updates, requests } = await record(bot)
  const made = updates.slice(earlier.updates.length)
  const asked = requests.slice(earlier.requests.length)
  const {
    change,
    pairs,
    ref,
    refs = ref === undefined ? [] : [ref],
    rating,
    state,
    on,
    date,
    note,
  } = utterance
  const missing = (what: string, isThere: boolean) => (isThere ? [] : [`missing: ${what}`])
  switch (change) {
    case 'undo':
      return missing(
        'undo',
        made.some(({ kind }) => kind === 'undo'),
      )
    case 'confirm':
      return refs.length === 0
        ? missing(
            'a confirmation',
            made.some(({ kind }) => kind === 'confirm'),
          )
        : refs.flatMap((each) =>
            missing(
              each,
              made.some((row) => row.kind === 'confirm' && row.ref === each),
            ),
          )
    case 'request':
    case 'request-or-confirm':
      return missing(
        `request for ${ref} ${date ?? ''}`,
        asked.some((row) => row.ref === ref && (date === undefined || row.toDay === date)),
      )
    default: {
      const wanted = pairs ?? refs.map((each) => [each, rating] as const)
      return wanted.flatMap(([each, to]) =>
        missing(
          `${each} ${to ?? ''} ${state ?? ''} ${on ?? ''} ${note ?? ''}`,
          made.some(
            (row) =>
              row.ref === each &&
              (to === undefined || row.rating === to) &&
              (state === undefined || row.state === state) &&
              (on === undefined || row.completedOn === on) &&
              (note === undefined || row.note === note),
          ),
        ),
      )
    }
  }
}
