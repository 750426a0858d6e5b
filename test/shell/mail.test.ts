import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createTestApp } from '../support/app.ts'
import { temporaryFolder } from '../support/folder.ts'
import { certify } from '../support/internet.ts'
import { subjectOf, textOf } from '../support/mail/by-mail.ts'
import { type MailStub, startMailServer } from '../support/mail/server.ts'
import { needs } from '../support/needs.ts'
import { freePort } from '../support/port.ts'
import { createShell, type Shell } from '../support/shell.ts'

const MAIL_FROM = 'wsoa@example.org'

let shell: Shell
beforeEach(async () => {
  shell = createShell()
})
afterEach(() => shell.close())

async function server(options: Parameters<typeof startMailServer>[0] = {}): Promise<MailStub> {
  const stub = await startMailServer(options)
  onTestFinished(() => stub.close())
  return stub
}

async function database(): Promise<string> {
  const url = `sqlite:${join(shell.folder, 'wsoa.sqlite')}`
  await (await createTestApp({ database: url, now: new Date() })).close()
  return url
}

describe('the service with nothing but e-mail', () => {
  test('sends what was said in the shell beside it, also after it was killed and started again', async () => {
    const stub = await server()
    const env = {
      DATABASE_URL: await database(),
      SMTP_URL: stub.url,
      MAIL_FROM,
      PORT: String(await freePort()),
    }
    const say = async (line: string) => (await shell.run(['say', line, '--as', 'coordinator'], { env })).out
    expect(await say('assign SLBI new Sam Example')).toContain('Sam Example')
    expect(await say('mail SLBI sam@example.org')).toContain('A test message goes to that address')
    const first = shell.start(['start'], { env })
    onTestFinished(() => void first.child.kill('SIGKILL'))
    await first.printed('wsoa runs on e-mail')
    while (stub.received.length === 0) await pause(20)
    const [, number] =
      stub.received
        .map(textOf)
        .join()
        .match(/phone: (\d{6})/) ?? []
    first.child.kill('SIGKILL')
    await first.ended
    expect(await say(`mail SLBI proved ${number}`)).toContain('Proved')
    const again = shell.start(['start'], { env })
    onTestFinished(() => void again.child.kill('SIGKILL'))
    while (!stub.received.map(subjectOf).some((each) => each.startsWith('You are told of'))) await pause(20)
    expect(stub.received.filter((each) => textOf(each).includes('phone: '))).toHaveLength(1)
    const { out } = await shell.run(['audit', 'verify'], { env })
    expect(out).toContain('intact')
  })
})

describe('wsoa config', () => {
  test('hides the password of the mail server, wherever it is set', async () => {
    const SMTP_URL = 'smtp://wsoa:canary@mail.example.org'
    shell.write('smtp', `${SMTP_URL}\n`)
    const inPlace = await shell.run(['config'], { env: { SMTP_URL, MAIL_FROM } })
    const inFile = await shell.run(['config'], {
      env: { SMTP_URL_FILE: join(shell.folder, 'smtp'), MAIL_FROM },
    })
    for (const { out } of [inPlace, inFile]) {
      expect(out).toMatch(/^SMTP_URL=smtp:\/\/•+@mail\.example\.org {2}\(/m)
      expect(out).not.toContain('canary')
    }
    expect(inFile.out).toContain('(a file of its own)')
  })
})

describe('wsoa doctor', () => {
  test('says that the mail server can be reached, and sends nothing', async () => {
    const stub = await server()
    const { out } = await shell.run(['doctor'], {
      env: { DATABASE_URL: await database(), SMTP_URL: stub.url, MAIL_FROM },
    })
    expect(out).toContain('ok     e-mail: 127.0.0.1 takes mail, on this machine')
    expect(stub.texts()).toBe(0)
  })

  test('trusts a certificate only by an authority that it was told of', needs.openssl, async () => {
    const host = '127.0.0.2'
    const { key, cert, authority } = certify(temporaryFolder(), [host])
    const stub = await server({ host, startTls: true, tls: { key: String(key), cert: String(cert) } })
    const env = { DATABASE_URL: await database(), SMTP_URL: `smtp://${host}:${stub.port}`, MAIL_FROM }
    const { out: unknown } = await shell.run(['doctor'], { env })
    expect(unknown).toContain('wrong  e-mail: the certificate of the mail server is not to be trusted')
    const { out: known } = await shell.run(['doctor'], { env: { ...env, NODE_EXTRA_CA_CERTS: authority } })
    expect(known).toContain(`ok     e-mail: ${host} takes mail, encrypted by STARTTLS`)
  })
})
