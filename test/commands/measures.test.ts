import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, type TestApp, TINY } from '../support/app.ts'

const figure = (code: string, month: string, value: string, more = '') => `
  - code: ${code}
    name: Visits a week
    kind: actual
    period: { from: ${month}, to: ${month}, asGiven: ${month} }
    value: ${value}
    unit: visits
    good: higher
    items: [ 1.1.1 ]${more}`

const MEASURES = `
measures:${figure('V1', '2020-09', '380')}${figure(
  'V2',
  '2020-10',
  '412',
  `
    comparators:
      - { name: the county, value: 430 }`,
)}
  - code: V3
    name: Visits a week
    kind: target
    period: { from: 2021-03, to: 2021-03, asGiven: March 2021 }
    value: 450
    unit: visits
    good: higher
    items: [ 1.1.1 ]
  - code: W1
    name: Photographs listed
    kind: actual
    period: { from: 2020-10, to: 2020-10, asGiven: October 2020 }
    value: 1904
    unit: photographs
    items: [ 2.1.1 ]
`

describe('measures', () => {
  let bot: TestApp
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wsoa-test-'))
    const plan = join(folder, 'measured.yaml')
    writeFileSync(plan, readFileSync(TINY, 'utf8') + MEASURES)
    bot = await createTestApp({ plan })
    rmSync(folder, { recursive: true })
  })
  afterAll(() => bot.close())

  test('shows of each the latest figure, its target, what stands beside it and where it goes', async () => {
    const answer = await bot.say('measures')
    expect(answer).toMatch(
      /V2 +Visits a week +412 visits, 2020-10 +450 visits, March 2021 +the county 430 visits \(worse\) +up, better +1\.1\.1\n/,
    )
    expect(answer).toMatch(/W1 +Photographs listed +1904 photographs, October 2020/)
  })

  test.each(['measures V1', 'measures V3', 'measures Visits a week', 'measures v2'])(
    '“%s” shows every value and the trend in words and as a picture',
    async (line) => {
      const { message } = await bot.tell(line)
      expect(message.summary).toBe(
        'Visits a week. Up from 380 visits in 2020-09 to 412 visits in 2020-10: better.',
      )
      const [picture] = message.blocks.filter((block) => block.kind === 'picture')
      expect(picture).toMatchObject({
        alt: expect.stringContaining('2020-09 380, 2020-10 412, target March 2021 450'),
      })
      const [table] = message.blocks.filter((block) => block.kind === 'table')
      expect(table?.rows.map(([code, kind, , value]) => [code, kind, value])).toEqual([
        ['V1', 'actual', '380 visits'],
        ['V2', 'actual', '412 visits'],
        ['V3', 'target', '450 visits'],
      ])
    },
  )

  test('of an item are its own and those of what is within it', async () => {
    expect(await bot.say('measures 1')).toContain('is measured by 1 figure')
    expect(await bot.say('measures 2.1.1')).toContain('Photographs listed')
    expect(await bot.say('measures 1.10')).toContain('is measured by no figure')
  })

  test('with one figure has no trend, and says so', async () => {
    expect(await bot.say('measures W1')).toContain('No trend yet: there is no earlier figure to compare.')
  })

  test('that nobody knows is answered with how to see them all', async () => {
    expect(await bot.say('measures X9')).toContain('No measure is called “X9”. All there are: measures')
  })

  test.each(['what are the measures?', 'show me the measures', 'how is the plan measured'])(
    '“%s” asks for them',
    async (line) => {
      expect(await bot.say(line)).toContain('Visits a week')
    },
  )
})

test('two values for one period give no trend', async () => {
  const bot = await createTestApp()
  expect(await bot.say('measures SEND 16–25 NEET')).toContain('different values for one period')
  await bot.close()
})
