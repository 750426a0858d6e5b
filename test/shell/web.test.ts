import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTestApp } from '../support/app.ts'
import { freePort } from '../support/port.ts'
import { link } from '../support/service.ts'
import { createShell } from '../support/shell.ts'
import { slashCommand } from '../support/slack/payloads.ts'
import { form, post, SIGNING_SECRET } from '../support/slack/signed.ts'
import { startSlackStub } from '../support/slack/web-api.ts'
import { BOT_TOKEN } from '../support/slack/workspace.ts'

const pageAt = async (url: string, options?: RequestInit) => {
  const answered = await fetch(url, { redirect: 'manual', ...options })
  return { status: answered.status, headers: answered.headers, text: await answered.text() }
}

test('the demo opens in the terminal and at an address that it prints; a port that is taken is no error', async () => {
  const shell = createShell({ demo: true })
  onTestFinished(shell.close)
  const port = await freePort()
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  const demo = shell.start(['start'], { env: { PORT: String(port) } })
  onTestFinished(() => void demo.child.kill('SIGKILL'))
  await demo.printed('The same in a browser: http://127.0.0.1:')
  demo.child.stdin.write('as SLSESEND\nupdate C2(a) amber new process drafted\n')
  await demo.printed('Recorded: C2(a)')
  demo.child.stdin.end('exit\n')
  const address = `http://127.0.0.1:${port + 1}`
  const page = await pageAt(`${address}/plans/thurrock-wsoa-2019/item?ref=C2(a)`)
  expect(page.status).toBe(200)
  expect(page.text).toContain('new process drafted')
  expect(page.text).toContain('Speaking as the coordinator')
  const { exit, out, errors } = await demo.ended
  expect({ exit, errors }).toEqual({ exit: 0, errors: '' })
  expect(out).toContain(`The same in a browser: ${address}`)
})

test('the demo’s bar lets time pass in the browser, and everything due on the way happens', async () => {
  const shell = createShell({ demo: true })
  onTestFinished(shell.close)
  const port = await freePort()
  const demo = shell.start(['start'], { env: { PORT: String(port) } })
  onTestFinished(() => void demo.child.kill('SIGKILL'))
  await demo.printed('The same in a browser')
  const address = `http://127.0.0.1:${port}`
  const goOn = () =>
    pageAt(`${address}/demo/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
      body: 'back=/',
    })
  expect((await pageAt(address)).text).toContain('It is 24 Nov 2020, 9am.')
  expect((await goOn()).status).toBe(303)
  expect((await pageAt(address)).text).not.toContain('It is 24 Nov 2020, 9am.')
  demo.child.stdin.end('exit\n')
  expect((await demo.ended).exit).toBe(0)
})

test('with WEB=on the service shows the pages beside Slack, and a link from there signs in', async () => {
  const shell = createShell()
  onTestFinished(shell.close)
  const path = join(shell.folder, 'wsoa.sqlite')
  await (await createTestApp({ database: `sqlite:${path}`, now: new Date() })).close()
  await link(path, { userId: 'U0OWNER', code: 'coordinator' })
  const stub = await startSlackStub({ now: new Date() })
  onTestFinished(() => stub.close())
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const service = shell.start(['start'], {
    env: {
      DATABASE_URL: `sqlite:${path}`,
      PORT: String(port),
      SLACK_BOT_TOKEN: BOT_TOKEN,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: stub.url,
      WEB: 'on',
      PUBLIC_URL: url,
    },
  })
  onTestFinished(() => void service.child.kill('SIGKILL'))
  await service.printed('wsoa runs on Slack and the web')
  expect(await pageAt(`${url}/`)).toMatchObject({ status: 303 })
  expect((await pageAt(`${url}/healthz`)).status).toBe(200)
  expect((await pageAt(`${url}/slack/events`, { method: 'POST' })).status).toBe(401)
  const asked = () =>
    post(
      `${url}/slack/events`,
      form(
        slashCommand({
          user: 'U0OWNER',
          text: 'open',
          channel: 'D0OWNER',
          responseUrl: `${stub.url}response`,
        }),
      ),
    )
  // Until Slack has said who the bot and the owner are, nothing is changed for them.
  let token: string | undefined
  while (token === undefined) token = (await asked()).text.match(/\/open\/([\w-]{22})/)?.[1]
  const signedIn = await pageAt(`${url}/open`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    body: `token=${token}`,
  })
  expect(signedIn.status).toBe(303)
  const [cookie = ''] = (signedIn.headers.get('set-cookie') ?? '').split(';')
  expect((await pageAt(`${url}/`, { headers: { cookie } })).text).toContain('Signed in as the coordinator')
})

test('WEB=on without an address that people can open by https is refused with what to set', async () => {
  const shell = createShell({ demo: true })
  onTestFinished(shell.close)
  const none = await shell.run(['start'], { env: { WEB: 'on', DATABASE_URL: 'sqlite:var/demo.sqlite' } })
  expect({ exit: none.exit, errors: none.errors }).toEqual({
    exit: 3,
    errors: expect.stringContaining('PUBLIC_URL is missing: WEB=on needs the address'),
  })
  const open = await shell.run(['start'], {
    env: {
      WEB: 'on',
      DATABASE_URL: 'sqlite:var/demo.sqlite',
      PUBLIC_URL: 'http://127.0.0.1:3000',
      HOST: '0.0.0.0',
    },
  })
  expect({ exit: open.exit, errors: open.errors }).toEqual({
    exit: 3,
    errors: expect.stringContaining('PUBLIC_URL is not by https'),
  })
})
