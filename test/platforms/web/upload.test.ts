import { afterEach, beforeEach, expect, test } from 'vitest'
import { formsOf, startWeb, textOf, type Visitor, type WebTest } from '../../support/web/web.ts'

let web: WebTest
beforeEach(async () => {
  web = await startWeb({ plan: 'test/plans/tiny.yaml' })
})
afterEach(() => web.close())

const PLAN = 'Ref,Action,Lead,Due\n1.1.1,Open on Sunday afternoons,HEAD,\n1.1.2,Renew the roof,OUTREACH,\n'
const sessions = () => web.bot.db.selectFrom('importSessions').select(['name', 'state']).execute()

interface Sending {
  readonly file?: Blob
  readonly name?: string
  readonly fields?: Readonly<Record<string, string>>
  readonly site?: string
}

/** Sends the form as a browser does: by multipart, with the cookies of whoever is signed in. */
async function upload(
  browser: Visitor,
  { file = new Blob([PLAN]), name = 'plan.csv', fields, site = 'same-origin' }: Sending = {},
): Promise<Response> {
  const form = new FormData()
  for (const [field, value] of Object.entries(fields ?? (await uploadFields(browser)))) form.set(field, value)
  form.set('file', file, name)
  return fetch(`${web.url}/upload`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
    headers: {
      cookie: [...browser.cookies].map(([key, value]) => `${key}=${value}`).join('; '),
      'sec-fetch-site': site,
    },
  })
}

async function uploadFields(browser: Visitor): Promise<Readonly<Record<string, string>>> {
  const { html } = await browser.get('/import')
  return formsOf(html).find(({ action }) => action === '/upload')?.fields ?? {}
}

test('the coordinator sends a file, answers beside the table by buttons and words, and imports it', async () => {
  const browser = await web.signedIn('coordinator')
  const sent = await upload(browser)
  expect(sent.status).toBe(303)
  const address = sent.headers.get('location') ?? ''
  expect(address).toMatch(/^\/import\?note=/)
  const { html } = await browser.get(address)
  expect(html).not.toContain('<script')
  const page = textOf(html)
  expect(page).toContain('plan.csv: 2 actions.')
  expect(page).toContain('or another plan?')
  expect(page).toContain('Read aloud in every school of the town')
  const next = await browser.press('Harbour Library Renewal', address)
  expect(textOf(next.html)).toContain('Is it the same item')
  await browser.say('same', '/import')
  const ready = await browser.say('all that are missing stay', '/import')
  expect(textOf(ready.html)).toContain('Importing it changes')
  expect(textOf((await browser.say('import now', '/import')).html)).toContain('Imported:')
  expect(await sessions()).toEqual([{ name: 'plan.csv', state: 'imported' }])
})

test('a form that is sent twice is one import', async () => {
  const browser = await web.signedIn('coordinator')
  const fields = await uploadFields(browser)
  await upload(browser, { fields })
  await upload(browser, { fields })
  expect(await sessions()).toEqual([{ name: 'plan.csv', state: 'asking' }])
})

test('nobody else sees the form or can send a file', async () => {
  const owner = await web.signedIn('HEAD')
  expect((await owner.get('/import')).status).toBe(404)
  const fields = await uploadFields(await web.signedIn('coordinator'))
  const refused = await upload(owner, { fields })
  expect(refused.status).toBe(403)
  expect(await refused.text()).toContain('Only the coordinator can import. I have not opened the file.')
  expect((await upload(web.stranger(), { fields })).headers.get('location')).toBe('/sign-in')
  expect(await sessions()).toEqual([])
})

test('a file from another site, with another seal or for another plan is not taken', async () => {
  const browser = await web.signedIn('coordinator')
  const fields = await uploadFields(browser)
  expect((await upload(browser, { fields, site: 'cross-site' })).status).toBe(403)
  expect((await upload(browser, { fields: { ...fields, seal: 'made-up' } })).status).toBe(403)
  expect((await upload(browser, { fields: { ...fields, line: 'update 1.1.1 strong' } })).status).toBe(403)
  expect(await sessions()).toEqual([])
})

test('a file that is too large is refused in one sentence', async () => {
  const browser = await web.signedIn('coordinator')
  for (const megabytes of [10.02, 12]) {
    const file = new Blob([new Uint8Array(megabytes * 1024 * 1024)])
    const answer = await upload(browser, { file })
    expect(answer.status).toBeGreaterThanOrEqual(413)
    expect(await answer.text()).toMatch(/too large: .*limit is 10 MB/)
  }
  expect(await sessions()).toEqual([])
})

test('a file that cannot be read is answered with its sentence on the page', async () => {
  const browser = await web.signedIn('coordinator')
  const answer = await upload(browser, { file: new Blob(['%PDF-1.7']), name: 'plan.pdf' })
  expect(answer.status).toBe(422)
  expect(textOf(await answer.text())).toContain('plan.pdf is a PDF. Send the Word or Excel file')
  expect(await sessions()).toEqual([])
})
