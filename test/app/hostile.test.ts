import stringWidth from 'string-width'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { readTrail } from '../../data/trail.ts'
import { readHistory } from '../../data/updates.ts'
import { cleanText } from '../../src/domain/text.ts'
import type { Message } from '../../src/message.ts'
import { renderHtml } from '../../src/render/html.ts'
import { renderMarkdown } from '../../src/render/markdown.ts'
import { renderTerminal } from '../../src/render/terminal.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { HOSTILE } from '../support/hostile-text.ts'
import { itemIdOf } from '../support/items.ts'
import { outlineOfHtml, outlineOfMarkdown } from '../support/outline.ts'

const PLAIN = 'word'
const ITEM = 'A5(h)'

let expected: Readonly<Record<string, Message>>
beforeAll(async () => {
  const app = await createTestApp()
  expected = await everyMessage(app, PLAIN)
  await app.close()
})

describe.each(Object.entries(HOSTILE))('%s', (_, text) => {
  let bot: TestApp
  let messages: Readonly<Record<string, Message>>
  beforeAll(async () => {
    bot = await createTestApp()
    messages = await everyMessage(bot, text)
  })
  afterAll(() => bot.close())

  test('leaves every answer and every notice in its shape: note, evidence, reason, minute, name', () => {
    expect(Object.keys(messages)).toEqual(Object.keys(expected))
    for (const [line, message] of Object.entries(messages)) {
      expect(shapeOf(message), line).toEqual(shapeOf(expected[line]))
      expect(straysOn(message), line).toEqual([])
    }
  })

  test('is kept as it was typed, without what steers', async () => {
    const typed = cleanText(`we say ${text}`)
    expect(await notesOf(bot)).toContain(typed)
    const blocks = Object.values(messages).flatMap((message) => message.blocks)
    expect(blocks).toContainEqual(expect.objectContaining({ kind: 'quote', text: typed }))
  })

  test('as a line of its own, a reference or a role is answered without harm', async () => {
    for (const line of [text, `status ${text}`, `overdue ${text}`, `assign ${text}`, `help ${text}`]) {
      const { message } = await bot.tell(line)
      outlineOfHtml(renderHtml(message))
      expect(straysOn(message), line).toEqual([])
    }
  })
})

describe('what is too long', () => {
  let bot: TestApp
  beforeAll(async () => {
    bot = await createTestApp()
  })
  afterAll(() => bot.close())

  test('40,000 characters are refused in one sentence, and nothing is saved', async () => {
    const before = await readTrail(bot.db, 1)
    for (const line of [
      `update ${ITEM} amber ${'x'.repeat(40_000)}`,
      `evidence ${ITEM} ${'word '.repeat(8_000)}`,
      `update ${ITEM} amber ${'👍'.repeat(40_000)}`,
    ]) {
      const { ok, error, message, changes } = await bot.tell(line, { as: 'SLBI' })
      expect({ ok, code: error?.code, changes }).toEqual({ ok: false, code: 'too-long', changes: [] })
      expect(message.summary).toMatch(
        /^That is 40,0\d\d characters; one message can hold 4,000\. Nothing was saved\./,
      )
    }
    const form = { command: 'update', arguments: { refs: [ITEM], rating: 'amber', note: 'x'.repeat(40_000) } }
    expect((await bot.tell(form, { as: 'SLBI' })).error?.code).toBe('too-long')
    expect(await readTrail(bot.db, 1)).toEqual(before)
  })

  test('40,000 characters that clean down to a few are a short note', async () => {
    await bot.say(`update ${ITEM} amber e${'\u0301'.repeat(40_000)} end`, { as: 'SLBI' })
    expect((await notesOf(bot))[0]).toBe(`\u00e9${'\u0301'.repeat(6)} end`)
  })

  test('a form is cleaned like a line', async () => {
    const note = 'one\u001b[31m two\u202e\u0000\r\nthree'
    await bot.tell({ command: 'update', arguments: { refs: [ITEM], note } }, { as: 'SLBI' })
    expect((await notesOf(bot))[0]).toBe('one two\nthree')
  })
})

/** Says the text wherever people's words are kept, and returns every message that can repeat them. */
async function everyMessage(app: TestApp, text: string): Promise<Readonly<Record<string, Message>>> {
  const kept: Record<string, Message> = {}
  const say = async (line: string, as = 'coordinator', words = '') => {
    // Notices are listed by the time they were written.
    app.later({ minutes: 0.1 })
    const { message } = await app.tell(`${line} ${words}`, { as })
    kept[`${Object.keys(kept).length + 1}: ${line}`] = message
  }
  await say(`evidence ${ITEM} see`, 'SLBI', text)
  await say(`update ${ITEM} amber then`, 'SLBI', text)
  await say(`revise ${ITEM} to 30 June 2021 because of`, 'SLBI', text)
  await say('revise C2(a) to 30 June 2021 because of', 'coordinator', text)
  await say('decline R1 no', 'chair:improvement-board', text)
  await say(`update ${ITEM} red we say`, 'coordinator', text)
  for (const line of QUESTIONS) await say(line)
  await say('mine', 'SLBI')
  await say('assign SLBI new', 'coordinator', cleanText(text).slice(0, 70))
  const { people } = await app.app.vocabulary(app.now())
  kept.named = (await app.tell(`update ${ITEM} amber moving on`, { as: people.at(-1)?.code ?? '' })).message
  for (const line of ['people', `owner ${ITEM}`, ...QUESTIONS]) await say(line)
  await say('undo')
  for (const [index, { payload }] of (await listDeliveries(app.db, 1)).entries())
    kept[`notice ${index}`] = JSON.parse(payload) as Message
  return kept
}

const QUESTIONS = [
  `status ${ITEM}`,
  'status A5',
  `history ${ITEM}`,
  'list amber',
  'list SLBI',
  'overdue',
  'requests',
  'changes since 1 November 2020',
]

/** The structure of a message in HTML and in Markdown, whatever its words are. */
function shapeOf(message: Message | undefined): unknown {
  if (!message) throw new Error('no message to compare with')
  return {
    html: outlineOfHtml(renderHtml(message)).tags.filter((tag) => tag !== 'br'),
    markdown: outlineOfMarkdown(renderMarkdown(message)),
  }
}

/** Lines that are too wide for the terminal, and characters that control it. */
function straysOn(message: Message): readonly string[] {
  return [40, 80].flatMap((width) => {
    const text = renderTerminal(message, { width, colour: false })
    // No character is wider than two columns.
    const long = text.split('\n').filter((line) => 2 * line.length > width)
    const wide = long.filter((line) => stringWidth(line) > width)
    return [...wide, ...(text.match(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u200b]/gu) ?? [])]
  })
}

async function notesOf({ db }: TestApp): Promise<readonly (string | null)[]> {
  const updates = await readHistory(db, 1, { itemIds: [await itemIdOf(db, ITEM)], limit: 10 })
  return updates.map(({ note }) => note)
}

test('what is said back is never cut within an emoji', async () => {
  const bot = await createTestApp()
  const answer = await bot.say(`${'x'.repeat(58)}😀zzzz`)
  expect(answer.isWellFormed()).toBe(true)
  expect(answer).toContain('x'.repeat(40))
  const day = `${'x'.repeat(39)}😀${'z'.repeat(60)}`
  const { error } = await bot.tell({ command: 'revise', arguments: { ref: ITEM, date: day } })
  expect(error).toMatchObject({ code: 'invalid', text: expect.stringContaining('“xxx') })
  expect(error?.text.isWellFormed()).toBe(true)
  await bot.close()
})
