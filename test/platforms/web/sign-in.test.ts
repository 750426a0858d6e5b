import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { beginSession } from '../../../data/sessions.ts'
import { formsOf, startWeb, type WebTest } from '../../support/web/web.ts'

const COOKIE = '__Host-wsoa'

let web: WebTest

beforeEach(async () => {
  web = await startWeb()
})
afterEach(() => web.close())

describe('a link from the chat', () => {
  test('may be fetched by anything as often as it likes, and still signs in when its button is pressed', async () => {
    const token = await web.linkFor('SLSESEND')
    const preview = web.stranger()
    for (let time = 0; time < 5; time += 1) {
      const { status, html } = await preview.get(`/open/${token}`)
      expect({ status, html }).toMatchObject({
        status: 200,
        html: expect.stringContaining('Sign in as SLSESEND'),
      })
    }
    expect(preview.cookies.size).toBe(0)
    const browser = web.stranger()
    expect((await browser.post('/open', { token })).status).toBe(303)
    expect((await browser.get('/')).html).toContain('Signed in as SLSESEND')
  })

  test('signs in once, for ten minutes, and only the newest of a person', async () => {
    const token = await web.linkFor('SLSESEND')
    expect((await web.stranger().post('/open', { token })).status).toBe(303)
    expect((await web.stranger().post('/open', { token })).status).toBe(410)
    expect((await web.stranger().get(`/open/${token}`)).status).toBe(410)
    const old = await web.linkFor('SLSESEND')
    const newest = await web.linkFor('SLSESEND')
    expect((await web.stranger().post('/open', { token: old })).status).toBe(410)
    web.bot.later({ minutes: 10 })
    expect((await web.stranger().post('/open', { token: newest })).status).toBe(410)
  })

  test('signs in one browser, however many press at once', async () => {
    const token = await web.linkFor('SLSESEND')
    const pressed = await Promise.all(
      Array.from({ length: 8 }, () => web.stranger().post('/open', { token })),
    )
    expect(pressed.map(({ status }) => status).sort()).toEqual([303, ...Array(7).fill(410)])
  })

  test.each(['', 'x', '../../etc/passwd', 'A'.repeat(22), "' or 1=1 --"])(
    'that nobody was given is gone: %j',
    async (token) => {
      expect((await web.stranger().get(`/open/${encodeURIComponent(token) || '-'}`)).status).toBe(410)
      expect((await web.stranger().post('/open', { token })).status).toBe(410)
    },
  )

  test('is given in the person’s own conversation alone, and to nobody who is unknown', async () => {
    const inChannel = await web.bot.tell('open', { as: 'SLSESEND', from: { isPrivate: false } })
    expect(JSON.stringify(inChannel.message)).not.toContain('/open/')
    const unknown = await web.bot.tell('open', { as: 'stranger' })
    expect(JSON.stringify(unknown.message)).not.toContain('/open/')
  })

  test('leaves no trace in the database by which anybody could sign in, but in the answer itself', async () => {
    const token = await web.linkFor('SLSESEND')
    const rows = await web.bot.db.selectFrom('signInLinks').selectAll().execute()
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain(token)
    const browser = web.stranger()
    await browser.post('/open', { token })
    const sessions = await web.bot.db.selectFrom('webSessions').selectAll().execute()
    expect(JSON.stringify(sessions)).not.toContain(browser.cookies.get(COOKIE))
  })
})

describe('a session', () => {
  test('has a cookie that scripts, other hosts and other sites never get', async () => {
    const answered = await web.stranger().post('/open', { token: await web.linkFor('SLSESEND') })
    const [cookie = ''] = answered.headers['set-cookie'] ?? []
    expect(cookie).toMatch(/^__Host-wsoa=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  })

  test('is new at each signing in: one that was put there before is worth nothing', async () => {
    const browser = web.stranger()
    browser.cookies.set(COOKIE, 'A'.repeat(43))
    await browser.post('/open', { token: await web.linkFor('SLSESEND') })
    const first = browser.cookies.get(COOKIE) ?? ''
    expect(first).not.toBe('A'.repeat(43))
    await browser.post('/open', { token: await web.linkFor('SLSESEND') })
    const before = web.stranger()
    before.cookies.set(COOKIE, first)
    expect((await before.get('/')).status).toBe(303)
  })

  test('ends an hour after its last use, and after eight hours whatever is done', async () => {
    const browser = await web.signedIn('SLSESEND')
    web.passMinutes(61)
    expect((await browser.get('/')).status).toBe(303)
    const busy = await web.signedIn('SLSESEND')
    for (let half = 0; half < 15; half += 1) {
      web.passMinutes(30)
      expect((await busy.get('/help')).status).toBe(200)
    }
    web.passMinutes(31)
    expect((await busy.get('/')).status).toBe(303)
  })

  test('ends by signing out, which a form of ours alone does', async () => {
    const browser = await web.signedIn('SLSESEND')
    await browser.post('/sign-out', {})
    expect((await browser.get('/')).status).toBe(200)
    const token = browser.cookies.get(COOKIE) ?? ''
    await browser.press('Sign out', '/')
    const copied = web.stranger()
    copied.cookies.set(COOKIE, token)
    expect((await copied.get('/')).status).toBe(303)
  })

  test('ends when the coordinator unlinks the account', async () => {
    await web.bot.say('assign P16SM new Ada Lovelace')
    const { id } = await web.bot.db
      .selectFrom('people')
      .select('id')
      .where('name', '=', 'Ada Lovelace')
      .executeTakeFirstOrThrow()
    const account = { platform: 'slack', tenant: 'T1', userId: 'U1' }
    await web.bot.db
      .insertInto('identities')
      .values({ planId: 1, personId: id, ...account, confirmedAt: web.bot.now().toISOString() })
      .execute()
    const browser = web.stranger()
    browser.cookies.set(COOKIE, await beginSession(web.bot.db, account, web.bot.now()))
    expect((await browser.get('/')).html).toContain('Signed in as Ada Lovelace')
    await web.bot.say('unlink P16SM')
    expect((await browser.get('/')).status).toBe(303)
  })

  test('has the rights of the moment: whoever holds no post any more is shown nothing', async () => {
    const browser = await web.signedIn('ADPH')
    expect((await browser.get('/overdue')).html).toContain('overdue')
    await web.bot.db.deleteFrom('identities').where('userId', '=', 'ADPH').execute()
    const { html, status } = await browser.get('/overdue')
    expect({ status, html }).toMatchObject({
      status: 200,
      html: expect.stringContaining('I do not know you yet'),
    })
    expect(html).not.toContain('Thurrock')
  })
})

describe('what was typed when a session had ended', () => {
  test('is kept until its writer has signed in again; then it is shown, and not sent', async () => {
    const browser = await web.signedIn('SLSESEND')
    const page = '/plans/thurrock-wsoa-2019/item?ref=C2(a)'
    const box = formsOf((await browser.get(page)).html).find(({ action }) => action === '/say')
    web.passMinutes(61)
    const line = 'update C2(a) amber two schools still to comment'
    const refused = await browser.post('/say', { ...box?.fields, line })
    expect(refused).toMatchObject({ status: 303, headers: { location: '/sign-in' } })
    expect(await web.updates()).toBe(0)
    const back = await browser.post('/open', { token: await web.linkFor('SLSESEND') })
    const { html } = await browser.get(back.headers.location ?? '')
    expect(html).toContain(`value="${line}"`)
    expect(html).toContain('Not sent yet')
    expect(html).toContain('<h1>C2(a) ')
    expect(await web.updates()).toBe(0)
  })

  test('is shown to nobody else', async () => {
    const browser = await web.signedIn('SLSESEND')
    const box = formsOf((await browser.get('/')).html).find(({ action }) => action === '/say')
    web.passMinutes(61)
    await browser.post('/say', { ...box?.fields, line: 'update C2(a) amber a secret word' })
    const back = await browser.post('/open', { token: await web.linkFor('SLSPPEP') })
    expect((await browser.get(back.headers.location ?? '')).html).not.toContain('a secret word')
  })

  test('comes back as the form that it was', async () => {
    const browser = await web.signedIn('SLSESEND')
    const form = formsOf((await browser.get('/')).html).find(({ fields }) =>
      /"refs":\["C2\(a\)"\]/.test(fields.post ?? ''),
    )
    web.passMinutes(61)
    await browser.post('/do', { ...form?.fields, 'field-rating': 'amber', 'field-note': 'typed before' })
    const back = await browser.post('/open', { token: await web.linkFor('SLSESEND') })
    const { html } = await browser.get(back.headers.location ?? '')
    expect(html).toContain('typed before')
    expect(html).toContain('Update C2(a)')
    expect(await web.updates()).toBe(0)
  })
})
