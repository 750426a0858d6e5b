import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type SlackStub, startSlackStub } from '../../support/slack/web-api.ts'
import { BOT_TOKEN, TEAM } from '../../support/slack/workspace.ts'
import { CLIENT, type OpenIdProvider, startOpenIdProvider } from '../../support/web/open-id-provider.ts'
import { formsOf, startWeb, textOf, type Visitor, type WebTest } from '../../support/web/web.ts'

const TENANT = '99999999-aaaa-4bbb-8ccc-dddddddddddd'
const OID = '12345678-aaaa-4bbb-8ccc-eeeeeeeeeeee'
const ADA = { oid: OID, tid: TENANT, name: 'Ada Lovelace', email: 'ada@example.org' }
const ADA_IN_SLACK = {
  'https://slack.com/user_id': 'U0ADA',
  'https://slack.com/team_id': TEAM,
  name: 'Ada Lovelace',
}

let provider: OpenIdProvider
let slack: SlackStub
let web: WebTest

async function start(): Promise<void> {
  slack = await startSlackStub({
    users: [
      { id: 'U0ADA', name: 'Ada Lovelace' },
      { id: 'U0GUEST', name: 'Grace Hopper', isGuest: true },
      { id: 'U0LEFT', name: 'Left Already', isDeactivated: true },
    ],
  })
  web = await startWeb({ settings: settingsFor })
  await web.bot.say('assign P16SM new Ada Lovelace')
}

async function stop(): Promise<void> {
  await web.close()
  await slack.close()
  await provider.close()
}

async function settingsFor(url: string): Promise<Readonly<Record<string, string>>> {
  provider = await startOpenIdProvider([
    `${url}/sign-in/microsoft/answer`,
    `${url}/sign-in/slack/answer`,
    'https://wsoa.example.org/sign-in/microsoft/answer',
  ])
  return {
    WEB_SIGN_IN: 'link,microsoft,slack',
    MicrosoftAppId: CLIENT.id,
    MicrosoftAppPassword: CLIENT.secret,
    MicrosoftAppTenantId: TENANT.toUpperCase(),
    MICROSOFT_LOGIN_URL: provider.issuer,
    SLACK_BOT_TOKEN: BOT_TOKEN,
    SLACK_SIGNING_SECRET: '0'.repeat(32),
    SLACK_API_URL: slack.url,
    SLACK_CLIENT_ID: CLIENT.id,
    SLACK_CLIENT_SECRET: CLIENT.secret,
    SLACK_LOGIN_URL: provider.issuer,
  }
}

function ada() {
  return web.bot.db
    .selectFrom('people')
    .select('id')
    .where('name', '=', 'Ada Lovelace')
    .executeTakeFirstOrThrow()
}

/** Links an account to Ada Lovelace, who owns P16SM. */
async function link(account: { platform: string; tenant: string; userId: string; isGuest?: 1 }) {
  const { id } = await ada()
  const confirmedAt = web.bot.now().toISOString()
  await web.bot.db
    .insertInto('identities')
    .values({ planId: 1, personId: id, ...account, confirmedAt })
    .execute()
}

type WayName = 'microsoft' | 'slack'

/** Follows the link of the sign-in page to the provider, and stops before the answer reaches us. */
async function answerFor(browser: Visitor, way: WayName): Promise<string> {
  const begun = await browser.get(`/sign-in/${way}`)
  expect(begun.status).toBe(303)
  return provider.through(begun.headers.location ?? '')
}

function pathOf(address: string): string {
  const { pathname, search } = new URL(address)
  return `${pathname}${search}`
}

async function signIn(browser: Visitor, way: WayName = 'microsoft') {
  return browser.get(pathOf(await answerFor(browser, way)))
}

/** Nobody is signed in in this browser. */
async function isOut(browser: Visitor): Promise<boolean> {
  return (await browser.get('/')).headers.location === '/sign-in'
}

describe('signing in with somebody else', () => {
  beforeEach(start)
  afterEach(stop)

  test('is begun by links on the sign-in page, and by no form', async () => {
    const { html } = await web.stranger().get('/sign-in')
    expect(html).toContain('<a class="button" href="/sign-in/microsoft">Sign in with Microsoft</a>')
    expect(html).toContain('<a class="button" href="/sign-in/slack">Sign in with Slack</a>')
    expect(formsOf(html)).toEqual([])
  })

  test.each([
    ['microsoft', ADA, { platform: 'teams', tenant: TENANT, userId: OID }],
    ['slack', ADA_IN_SLACK, { platform: 'slack', tenant: TEAM, userId: 'U0ADA' }],
  ] as const)('with %s somebody who is linked in the chat is in', async (way, claims, account) => {
    await link(account)
    provider.signsIn(claims)
    const browser = web.stranger()
    expect(await signIn(browser, way)).toMatchObject({ status: 303, headers: { location: '/' } })
    expect((await browser.get('/')).html).toContain('Signed in as Ada Lovelace')
  })

  test('asks with a code, PKCE, a state and a nonce, each new, and for the answer in the query', async () => {
    const asked = async () => {
      const { headers } = await web.stranger().get('/sign-in/microsoft')
      return new URL(headers.location ?? '').searchParams
    }
    const [one, other] = [await asked(), await asked()]
    expect(Object.fromEntries(one)).toMatchObject({
      response_type: 'code',
      response_mode: 'query',
      code_challenge_method: 'S256',
      redirect_uri: `${web.url}/sign-in/microsoft/answer`,
    })
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(one.get(name)).toMatch(/^[\w-]{43}$/)
      expect(one.get(name)).not.toBe(other.get(name))
    }
  })

  test('begins a new session: one that was put there before is worth nothing', async () => {
    await link({ platform: 'teams', tenant: TENANT, userId: OID })
    provider.signsIn(ADA)
    const browser = await web.signedIn('SLSESEND')
    const before = browser.cookies.get('__Host-wsoa') ?? ''
    await signIn(browser)
    expect((await browser.get('/')).html).toContain('Signed in as Ada Lovelace')
    const holder = web.stranger()
    holder.cookies.set('__Host-wsoa', before)
    expect(await isOut(holder)).toBe(true)
    expect(browser.cookies.get('__Host-wsoa')).not.toBe(before)
  })

  test('shows what was typed before, and does not send it', async () => {
    await link({ platform: 'teams', tenant: TENANT, userId: OID })
    provider.signsIn(ADA)
    const browser = web.stranger()
    await signIn(browser)
    const box = formsOf((await browser.get('/')).html).find(({ action }) => action === '/say')
    web.passMinutes(61)
    const line = 'everything that P16SM has to say'
    await browser.post('/say', { ...box?.fields, line })
    const back = await signIn(browser)
    const { html } = await browser.get(back.headers.location ?? '')
    expect(html).toContain(`value="${line}"`)
    expect(html).toContain('Not sent yet')
    expect(await web.updates()).toBe(0)
  })

  test('whoever is not linked sees nothing but how to ask for it, and is proposed by their name', async () => {
    provider.signsIn({ ...ADA, oid: 'somebody-new', name: 'Mary Somerville', email: 'mary@example.org' })
    const browser = web.stranger()
    await signIn(browser)
    const { html } = await browser.get('/overdue')
    expect(html).toContain('I do not know you yet')
    expect(html).not.toContain('Thurrock')
    await browser.say('link me as P16SM')
    const requests = await web.bot.db.selectFrom('linkRequests').selectAll().execute()
    expect(requests).toHaveLength(1)
    expect(JSON.stringify(requests)).toContain('Mary Somerville')
  })

  test('whoever changes their mind is told so, and can begin again', async () => {
    await link({ platform: 'teams', tenant: TENANT, userId: OID })
    provider.signsIn(null)
    const browser = web.stranger()
    const answered = await signIn(browser)
    expect(answered).toMatchObject({
      status: 403,
      html: expect.stringContaining('You did not sign in with Microsoft'),
    })
    provider.signsIn(ADA)
    await signIn(browser)
    expect(await isOut(browser)).toBe(false)
  })

  test('is not offered where WEB_SIGN_IN does not name it, and the link neither', async () => {
    await web.close()
    web = await startWeb({ settings: async (url) => ({ ...(await settingsFor(url)), WEB_SIGN_IN: 'slack' }) })
    const stranger = web.stranger()
    const { html } = await stranger.get('/sign-in')
    expect(html).not.toContain('Microsoft')
    expect(html).not.toContain('From chat')
    expect((await stranger.get('/sign-in/microsoft')).headers.location).toBe('/sign-in')
    const { message } = await web.tell('open', 'SLSESEND')
    expect(JSON.stringify(message)).toContain(`${web.url}/"`)
    expect(JSON.stringify(message)).not.toContain('/open/')
  })

  test('behind a proxy that ends TLS people are sent back to the public address, and each visitor is counted', async () => {
    await web.close()
    web = await startWeb({
      settings: async (url) => ({
        ...(await settingsFor(url)),
        PUBLIC_URL: 'https://wsoa.example.org',
        WEB_PROXY_HOPS: '1',
      }),
    })
    await web.bot.say('assign P16SM new Ada Lovelace')
    await link({ platform: 'teams', tenant: TENANT, userId: OID })
    provider.signsIn(ADA)
    const browser = web.stranger()
    const from = (visitor: string) => ({ 'x-forwarded-for': visitor, host: 'wsoa.example.org' })
    const begun = await browser.get('/sign-in/microsoft', from('192.0.2.1'))
    const back = await provider.through(begun.headers.location ?? '')
    expect(back).toMatch(/^https:\/\/wsoa\.example\.org\/sign-in\/microsoft\/answer\?/)
    expect((await browser.get(pathOf(back), from('192.0.2.1'))).headers.location).toBe('/')
    for (let time = 0; time < 20; time += 1) await web.stranger().get('/sign-in/slack', from('192.0.2.2'))
    expect((await web.stranger().get('/sign-in/slack', from('192.0.2.2'))).status).toBe(429)
    expect((await web.stranger().get('/sign-in/slack', from('192.0.2.3'))).status).toBe(303)
  })

  test('a provider that is not reached is a page that says so, and the next try asks it again', async () => {
    await provider.close()
    const answered = await web.stranger().get('/sign-in/microsoft')
    expect(answered).toMatchObject({
      status: 503,
      html: expect.stringContaining('Microsoft cannot be reached just now.'),
    })
    expect((await web.stranger().get('/open/x')).status).toBe(410)
  })
})

describe('an answer that is not to be believed signs nobody in', () => {
  beforeAll(async () => {
    await start()
    await link({ platform: 'teams', tenant: TENANT, userId: OID })
  })
  afterAll(stop)
  beforeEach(() => {
    provider.forget()
    // Nobody is stopped for what the tests before have done.
    web.passMinutes(1)
  })

  const seconds = () => Math.floor(Date.now() / 1_000)
  test.each([
    ['of another nonce', { claims: { nonce: 'another' } }],
    ['without a nonce', { claims: { nonce: undefined } }],
    ['for another client', { claims: { aud: 'another-client' } }],
    ['for others too, and made out to one of them', { claims: { aud: [CLIENT.id, 'other'], azp: 'other' } }],
    ['of another issuer', { claims: { iss: 'https://login.example.org' } }],
    ['signed with another key', { isWronglySigned: true as const }],
    ['of another tenant', { claims: { tid: '00000000-aaaa-4bbb-8ccc-dddddddddddd' } }],
    ['without a tenant', { claims: { tid: undefined } }],
    ['without an object id', { claims: { oid: undefined } }],
  ])('a token %s', async (_, forgery) => {
    provider.signsIn(ADA)
    provider.forges(forgery)
    const browser = web.stranger()
    expect((await signIn(browser)).status).toBe(403)
    expect(await isOut(browser)).toBe(true)
    provider.forges({})
    await signIn(browser)
    expect(await isOut(browser)).toBe(false)
  })

  test('a token that has expired', async () => {
    provider.signsIn(ADA)
    provider.forges({ claims: { exp: seconds() - 120, iat: seconds() - 600 } })
    expect((await signIn(web.stranger())).status).toBe(403)
  })

  test('one with another state, or none', async () => {
    provider.signsIn(ADA)
    for (const change of [
      (query: URLSearchParams) => query.set('state', 'another'),
      (query: URLSearchParams) => query.delete('state'),
      (query: URLSearchParams) => query.append('state', 'another'),
    ]) {
      const browser = web.stranger()
      const answer = new URL(await answerFor(browser, 'microsoft'))
      change(answer.searchParams)
      expect((await browser.get(pathOf(answer.href))).status).toBe(403)
      expect(await isOut(browser)).toBe(true)
    }
    expect(provider.tokenRequests).toEqual([])
  })

  test('one that names another issuer', async () => {
    provider.signsIn(ADA)
    const browser = web.stranger()
    const answer = new URL(await answerFor(browser, 'microsoft'))
    answer.searchParams.set('iss', 'https://login.example.org')
    expect((await browser.get(pathOf(answer.href))).status).toBe(403)
    expect(provider.tokenRequests).toEqual([])
  })

  test('one that somebody else began: what is in the address alone is worth nothing', async () => {
    provider.signsIn(ADA)
    const answer = pathOf(await answerFor(web.stranger(), 'microsoft'))
    const other = web.stranger()
    expect((await other.get(answer)).status).toBe(403)
    await other.get('/sign-in/microsoft')
    expect((await other.get(answer)).status).toBe(403)
    expect(provider.tokenRequests).toEqual([])
  })

  test('one that came before, although the browser still holds what it began', async () => {
    provider.signsIn(ADA)
    const browser = web.stranger()
    const answer = pathOf(await answerFor(browser, 'microsoft'))
    const attempt = browser.cookies.get('__Host-wsoa-attempt') ?? ''
    expect((await browser.get(answer)).status).toBe(303)
    const again = web.stranger()
    again.cookies.set('__Host-wsoa-attempt', attempt)
    expect((await again.get(answer)).status).toBe(403)
    expect(await isOut(again)).toBe(true)
    expect(provider.tokenRequests).toHaveLength(1)
  })

  test('one of two that come at once', async () => {
    provider.signsIn(ADA)
    const browser = web.stranger()
    const answer = pathOf(await answerFor(browser, 'microsoft'))
    const cookie = `__Host-wsoa-attempt=${browser.cookies.get('__Host-wsoa-attempt')}`
    const answered = await Promise.all([1, 2, 3, 4].map(() => web.stranger().get(answer, { cookie })))
    expect(answered.map(({ status }) => status).sort()).toEqual([303, 403, 403, 403])
  })

  test('one that comes more than ten minutes later', async () => {
    provider.signsIn(ADA)
    const browser = web.stranger()
    const answer = pathOf(await answerFor(browser, 'microsoft'))
    web.passMinutes(10)
    expect((await browser.get(answer)).status).toBe(403)
    expect(provider.tokenRequests).toEqual([])
  })

  test('one that was begun with the other provider', async () => {
    provider.signsIn({ ...ADA, ...ADA_IN_SLACK })
    const browser = web.stranger()
    const answer = pathOf(await answerFor(browser, 'slack'))
    expect((await browser.get(answer.replace('/slack/', '/microsoft/'))).status).toBe(403)
    expect(await isOut(browser)).toBe(true)
  })

  test('of another Slack workspace, or of somebody who has left this one', async () => {
    for (const change of [
      { 'https://slack.com/team_id': 'T0OTHER' },
      { 'https://slack.com/user_id': 'U0LEFT' },
    ]) {
      provider.signsIn({ ...ADA_IN_SLACK, ...change })
      const browser = web.stranger()
      expect((await signIn(browser, 'slack')).status).toBe(403)
      expect(await isOut(browser)).toBe(true)
    }
  })

  test('and its words are neither in a page nor in the log', async () => {
    provider.signsIn(ADA)
    const browser = web.stranger()
    const answer = new URL(await answerFor(browser, 'microsoft'))
    const code = answer.searchParams.get('code') ?? ''
    provider.forges({ isWronglySigned: true })
    const { html } = await browser.get(pathOf(answer.href))
    for (const secret of [code, CLIENT.secret, ADA.email, OID]) {
      expect(html + web.logged.join('')).not.toContain(secret)
    }
    expect(web.logged.join('')).toContain('sign-in-refused')
  })
})

describe('a guest', () => {
  beforeEach(start)
  afterEach(stop)

  const microsoftGuest = {
    ...ADA,
    oid: 'a-guest',
    name: 'Grace Hopper',
    email: 'grace@other.example',
    acct: 1,
  }
  const slackGuest = { ...ADA_IN_SLACK, 'https://slack.com/user_id': 'U0GUEST' }
  const ofAnother = { ...microsoftGuest, acct: undefined, idp: 'https://sts.windows.net/another/' }

  test.each([
    ['microsoft', microsoftGuest],
    ['microsoft', ofAnother],
    ['slack', slackGuest],
  ] as const)('of %s whom nobody named is not let in', async (way, claims) => {
    provider.signsIn(claims)
    const browser = web.stranger()
    const { status, html } = await signIn(browser, way)
    expect({ status, text: textOf(html) }).toMatchObject({
      status: 403,
      text: expect.stringContaining('a guest is let in only where the coordinator has named or linked them'),
    })
    expect(await isOut(browser)).toBe(true)
  })

  test.each([
    ['microsoft', microsoftGuest],
    ['slack', slackGuest],
  ] as const)('of %s whom the coordinator named may ask to be linked, as a guest', async (way, claims) => {
    await web.bot.say('assign P16SM new Grace Hopper')
    provider.signsIn(claims)
    const browser = web.stranger()
    await signIn(browser, way)
    await browser.say('link me as Grace Hopper')
    const requests = await web.bot.db.selectFrom('linkRequests').selectAll().execute()
    expect(requests).toMatchObject([{ isGuest: 1 }])
  })

  test('who is linked has a guest’s part alone, whatever else their name holds', async () => {
    await link({ platform: 'teams', tenant: TENANT, userId: OID, isGuest: 1 })
    const { id } = await ada()
    const role = await web.bot.db
      .selectFrom('roles')
      .select('id')
      .where('code', '=', 'coordinator')
      .executeTakeFirstOrThrow()
    await web.bot.db
      .insertInto('assignments')
      .values({
        planId: 1,
        personId: id,
        roleId: role.id,
        kind: 'holder',
        fromDay: '2020-01-01',
        toDay: null,
      })
      .execute()
    // The token does not tell that they are a guest; the link does.
    provider.signsIn(ADA)
    const browser = web.stranger()
    await signIn(browser)
    expect((await browser.get('/help')).status).toBe(200)
    expect((await browser.get('/desk')).status).toBe(404)
  })
})
