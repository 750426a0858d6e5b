import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { projectFile } from '../../src/shell/project.ts'
import { createTestApp, read, type TestApp } from '../support/app.ts'
import { itemRefs } from '../support/items.ts'

interface Turn {
  readonly say?: string
  readonly later?: number
  /** A form in the answer opens in a window. */
  readonly inWindow?: true
  readonly shows?: string
  readonly hides?: string
  /** Items with their new rating or state. */
  readonly changes?: readonly string[]
  /** The item and the note that it got. */
  readonly note?: string
  /** The item and the day that is asked for. */
  readonly request?: string
}

const dialogues: readonly { readonly dialogue: string; readonly turns: readonly Turn[] }[] = parse(
  readFileSync(projectFile('test/conversation/dialogues.yaml'), 'utf8'),
)

test.each(dialogues)('$dialogue', async ({ turns }) => {
  const bot = await createTestApp()
  try {
    for (const turn of turns) await check(bot, turn)
  } finally {
    await bot.close()
  }
})

async function check(bot: TestApp, turn: Turn): Promise<void> {
  const { say, later, shows, hides, changes = [], note, request, inWindow } = turn
  if (later !== undefined) return bot.later({ minutes: later })
  const [, as = 'SLSPPEP', line = say ?? ''] = say?.match(/^@(\S+) (.*)$/) ?? []
  const reply = await bot.tell(line, { as, ...(inWindow ? { from: { opensForm: true } } : {}) })
  const text = read(reply)
  if (shows !== undefined) expect(text).toContain(shows)
  if (hides !== undefined) expect(text).not.toContain(hides)
  const rated = reply.changes.filter(({ field }) => field === 'rating' || field === 'state')
  expect([say, rated.map(({ ref, to }) => `${ref} ${to}`)]).toEqual([say, changes])
  const requests = reply.changes.filter(({ field }) => field === 'requested-date')
  expect([say, requests.map(({ ref, to }) => `${ref} ${to}`)]).toEqual([
    say,
    request === undefined ? [] : [request],
  ])
  if (note === undefined) return
  const last = await bot.db
    .selectFrom('updates')
    .select(['updates.itemId', 'updates.note'])
    .orderBy('updates.id', 'desc')
    .executeTakeFirst()
  const refs = await itemRefs(bot.db)
  expect(`${refs.get(last?.itemId ?? 0)} ${last?.note}`).toBe(note)
}

const CHOICES: readonly (readonly [
  typed: string,
  command: 'complete' | 'amber' | 'revise' | 'left' | 'asked',
])[] = [
  ['two', 'amber'],
  ['number two', 'amber'],
  ['#2', 'amber'],
  ['(2)', 'amber'],
  ['the middle one', 'amber'],
  ['second option please', 'amber'],
  ['the second one please', 'amber'],
  ['option 2', 'amber'],
  ['Amber obviously', 'amber'],
  ['2!', 'amber'],
  ['first', 'complete'],
  ['number one please', 'complete'],
  ['the last one', 'revise'],
  ['three', 'revise'],
  ['third option', 'revise'],
  ['2 I think', 'asked'],
  ['maybe the second', 'asked'],
  ['both', 'asked'],
  ['all of them', 'asked'],
  ['9', 'asked'],
  ['actually leave it', 'left'],
  ['actually forget it', 'left'],
  ["don't bother", 'left'],
  ['on second thoughts, leave it', 'left'],
  ['leave it as it is for now thanks', 'left'],
  ['no need, thanks', 'left'],
]

test.each(CHOICES)('“%s” to three choices: %s', async (typed, wanted) => {
  const bot = await createTestApp()
  try {
    await bot.say('update B1(b) green nearly there', { as: 'SLSP' })
    const reply = await bot.tell(typed, { as: 'SLSP' })
    const changed = reply.changes.map(({ to }) => to)
    const got = changed.includes('complete')
      ? 'complete'
      : changed.includes('amber')
        ? 'amber'
        : reply.message.summary.startsWith('To which date')
          ? 'revise'
          : reply.message.summary === 'Left as it is.'
            ? 'left'
            : /Which one\?|Is it this|does not answer/.test(reply.message.summary)
              ? 'asked'
              : reply.message.summary
    expect(got).toBe(wanted)
  } finally {
    await bot.close()
  }
})
