import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importPlan } from '../../../data/import/import.ts'
import type { PlanFile } from '../../../src/plan-file/arranged.ts'
import { planFrom, SAMPLE } from '../../support/app.ts'
import { tickAt } from '../../support/clock.ts'
import { HOSTILE } from '../../support/hostile-text.ts'
import { startWeb, textOf, type Visitor, type WebTest } from '../../support/web/web.ts'

const PLAN = 'thurrock-wsoa-2019'
const ADDRESS = `/public/${PLAN}`

type Wording = NonNullable<PlanFile['public']>

const WORDING: Wording = {
  title: 'You said, we did',
  intro: 'What families told us, and what became of it.',
  said: [
    {
      you: 'Annual reviews take too long',
      we: 'Every review has a day on which it must be done',
      items: ['C2(a)'],
    },
    { you: 'Nobody answers the telephone', we: 'One number is answered on every working day', items: [] },
  ],
}

/** The plan file says something else to the public from now on. */
async function marked(web: WebTest, wording: Wording): Promise<void> {
  const file = { ...planFrom(SAMPLE), public: wording }
  await importPlan(web.bot.db, file, { now: web.bot.now(), today: '2020-12-09' })
}

/** A plan with public words, whose board was told its position and has met. */
async function startHeld(page: string): Promise<WebTest> {
  const web = await startWeb({ settings: { PUBLIC_PAGE: page } })
  await marked(web, WORDING)
  await web.bot.say('update C2(a) amber the draft of Anna Example is late', { as: 'SLSESEND' })
  for (const time of ['2020-11-27T12:01:00Z', '2020-12-09T09:00:00Z']) await tickAt(web.bot, time)
  return web
}

/** Looks, as nothing is published unseen, and presses what is offered. */
async function publish(web: WebTest, reason?: string): Promise<string> {
  const shown = await web.tell('public', 'coordinator')
  const [, mark = ''] = JSON.stringify(shown.message).match(/publish ([0-9a-f]{8})/) ?? []
  const told = await web.tell(
    `publish ${mark}${reason === undefined ? '' : ` because ${reason}`}`,
    'coordinator',
  )
  return told.message.summary
}

describe('the public page', () => {
  let web: WebTest
  let anybody: Visitor
  beforeAll(async () => {
    web = await startHeld('on')
    anybody = web.stranger()
  })
  afterAll(() => web.close())

  test('shows nothing before the coordinator has published, whoever looks', async () => {
    const coordinator = await web.signedIn('coordinator')
    for (const browser of [anybody, coordinator]) {
      const { status, html } = await browser.get(ADDRESS)
      expect(status).toBe(404)
      expect(textOf(html)).not.toMatch(/Annual reviews|Thurrock/)
    }
    expect((await web.tell('publish', 'coordinator')).message.summary).toContain(
      'Nothing is published unseen',
    )
    expect((await web.tell('publish 0123abcd', 'coordinator')).error).not.toBeNull()
    expect((await web.tell('public', 'SLSESEND')).message.summary).not.toContain('You said')
  })

  test('shows what was published, at the position of the meeting that was held, and nothing else of the plan', async () => {
    expect(await publish(web)).toContain('Published: You said, we did')
    const { status, html, headers } = await anybody.get(ADDRESS)
    const text = textOf(html)
    expect(status).toBe(200)
    expect(text).toContain('You said, we did')
    expect(text).toContain('Every review has a day on which it must be done')
    expect(text).toContain('How far it is: Under way')
    expect(text).toContain('for its meeting of Tuesday 8 December 2020')
    // No names, codes, notes, numbers of the plan, or ways into it.
    expect(text).not.toMatch(/C2|SLSESEND|Anna|draft|Amber|Red|Sign in/)
    expect(html).not.toMatch(/<form|<input|<button|href="\/(?!assets|accessibility|privacy|public)/)
    expect(headers['set-cookie']).toBeUndefined()
    expect(headers['x-robots-tag']).toBe('noindex, nofollow')
    expect(headers['content-security-policy']).toContain("default-src 'none'")
  })

  test('is the same for whoever is signed in, and opens no other address of the plan', async () => {
    const owner = await web.signedIn('SLSESEND')
    expect((await owner.get(ADDRESS)).html).toBe((await anybody.get(ADDRESS)).html)
    expect((await anybody.get(`/plans/${PLAN}/wall`)).status).toBe(303)
    expect((await anybody.get(ADDRESS)).html).not.toContain('Signed in')
  })

  test('stays as it was published while the plan goes on', async () => {
    const before = (await anybody.get(ADDRESS)).html
    await web.bot.say('update C2(a) blue all is done', { as: 'SLSESEND' })
    await marked(web, { ...WORDING, intro: 'Not looked at by anybody yet.' })
    expect((await anybody.get(ADDRESS)).html).toBe(before)
  })

  test('stays visibly corrected: the day, the reason and the words before', async () => {
    const [first, ...others] = WORDING.said
    await marked(web, {
      ...WORDING,
      said: [{ ...(first as Wording['said'][number]), we: 'Every review has a last day' }, ...others],
    })
    expect(await publish(web)).toContain('say what is put right')
    expect(await publish(web, 'the day is the last one, not the only one')).toContain('Published')
    const text = textOf((await anybody.get(ADDRESS)).html)
    expect(text).toContain('Every review has a last day')
    expect(text).toMatch(/Corrections.*9 December 2020: the day is the last one, not the only one/)
    expect(text).toContain('Every review has a day on which it must be done')
  })

  test.each([
    ['numbers of people below five', 'We met 3 families in Tilbury', 'so few can be recognised'],
    ['such numbers in words', 'Four pupils have a new school now', 'so few can be recognised'],
    ['a child’s number', 'Ask for 943 476 5919', 'a child’s number'],
  ])('is not published with %s, in the words or in the reason of a correction', async (_, words, because) => {
    const before = (await anybody.get(ADDRESS)).html
    const [, ...others] = WORDING.said
    const changed = { you: 'Reviews take too long', we: 'There is a last day', items: [] }
    await marked(web, { ...WORDING, said: [changed, ...others] })
    const withheld = await publish(web, words)
    expect(withheld).toMatch(new RegExp(`${because}|looks like`))
    const isRefusedAtOnce = await marked(web, { ...WORDING, said: [{ ...changed, we: words }] }).then(
      () => false,
      () => true,
    )
    if (!isRefusedAtOnce) {
      const shown = JSON.stringify((await web.tell('public', 'coordinator')).message)
      expect(shown).toContain(because)
      expect(shown).not.toMatch(/publish [0-9a-f]{8}/)
    }
    expect((await anybody.get(ADDRESS)).html).toBe(before)
  })

  test('shows hostile words as words', async () => {
    await marked(web, {
      title: 'You said <script>alert(1)</script>',
      intro: HOSTILE.html ?? '',
      said: [{ you: HOSTILE['a link'] ?? '', we: HOSTILE.attributes ?? '', items: [] }],
    })
    expect(await publish(web, 'new words <img src=x onerror=alert(1)>')).toContain('Published')
    const { html } = await anybody.get(ADDRESS)
    expect(html).not.toMatch(/<script|<img|<a [^>]*evil|<[a-z]+ [^>]*\sonmouseover=/i)
    expect(textOf(html)).toContain('alert(1)')
  })

  test.each([
    '/public',
    '/public/',
    '/public/none',
    `${ADDRESS}/item`,
    `${ADDRESS}'--`,
    '/public/%2e%2e%2fplans',
    '/public/__proto__',
    '/public/%00',
    '/public/%E0%A4%A',
  ])('%s leads nowhere', async (path) => {
    const { status, html, headers } = await anybody.get(path)
    expect([400, 404]).toContain(status)
    expect(html).not.toContain('Thurrock')
    expect(headers['set-cookie']).toBeUndefined()
  })

  test('takes nothing that is sent to it', async () => {
    const before = (await anybody.get(ADDRESS)).html
    const posted = await anybody.post(ADDRESS, { line: 'unpublish' })
    expect([404, 405]).toContain(posted.status)
    expect((await anybody.get(`${ADDRESS}?line=unpublish&at=2020-01-01&ref=C2`)).html).toBe(before)
  })

  test('is gone at once when it is withdrawn, and comes back when it is published again', async () => {
    expect((await web.tell('unpublish', 'SLSESEND')).error).not.toBeNull()
    expect((await anybody.get(ADDRESS)).status).toBe(200)
    await web.tell('unpublish', 'coordinator')
    expect((await anybody.get(ADDRESS)).status).toBe(404)
    expect(await publish(web)).toContain('Published')
    const { status, headers } = await anybody.get(ADDRESS)
    expect(status).toBe(200)
    expect(headers['cache-control']).toBe('no-cache')
  })

  test('is shown to one address 300 times in a minute at most', async () => {
    let status = 200
    for (let shown = 0; shown < 301 && status !== 429; shown += 1) ({ status } = await anybody.get(ADDRESS))
    expect(status).toBe(429)
  })
})

test('the public page is off by default: nothing is there, and the coordinator is told so', async () => {
  const web = await startHeld('off')
  expect(await publish(web)).toContain('Published')
  expect((await web.stranger().get(ADDRESS)).status).toBe(404)
  const shown = JSON.stringify((await web.tell('public', 'coordinator')).message)
  expect(shown).toContain('its administrator sets PUBLIC_PAGE=on')
  expect(shown).not.toContain(`${web.url}/public`)
  await web.close()
})

test('search engines may list the public page only where the administrator wants that', async () => {
  const web = await startHeld('index')
  await publish(web)
  const { status, headers } = await web.stranger().get(ADDRESS)
  expect({ status, robots: headers['x-robots-tag'] }).toEqual({ status: 200, robots: undefined })
  await web.close()
})

test('before a board has met on a stored position there is nothing that can be published', async () => {
  const web = await startWeb({ settings: { PUBLIC_PAGE: 'on' } })
  await marked(web, WORDING)
  const shown = JSON.stringify((await web.tell('public', 'coordinator')).message)
  expect(shown).toContain('Only a position that a held meeting was told is published')
  expect((await web.stranger().get(ADDRESS)).status).toBe(404)
  await web.close()
})
