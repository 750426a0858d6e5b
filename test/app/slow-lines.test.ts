import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../../src/app/app.ts'
import { MOST_CHARACTERS } from '../../src/domain/text.ts'
import { createTestApp, FIRST_MORNING, type TestApp } from '../support/app.ts'

let bot: TestApp
beforeAll(async () => {
  bot = await createTestApp()
})
afterAll(() => bot.close())

/**
 * Milliseconds of the processor for an answer. What is looked for grows with every character and takes minutes;
 * a line of 4,000 characters takes a fifth of a second, and several times that on a machine that is busy otherwise.
 */
const LIMIT_MS = 5_000

async function timeOf(line: string, as = 'coordinator'): Promise<number> {
  const before = process.cpuUsage()
  const { error } = await bot.tell(line, { as, conversation: line.slice(0, 40) })
  expect(error?.code).not.toBe('internal')
  return process.cpuUsage(before).user / 1_000
}

function repeated(shell: string, piece: string): string {
  const room = MOST_CHARACTERS - shell.length
  return shell.replace('…', () => piece.repeat(room / piece.length))
}

describe('no line holds up the others', () => {
  test.each([
    'NEW SLBI BARTHOLOMEW CHRISTOPHERSON-FEATHERSTONEHAUGH 2',
    'ASSIGN SLBI NEW BARTHOLOMEW CHRISTOPHERSON-FEATHERSTONEHAUGH-CHOLMONDELEY 2',
    `delegate SLBI to ${'Ab'.repeat(60)} ${'Ab'.repeat(60)} 2 until 3 March`,
    `approve ${'R1 '.repeat(38)}R`,
    `approve R1${' , R1'.repeat(30)} ,,`,
  ])('%s', async (line) => {
    expect(await timeOf(line)).toBeLessThan(LIMIT_MS)
  })

  test.each([
    ['hm', `${'hm'.repeat(300)}p`],
    ['x', `${'x'.repeat(600)}!?p`],
    ['ok, then', `${'ok '.repeat(300)}- ${' then'.repeat(300)} -`],
    ['later, perhaps', `${"i'll ".repeat(400)}`],
    ['the 15th, perhaps', `${"make it let's say ".repeat(100)}soon`],
  ])('an answer to an open question: %s', async (_, line) => {
    for (const asked of ['revise B1(b)', 'update B1(b) green nearly there']) {
      await bot.tell(asked, { as: 'SLSP', conversation: line.slice(0, 40) })
      expect(await timeOf(line, 'SLSP')).toBeLessThan(LIMIT_MS)
    }
  })

  const shells = [
    '…',
    '… amber',
    'list …',
    '…]x',
    'revise A5(h) to …',
    'link me as …',
    'update A5(h) amber …',
  ]
  const pieces = [
    'a',
    'A',
    ' ',
    '!',
    '*',
    '"',
    '<',
    '[',
    '12 March ',
    'monday ',
    'yes, ',
    'A5(h) ',
    'Ab ',
    '~',
    '.',
  ]
  test.each(shells)('4,000 characters of one kind: %s', async (shell) => {
    for (const piece of [
      ...pieces,
      'R1 and ',
      'because ',
      'until ',
      'born ',
      'http://',
      '\u200d',
      '1. ',
      'e\u0301',
    ]) {
      expect([piece, await timeOf(repeated(shell, piece))]).toEqual([piece, expect.toSatisfy(isShort)])
    }
  })
  const isShort = (milliseconds: number) => milliseconds < LIMIT_MS
})

test('a line that takes long to read is logged by its length, not by its words', async () => {
  const logged: string[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => logged.push(line) })
  let milliseconds = 0
  const steadyNow = () => (milliseconds += 101)
  const app = createApp({ db: bot.db, commands: bot.commands, log, steadyNow })
  const who = {
    platform: 'terminal',
    tenant: 'local',
    userId: 'coordinator',
    conversation: 'slow',
    key: null,
  }
  await app.handle({ ...who, said: 'how is the canary doing' }, FIRST_MORNING)
  expect(JSON.parse(logged[0] ?? '')).toMatchObject({
    code: 'slow-reading',
    milliseconds: 101,
    characters: 23,
  })
  expect(logged.join('')).not.toContain('canary')
})
