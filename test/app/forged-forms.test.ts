import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readTrail } from '../../data/trail.ts'
import { cleanText, MOST_CHARACTERS } from '../../src/domain/text.ts'
import { renderHtml } from '../../src/render/html.ts'
import { renderMarkdown } from '../../src/render/markdown.ts'
import { renderSlack } from '../../src/render/slack.ts'
import { renderTeams } from '../../src/render/teams.ts'
import { renderTerminal } from '../../src/render/terminal.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

const ITEM = 'A5(h)'
const OTHER = 'A5(g)'
/** As a forged card once stored it. */
const LONG = `${'\u001b[31mred\u001b[0m '.repeat(3_573)}end`

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

const update = (given: object) => ({
  command: 'update',
  arguments: { refs: [ITEM], rating: 'amber', ...given },
})
const notes = async () =>
  (await bot.db.selectFrom('updates').select('note').execute()).flatMap(({ note }) => note ?? [])
const stored = async () => [await notes(), await readTrail(bot.db, 1)]
const nested = (depth: number): unknown => (depth === 0 ? 'x' : [nested(depth - 1)])

describe('what a form brings is cleaned wherever it is nested', () => {
  const note = 'one\u001b[31m two\u202e\u0000\r\nthree'
  test.each([
    ['in a field', update({ note })],
    ['in what is said of another item', update({ also: [{ refs: [OTHER], rating: 'amber', note }] })],
  ])('%s', async (_, form) => {
    expect((await bot.tell(form)).ok).toBe(true)
    expect(await notes()).toContain('one two\nthree')
    expect((await notes()).filter((each) => each !== cleanText(each))).toEqual([])
  })
})

describe('what a form brings is measured, and nothing of it is stored', () => {
  test.each<[string, object, string]>([
    ['a text that is too long', update({ note: 'x'.repeat(MOST_CHARACTERS + 1) }), 'too-long'],
    ['one in another’s update', update({ also: [{ refs: [OTHER], note: 'x'.repeat(50_026) }] }), 'too-long'],
    ['one that is no argument', update({ note: 'ok', more: { and: ['x'.repeat(50_026)] } }), 'too-long'],
    [
      'a day’s words',
      update({ note: 'late', date: { on: '2021-03-26', asGiven: 'x'.repeat(50_026) } }),
      'too-long',
    ],
    ['an item’s name', update({ refs: ['x'.repeat(50_026)] }), 'too-long'],
    [
      'texts that are too long together',
      update({ also: Array(12).fill({ refs: [OTHER], note: 'x'.repeat(4_000) }) }),
      'too-long',
    ],
    ['lists that are nested deep', update({ note: 'ok', more: nested(40) }), 'too-long'],
    ['lists that are nested deeper than a stack', update({ note: 'ok', more: nested(5_000) }), 'too-long'],
    ['thousands of values', update({ note: 'ok', more: Array(5_000).fill(1) }), 'too-long'],
    ['a command’s name that is too long', { command: 'x'.repeat(50_026), arguments: {} }, 'too-long'],
  ])('%s', async (_, form, code) => {
    const before = await stored()
    const { ok, error, message } = await bot.tell(form as never)
    expect([ok, error?.code]).toEqual([false, code])
    expect(JSON.stringify(message).length).toBeLessThan(1_000)
    expect(await stored()).toEqual(before)
  })

  test('the same item a thousand times is one update', async () => {
    const before = (await bot.db.selectFrom('updates').select('id').execute()).length
    await bot.tell(update({ refs: Array(1_000).fill(ITEM), note: 'once' }))
    expect(await bot.db.selectFrom('updates').select('id').execute()).toHaveLength(before + 1)
  })

  test('a refusal names only items of the plan in the trail', async () => {
    const forged = {
      command: 'approve',
      arguments: { ref: 'canary', refs: ['canary', ITEM], request: 'canary' },
    }
    await bot.tell(forged, { as: 'SLBI' })
    await bot.tell(update({ refs: [ITEM, 'canary'] }), { as: 'SLCOMMS' })
    expect(JSON.stringify(await readTrail(bot.db, 1))).not.toContain('canary')
  })
})

describe('a day’s printed words are read back to the same day', () => {
  const asked = (date: object | string) => update({ note: 'the supplier moved', date })
  test.each(['26 March 2021', '26 Mar 2021', '2021-03-26'])('%s is 26 March', async (asGiven) => {
    expect(await bot.tell(asked({ on: '2021-03-26', asGiven }))).toMatchObject({ ok: true })
  })
  test.each(['Apr 2021', 'April 2021'])('%s is its last day', async (asGiven) => {
    expect((await bot.tell(asked({ on: '2021-04-29', asGiven }))).error?.code).toBe('invalid')
    expect(await bot.tell(asked({ on: '2021-04-30', asGiven }))).toMatchObject({ ok: true })
  })
  test.each([
    '25 March 2021',
    '26 March 2022',
    'yesterday',
    '',

    '<b>26 March 2021</b>',
  ])('“%s” is not, and nothing is recorded', async (asGiven) => {
    const before = await stored()
    expect((await bot.tell(asked({ on: '2021-03-26', asGiven }))).error?.code).toBe('invalid')
    const complete = update({ rating: undefined, state: 'complete', on: { on: '2020-11-03', asGiven } })
    expect((await bot.tell(complete)).error?.code).toBe('invalid')
    expect(await stored()).toEqual(before)
  })
})

describe('what an earlier version stored', () => {
  const texts = {
    'escape sequences': LONG,
    'an endless word': 'x'.repeat(50_026),
    'letters with marks': 'e\u0301'.repeat(25_013),
  }
  test.each(Object.entries(texts))('%s: is shown safely, in time, and can be corrected', async (_, text) => {
    await bot.say(`update ${ITEM} amber before`, { as: 'SLBI' })
    const { id } = await bot.db
      .selectFrom('updates')
      .select('id')
      .where('note', '=', 'before')
      .executeTakeFirstOrThrow()
    await bot.db.updateTable('updates').set({ note: text, evidence: text }).where('id', '=', id).execute()
    const began = process.cpuUsage()
    for (const line of [
      `history ${ITEM}`,
      `history ${ITEM} #${id}`,
      `status ${ITEM}`,
      'status A5',
      'list amber',
      'changes since 1 November 2020',
      'digest improvement board',
      'no, red',
    ]) {
      const { error, message, thread = [] } = await bot.tell(line, { as: 'SLBI' })
      expect([line, error?.code]).not.toEqual([line, 'internal'])
      for (const shown of [message, ...thread].flatMap(everywhere)) {
        expect(shown.length).toBeLessThan(400_000)
        expect(shown.includes('\u001b')).toBe(false)
      }
    }
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(15_000)
    expect(await bot.say(`update ${ITEM} red the tender failed`, { as: 'SLBI' })).toContain('Recorded:')
    expect(await bot.say(`status ${ITEM}`)).toContain('the tender failed')
    expect(await bot.say('undo', { as: 'SLBI' })).toContain('Taken back:')
    expect(await bot.say(`update ${ITEM} amber shorter (corrects #${id})`, { as: 'SLBI' })).not.toContain(
      'Something went wrong',
    )
  })

  function everywhere(message: Parameters<typeof renderHtml>[0]): readonly string[] {
    return [
      JSON.stringify(renderSlack(message)),
      JSON.stringify(renderTeams(message)),
      renderMarkdown(message),
      renderHtml(message),
      renderTerminal(message, { width: 80, colour: false }),
      renderTerminal(message, { width: 20, colour: false }),
    ]
  }
})

describe('a stranger’s form or line is refused before any work is done on it', () => {
  const form = update({ note: 'x'.repeat(50_026), more: nested(5_000) })
  test.each<[string, string | object]>([
    ['a forged form', form],
    ['a form with a child’s number', update({ note: 'waiting for 943 476 5919' })],
    ['a wall of text', '\u001b['.repeat(500_000)],
    ['a wall that asks for a link', `link me as ${'A '.repeat(100_000)}`],
    ['a command', `update ${ITEM} amber nearly there`],
  ])('%s: the one sentence, at once, and nothing is written', async (_, said) => {
    const before = await everything()
    const began = process.cpuUsage()
    const { error } = await bot.tell(said as never, { as: 'stranger', key: 'k' })
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(2_500)
    expect([error?.code, error?.text]).toEqual(['refused', expect.stringContaining('I do not know you yet')])
    expect(await everything()).toEqual(before)
  })

  async function everything(): Promise<unknown> {
    const tables = ['trail', 'updates', 'deliveries', 'conversations', 'inbound', 'linkRequests'] as const
    return Promise.all(tables.map((table) => bot.db.selectFrom(table).selectAll().execute()))
  }
})
