import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HOSTILE } from '../../support/hostile-text.ts'
import { formsOf, startWeb, textOf, type Visitor, type WebTest } from '../../support/web/web.ts'

const PAGE = '/meetings/improvement-board/2020-12-08/decide'
const LOOK = 'Look at it before it is recorded'
const RECORD = 'Record it'

const APPROVED = { 'field-outcome-R1': 'approved', 'field-note-R1': '4.1' }
const DECLINED = { 'field-outcome-R2': 'declined', 'field-note-R2': '4.2, figures wanted first' }
const DEFERRED = { 'field-outcome-R3': 'deferred', 'field-note-R3': '4.3' }
const ALL = { ...APPROVED, ...DECLINED, ...DEFERRED }

describe('the decisions of a meeting, on one page', () => {
  let web: WebTest
  let coordinator: Visitor
  beforeEach(async () => {
    web = await startWeb()
    for (const [line, as] of [
      ['revise C2(f) to 31 March 2021 because two health teams asked for longer', 'SLSESEND'],
      ['revise C2(g) to 30 April 2021 because the report is late', 'SLSESEND'],
      ['revise B5(a) to 28 February 2021 because two providers have not signed', 'SLSPPEP'],
    ] as const)
      await web.tell(line, as)
    web.bot.later(new Date('2020-12-09T09:00:00Z'))
    coordinator = await web.signedIn('coordinator')
  })
  afterEach(() => web.close())

  const decisions = async () =>
    (
      await web.bot.db
        .selectFrom('decisions')
        .innerJoin('requests', 'requests.id', 'decisions.requestId')
        .select(['requests.number', 'decisions.outcome', 'decisions.note'])
        .where('decisions.decidedAt', '>=', '2020-12-09')
        .orderBy('requests.number')
        .execute()
    ).map(({ number, outcome, note }) => `R${number} ${outcome} ${note}`)

  const looked = async (fields: Readonly<Record<string, string>>) => coordinator.press(LOOK, PAGE, fields)

  /** Sends a form that was shown, as it stands or with other words. */
  const sent = (html: string, fields: Readonly<Record<string, string>>, button = RECORD) =>
    coordinator.post('/do', { ...formsOf(html).find((form) => form.button === button)?.fields, ...fields })

  test('are shown as they are and as they will be, and nothing is recorded before they are sent again', async () => {
    const { status, html } = await looked(ALL)
    const text = textOf(html)
    expect(status).toBe(200)
    expect(text).toContain('Nothing is recorded yet. 3 decisions will be recorded together:')
    expect(text).toMatch(/R1: C2\(f\).{0,40}→ 31 Mar 2021 \(Wednesday\)\. To be recorded as approved, 4\.1/)
    expect(text).toMatch(/R2: C2\(g\).{0,40}→ stays as it is\. To be recorded as declined/)
    expect(html).toContain('value="4.2, figures wanted first"')
    expect(html).toContain('id="decisions-record-improvement-board-2020-12-08-note-R2"')
    expect(await decisions()).toEqual([])
  })

  test('are recorded together, each with its minute, and once however often they are sent', async () => {
    const { html } = await looked(ALL)
    for (let times = 0; times < 10; times += 1) await sent(html, ALL)
    expect(await decisions()).toEqual([
      'R1 approved 4.1',
      'R2 declined 4.2, figures wanted first',
      'R3 deferred 4.3',
    ])
    const shown = textOf((await coordinator.get(PAGE)).html)
    expect(shown).toContain('all 3')
    expect(JSON.stringify(await web.tell('status C2(f)', 'SLSESEND'))).toContain('31 Mar 2021')
  })

  test('may be some of them: the others are left', async () => {
    const { html } = await looked(DECLINED)
    expect(textOf(html)).toContain('2 requests will be left for now')
    const { status, headers } = await sent(html, DECLINED)
    expect({ status, to: headers.location?.replace(/=.*/, '') }).toEqual({ status: 303, to: `${PAGE}?note` })
    const shown = (await coordinator.get(PAGE)).html
    expect(textOf(shown)).toContain('1 of 3 recorded')
    expect(shown).toContain('field-outcome-R1')
    expect(shown).not.toContain('field-outcome-R2')
  })

  test.each([
    ['a minute is missing', { ...ALL, 'field-note-R2': '' }, 'R2 needs the minute', 'note-R2'],
    ['an outcome is missing', { ...ALL, 'field-outcome-R3': '' }, 'R3 has a minute or a date', 'outcome-R3'],
    ['an outcome is none', { ...ALL, 'field-outcome-R3': 'burnt' }, 'not what was decided', 'outcome-R3'],
    ['a day cannot be read', { ...ALL, 'field-date-R1': 'soonish' }, 'is no day that I can read', 'date-R1'],
    ['a day has passed', { ...ALL, 'field-date-R1': '1 May 2020' }, 'has passed', 'date-R1'],
    ['a date is declined', { ...ALL, 'field-date-R2': '1 May 2021' }, 'is not approved', 'date-R2'],
    [
      'a request does not exist',
      { ...ALL, 'field-outcome-R9': 'approved', 'field-note-R9': '4.9' },
      'no request R9',
      '',
    ],
    ['nothing is chosen', {}, 'Nothing is chosen yet', 'outcome-R1'],
  ])('come back filled in, and none is recorded, where %s', async (_, fields, text, field) => {
    const { status, html } = await looked(fields)
    expect(status).toBe(422)
    expect(textOf(html)).toContain(text)
    expect(html).toMatch(/<title>Error: /)
    if (field !== '') expect(html).toMatch(new RegExp(`name="field-${field}"|id="[^"]*${field}"`))
    for (const [name, value] of Object.entries(fields))
      if (name.startsWith('field-note') && value !== '' && !name.endsWith('R9'))
        expect(html).toContain(`name="${name}"`)
    if ('field-note-R1' in fields) expect(html).toMatch(/value="4\.1"/)
    expect(await decisions()).toEqual([])
  })

  test('are looked at again when they were changed after the first look', async () => {
    const { html } = await looked(ALL)
    const changed = { ...ALL, 'field-outcome-R1': 'declined' }
    const again = await sent(html, changed)
    expect(again.status).toBe(200)
    expect(textOf(again.html)).toContain('R1: C2(f)')
    expect(await decisions()).toEqual([])
    await sent(again.html, changed)
    expect((await decisions())[0]).toBe('R1 declined 4.1')
  })

  test('are not half done: where one was decided meanwhile, none is recorded, and the rest comes back filled in', async () => {
    const { html } = await looked(ALL)
    await web.tell('approve R2 for improvement-board of 2020-12-08 minute 4.2', 'coordinator')
    const { status, html: shown } = await sent(html, ALL)
    expect(status).toBe(422)
    expect(textOf(shown)).toContain('R2 was decided meanwhile')
    expect(shown).toMatch(/value="4\.1"/)
    expect(await decisions()).toEqual(['R2 approved minute 4.2'])
  })

  test('are for the coordinator alone', async () => {
    const { html } = await looked(ALL)
    const fields = formsOf(html).find(({ button }) => button === RECORD)?.fields
    for (const as of ['chair:improvement-board', 'SLSESEND']) {
      const other = await web.signedIn(as)
      expect((await other.post('/do', { ...fields, ...ALL })).status).toBe(403)
      expect((await web.tell('decisions record board', as)).error).not.toBeNull()
    }
    expect(await decisions()).toEqual([])
  })

  test('keep hostile minutes as words', async () => {
    const hostile = { 'field-outcome-R1': 'approved', 'field-note-R1': HOSTILE.attributes ?? '' }
    const { html } = await looked(hostile)
    expect(html).not.toMatch(/<[a-z]+ [^>]*\sonmouseover="/i)
    const { status } = await sent(html, hostile)
    expect(status).toBe(303)
    expect(await decisions()).toHaveLength(1)
  })
})
