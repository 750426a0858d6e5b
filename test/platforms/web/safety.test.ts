import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { formsOf, startWeb, textOf, type Visitor, type WebTest } from '../../support/web/web.ts'

const PLAN = 'thurrock-wsoa-2019'
const ITEM = `/plans/${PLAN}/item?ref=C2(a)`
const PAGES = [
  '/',
  `/plans/${PLAN}/wall`,
  ITEM,
  '/overdue',
  '/due',
  '/list?rating=red',
  '/meetings',
  '/meetings/improvement-board/2020-12-08',
  '/requests',
  '/sent',
  '/help',
  '/ask?line=overdue',
]

describe('every page', () => {
  let web: WebTest
  let owner: Visitor
  beforeAll(async () => {
    web = await startWeb()
    owner = await web.signedIn('SLSESEND')
  })
  afterAll(() => web.close())

  test.each(PAGES)(
    '%s lets nothing run, load from elsewhere or frame it, and is kept by no cache',
    async (path) => {
      const { status, headers, html } = await owner.get(path)
      expect(status).toBe(200)
      expect(headers['content-security-policy']).toBe(
        "default-src 'none';style-src 'self';img-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
      )
      expect(headers).toMatchObject({
        'cache-control': 'private, no-store',
        'referrer-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      })
      expect(headers['strict-transport-security']).toBeUndefined()
      expect(headers['x-powered-by']).toBeUndefined()
      expect(html).not.toMatch(/<script|<style|\sstyle=|\son\w+=|javascript:|https?:\/\//i)
    },
  )

  test.each(PAGES)(
    '%s is not there for whoever is not signed in, nor told from what does not exist',
    async (path) => {
      const stranger = web.stranger()
      const { status, headers, html } = await stranger.get(path)
      const nothing = await stranger.get('/plans/none/such')
      expect({ status, to: headers.location }).toEqual({ status: 303, to: '/sign-in' })
      expect({ status: nothing.status, to: nothing.headers.location }).toEqual({
        status: 303,
        to: '/sign-in',
      })
      expect(html).not.toContain('Thurrock')
    },
  )

  test.each(['/sign-in', '/accessibility', '/privacy'])(
    '%s is for everybody, and names no plan',
    async (path) => {
      const { status, html } = await web.stranger().get(path)
      expect(status).toBe(200)
      expect(html).not.toContain('Thurrock')
    },
  )

  test.each([
    '/plans/another-plan/wall',
    `/plans/${PLAN}/item?ref=Z9`,
    `/plans/another-plan/item?ref=C2`,
    `/plans/${PLAN}/item`,
    '/meetings/no-board/2020-12-08',
    '/meetings/improvement-board/2020-12-07/paper.docx',
    '/desk',
    '/people',
    '/meetings/improvement-board/2020-12-08/decide',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/.env',
  ])('%s is the same page that is not there', async (path) => {
    const { status, html } = await owner.get(path)
    const other = await owner.get('/nothing/here')
    expect(status).toBe(404)
    expect(html).toBe(other.html)
  })

  test('changes nothing by being looked at, whatever its address says', async () => {
    const before = await web.bot.db
      .selectFrom('trail')
      .select((of) => of.fn.countAll().as('count'))
      .execute()
    for (const line of [
      'update C2(a) red',
      'undo',
      'revise C2(a) to 31 March 2021 because later',
      'open',
      'link me as chair',
      'yes',
      'C2(a) is red now',
    ])
      await owner.get(`/ask?line=${encodeURIComponent(line)}`)
    await owner.get(`${ITEM}&at=${encodeURIComponent('today; update C2(a) red')}`)
    const after = await web.bot.db
      .selectFrom('trail')
      .select((of) => of.fn.countAll().as('count'))
      .execute()
    expect(after).toEqual(before)
    expect(await web.bot.db.selectFrom('pendingQuestions').selectAll().execute()).toEqual([])
    expect(
      await web.bot.db.selectFrom('conversations').selectAll().where('conversation', '=', 'web').execute(),
    ).toEqual([])
  })

  test('takes the method that it has, and no other', async () => {
    for (const path of ['/', ITEM, '/overdue']) {
      const { status, headers } = await owner.post(path, {})
      expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: 'GET, HEAD' })
    }
    for (const path of ['/say', '/do']) {
      const { status, headers } = await owner.get(path)
      expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: 'POST' })
    }
  })

  test('has its sheet at an address that changes with it, for a year', async () => {
    const { html } = await owner.get('/')
    const [, address = ''] = html.match(/<link rel="stylesheet" href="([^"]+)"/) ?? []
    const sheet = await web.stranger().get(address)
    expect(sheet).toMatchObject({
      status: 200,
      headers: {
        'cache-control': 'public, max-age=31536000, immutable',
        'content-type': 'text/css; charset=utf-8',
      },
    })
    expect(sheet.html.length).toBeLessThan(20_480)
    expect((html.match(/<(?:link|img|script|iframe|source)\b/g) ?? []).length).toBe(1)
  })
})

test('with an https address, browsers are told to use nothing else', async () => {
  const web = await startWeb({ settings: { PUBLIC_URL: 'https://wsoa.example.org' } })
  const { headers } = await web.stranger().get('/sign-in')
  expect(headers['strict-transport-security']).toContain('max-age=31536000')
  await web.close()
})

describe('a form that is posted', () => {
  let web: WebTest
  beforeEach(async () => {
    web = await startWeb()
  })
  afterEach(() => web.close())

  const updateForm = async (browser: Visitor) => {
    const { html } = await browser.get('/')
    const form = formsOf(html).find(({ fields }) => /"refs":\["C2\(a\)"\]/.test(fields.post ?? ''))
    if (!form) throw new Error('no form')
    return {
      ...form.fields,
      post: form.fields.post ?? '',
      'field-rating': 'amber',
      'field-note': 'two schools still to comment',
    }
  }
  const boxOf = async (browser: Visitor) =>
    formsOf((await browser.get('/')).html).find(({ action }) => action === '/say')?.fields ?? {}

  test('counts once, however often it comes, and each time is answered with the first receipt', async () => {
    const browser = await web.signedIn('SLSESEND')
    const fields = await updateForm(browser)
    const posted = await Promise.all(Array.from({ length: 50 }, () => browser.post('/do', fields)))
    expect(new Set(posted.map(({ status }) => status))).toEqual(new Set([303]))
    expect(await web.updates()).toBe(1)
    const last = await browser.get(posted.at(-1)?.headers.location ?? '')
    expect(textOf(last.html)).toContain('Recorded: C2(a)')
  })

  test('counts once when it is sent again after going back', async () => {
    const browser = await web.signedIn('SLSESEND')
    const box = { ...(await boxOf(browser)), line: 'update C2(a) amber two schools still to comment' }
    const first = await browser.post('/say', box)
    const again = await browser.post('/say', box)
    expect(await web.updates()).toBe(1)
    for (const { headers } of [first, again])
      expect(textOf((await browser.get(headers.location ?? '')).html)).toContain('Recorded: C2(a)')
  })

  test.each<readonly [string, Readonly<Record<string, string | undefined>>]>([
    ['from another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['from another host of the same site', { 'sec-fetch-site': 'same-site' }],
    ['without a page behind it', { 'sec-fetch-site': 'none' }],
    [
      'from an old browser on another origin',
      { 'sec-fetch-site': undefined, origin: 'https://evil.example' },
    ],
    ['from an old browser that names no origin', { 'sec-fetch-site': undefined, origin: undefined }],
    ['from a page without an origin', { 'sec-fetch-site': undefined, origin: 'null' }],
  ])('%s is refused', async (_, headers) => {
    const browser = await web.signedIn('SLSESEND')
    const { status } = await browser.post('/do', await updateForm(browser), headers)
    expect(status).toBe(403)
    const say = await browser.post('/say', { ...(await boxOf(browser)), line: 'update C2(a) red x' }, headers)
    expect(say.status).toBe(403)
    expect(await web.updates()).toBe(0)
  })

  test('from an old browser on our own page is taken', async () => {
    const browser = await web.signedIn('SLSESEND')
    const { status } = await browser.post('/do', await updateForm(browser), { 'sec-fetch-site': undefined })
    expect(status).toBe(303)
    expect(await web.updates()).toBe(1)
  })

  test('without its seal, with another’s, or with other words under it is refused', async () => {
    const browser = await web.signedIn('SLSESEND')
    const fields = await updateForm(browser)
    const other = await web.signedIn('SLSPPEP')
    const foreign = await boxOf(other)
    const forged: readonly Readonly<Record<string, string>>[] = [
      { ...fields, seal: '' },
      { ...fields, seal: 'x'.repeat(60) },
      { ...fields, seal: foreign.seal ?? '' },
      { ...fields, post: fields.post.replace('C2(a)', 'C2(c)') },
      { ...fields, post: JSON.stringify({ line: 'update C2(a) red' }) },
      { ...fields, post: 'null' },
    ]
    for (const each of forged) expect((await browser.post('/do', each)).status).toBe(403)
    // A form that was shown to somebody else.
    expect((await other.post('/do', fields)).status).toBe(403)
    expect((await browser.post('/say', { ...foreign, line: 'update C2(a) red' })).status).toBe(403)
    expect(await web.updates()).toBe(0)
  })

  test('more than a day after its page was shown is shown again, and not recorded', async () => {
    const browser = await web.signedIn('SLSESEND')
    const fields = await updateForm(browser)
    web.passMinutes(24 * 60 + 1)
    await browser.post('/open', { token: await web.linkFor('SLSESEND') })
    const { status, html } = await browser.post('/do', fields)
    expect({ status, html }).toMatchObject({
      status: 409,
      html: expect.stringContaining('more than a day ago'),
    })
    expect(html).toContain('two schools still to comment')
    expect(await web.updates()).toBe(0)
  })

  test('about an item that has moved since is shown with what happened, before anything is recorded', async () => {
    const browser = await web.signedIn('SLSESEND')
    const fields = await updateForm(browser)
    await web.bot.say('update C2(a) red the panel could not meet', { as: 'SLSESEND', conversation: 'slack' })
    const posted = await browser.post('/do', fields)
    const { html } = await browser.get(posted.headers.location ?? '')
    expect(html).toContain('changed while you were answering')
    expect(await web.updates()).toBe(1)
  })

  test('with more than 16 kB, or in a shape that is none of ours, is refused without a fault', async () => {
    const browser = await web.signedIn('SLSESEND')
    const box = await boxOf(browser)
    expect((await browser.post('/say', { ...box, line: 'x'.repeat(17_000) })).status).toBe(413)
    expect((await browser.post('/say', { ...box, line: 'x'.repeat(2_001) })).status).toBe(422)
    const twice = await browser.post('/say', {}, { 'content-type': 'application/json' })
    expect(twice.status).toBe(403)
    expect(web.logged.filter((line) => line.includes('a page failed'))).toEqual([])
    expect(await web.updates()).toBe(0)
  })

  test.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    'javascript:alert(1)',
    '/say',
    '/\u0000',
    '/overdue\r\nSet-Cookie: a=b',
  ])('leads back to a page of ours, never to %j', async (back) => {
    const browser = await web.signedIn('SLSESEND')
    const { headers } = await browser.post('/do', { ...(await updateForm(browser)), back })
    expect(headers.location).toMatch(/^\/\?note=[\w-]+$/)
  })

  test('leaves what is shown after it to whoever sent it', async () => {
    const browser = await web.signedIn('SLSESEND')
    const { headers } = await browser.post('/say', { ...(await boxOf(browser)), line: 'status C2(a)' })
    expect((await browser.get(headers.location ?? '')).html).toContain('You said')
    const other = await web.signedIn('SLSPPEP')
    expect((await other.get(headers.location ?? '')).status).toBe(404)
  })

  test.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    'javascript:alert(1)',
    '\u202egnirts \u2066x',
    "' onfocus=alert(1) autofocus='",
    '</textarea><script>alert(1)</script>',
  ])('keeps words as words, in every place where they are shown: %j', async (words) => {
    const browser = await web.signedIn('SLSESEND')
    await browser.post('/do', { ...(await updateForm(browser)), 'field-note': words })
    await browser.say(`revise C2(c) to 31 March 2021 because ${words}`)
    const wrong = await browser.say(`update ${words}`)
    const asked = await browser.get(`/ask?line=${encodeURIComponent(words)}`)
    const named = await browser.get(
      `/plans/${PLAN}/item?ref=${encodeURIComponent(words)}&at=${encodeURIComponent(words)}`,
    )
    const shown = await Promise.all(PAGES.map((path) => browser.get(path)))
    for (const { html } of [...shown, wrong, asked, named]) {
      expect(html).not.toMatch(/<script|<img(?! src="\/meetings\/)|\son\w+=['"]|href="javascript/i)
      expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
    }
  })
})

describe('whoever is too quick has to wait', () => {
  let web: WebTest
  beforeEach(async () => {
    web = await startWeb()
  })
  afterEach(() => web.close())

  test('with more than 300 pages a minute', async () => {
    const browser = await web.signedIn('SLSESEND')
    const statuses: number[] = []
    for (let time = 0; time < 301; time += 1) statuses.push((await browser.get('/nothing')).status)
    expect(statuses.slice(0, 300).every((status) => status === 404)).toBe(true)
    expect(statuses[300]).toBe(429)
    web.passMinutes(1)
    expect((await browser.get('/nothing')).status).toBe(404)
  })

  test('with more than 60 forms a minute, and is told how long', async () => {
    const browser = await web.signedIn('SLSESEND')
    const all = await Promise.all(Array.from({ length: 61 }, () => browser.post('/do', {})))
    const [late] = all.filter(({ status }) => status === 429)
    expect(all.filter(({ status }) => status === 403)).toHaveLength(60)
    expect(Number(late?.headers['retry-after'])).toBeGreaterThan(0)
  })

  test('with more than 20 links a minute from one address, whatever it claims to be', async () => {
    const stranger = web.stranger()
    const statuses: number[] = []
    for (let time = 0; time < 21; time += 1)
      statuses.push(
        (await stranger.get(`/open/${'A'.repeat(22)}`, { 'x-forwarded-for': `10.0.0.${time}` })).status,
      )
    expect(statuses.at(-1)).toBe(429)
    expect(statuses.slice(0, 20).every((status) => status === 410)).toBe(true)
  })

  test('behind a proxy of ours each address counts for itself', async () => {
    const proxied = await startWeb({ settings: { WEB_PROXY_HOPS: '1' } })
    const stranger = proxied.stranger()
    for (let time = 0; time < 25; time += 1) {
      const { status } = await stranger.get(`/open/${'A'.repeat(22)}`, {
        'x-forwarded-for': `10.0.0.${time}`,
      })
      expect(status).toBe(410)
    }
    await proxied.close()
  })
})

describe('the log', () => {
  test('holds no address with a query, no token and nobody’s words', async () => {
    const web = await startWeb({
      handle: async () => {
        throw new Error('broken')
      },
    })
    const browser = await web.signedIn('SLSESEND')
    const { status, html } = await browser.get('/ask?line=a-secret-word')
    expect(status).toBe(500)
    const [, reference = ''] = html.match(/reference: (\w+)/) ?? []
    expect(web.logged.join('')).toContain(reference)
    expect(web.logged.join('')).not.toContain('a-secret-word')
    await web.close()
  })
})

describe('the demo’s pages', () => {
  const demo = {
    first: 'coordinator',
    speakers: async () => [
      { userId: 'coordinator', name: 'coordinator' },
      { userId: 'SLSESEND', name: 'SLSESEND' },
    ],
    next: async () => undefined,
    goOn: async () => '',
  }

  test('are for this machine alone, by a name of this machine, and not through a proxy', async () => {
    const web = await startWeb({ demo })
    const here = web.stranger()
    expect((await here.get('/')).status).toBe(200)
    expect((await here.get('/', { host: 'evil.example' })).status).toBe(403)
    expect((await here.get('/', { host: 'localhost.evil.example:3000' })).status).toBe(403)
    expect((await here.get('/', { 'x-forwarded-for': '10.0.0.1' })).status).toBe(403)
    await web.close()
  })

  test('let anybody there speak as anyone, which no other pages do', async () => {
    const web = await startWeb({ demo })
    const here = web.stranger()
    expect((await here.get('/')).html).toContain('Speaking as the coordinator')
    await here.post('/demo/as', { as: 'SLSESEND' })
    expect((await here.get('/')).html).toContain('Speaking as SLSESEND')
    await web.close()
    const real = await startWeb()
    expect((await real.stranger().post('/demo/as', { as: 'SLSESEND' })).status).toBe(404)
    await real.close()
  })
})
