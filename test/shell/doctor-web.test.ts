import {
  createServer,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  request,
  type Server,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createTestApp } from '../support/app.ts'
import { freePort } from '../support/port.ts'
import { createShell, createShellHere, type ShellHere } from '../support/shell.ts'
import { CLIENT, type OpenIdProvider, startOpenIdProvider } from '../support/web/open-id-provider.ts'

const TENANT = '99999999-aaaa-4bbb-8ccc-dddddddddddd'

/** A proxy before the service, which does to requests and answers what a test says. */
interface Proxy {
  readonly url: string
  readonly does: (how: Doing) => void
  readonly close: () => void
}

interface Doing {
  readonly toRequest?: (headers: IncomingHttpHeaders) => void
  readonly toAnswer?: (headers: OutgoingHttpHeaders) => void
  readonly answers?: {
    readonly status: number
    readonly headers?: OutgoingHttpHeaders
    readonly body?: string
  }
}

let shell: ShellHere
let proxy: Proxy
let provider: OpenIdProvider
let port: number
let env: Readonly<Record<string, string>>

beforeAll(async () => {
  shell = createShellHere()
  const path = join(shell.folder, 'wsoa.sqlite')
  await (await createTestApp({ database: `sqlite:${path}`, now: new Date() })).close()
  port = await freePort()
  proxy = await startProxy(port)
  provider = await startOpenIdProvider([`${proxy.url}/sign-in/microsoft/answer`])
  env = {
    DATABASE_URL: `sqlite:${path}`,
    PORT: String(port),
    WEB: 'on',
    PUBLIC_URL: proxy.url,
    WEB_PROXY_HOPS: '1',
  }
})
afterAll(async () => {
  shell.close()
  proxy.close()
  await provider.close()
})
beforeEach(() => proxy.does({}))

async function startProxy(to: number): Promise<Proxy> {
  let doing: Doing = {}
  const server: Server = createServer((asked, answer) => {
    const { toRequest, toAnswer, answers } = doing
    if (answers) {
      answer.writeHead(answers.status, answers.headers).end(answers.body ?? '')
      return
    }
    const headers = { ...asked.headers, 'x-forwarded-for': '192.0.2.1' }
    toRequest?.(headers)
    const passed = request({ port: to, host: '127.0.0.1', path: asked.url, method: asked.method, headers })
    passed.once('error', () => answer.writeHead(502).end())
    passed.once('response', (response) => {
      const back: OutgoingHttpHeaders = { ...response.headers }
      toAnswer?.(back)
      answer.writeHead(response.statusCode ?? 0, back)
      response.pipe(answer)
    })
    passed.end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    does: (how) => {
      doing = how
    },
    close: () => server.close(),
  }
}

async function doctor(more: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const { out } = await shell.run(['doctor'], { env: { ...env, ...more } })
  return out.split('\n').filter((line) => line.includes('web: '))
}

describe('doctor asks for the pages at their public address', () => {
  test('and all is well where the proxy leaves everything as it is', async () => {
    expect(await doctor()).toEqual([
      `ok     web: address: ${proxy.url} reaches this installation`,
      'ok     web: cookie: comes and goes as it is',
      'ok     web: headers: arrive as they are sent',
      'ok     web: proxies: 1 before the service, as WEB_PROXY_HOPS says',
      'ok     web: assistants: may not ask, as MCP is off',
    ])
  })

  test('and where assistants may ask, if they may', async () => {
    expect(await doctor({ MCP: 'on' })).toContain(
      `ok     web: assistants: may ask at ${proxy.url}/mcp, each by the token of a person`,
    )
  })

  const wrong: readonly (readonly [string, Doing, string])[] = [
    [
      'drops cookies',
      { toRequest: (headers) => delete headers.cookie },
      'web: cookie: cookies do not reach the service',
    ],
    [
      'drops the answer’s cookies',
      { toAnswer: (headers) => delete headers['set-cookie'] },
      'web: cookie: the cookie is changed on its way',
    ],
    [
      'makes cookies insecure',
      {
        toAnswer: (headers) => {
          headers['set-cookie'] = String(headers['set-cookie']).replace('; Secure', '')
        },
      },
      'web: cookie: the cookie is changed on its way',
    ],
    [
      'drops where a form comes from',
      { toRequest: (headers) => delete headers.origin },
      'web: headers: the headers by which forms are known to be ours do not reach the service: have the proxy pass on Origin',
    ],
    [
      'drops the content policy',
      { toAnswer: (headers) => delete headers['content-security-policy'] },
      'content-security-policy is missing',
    ],
    [
      'sets another content policy',
      {
        toAnswer: (headers) => {
          headers['content-security-policy'] = 'default-src *'
        },
      },
      'content-security-policy is another',
    ],
    [
      'lets answers be kept',
      {
        toAnswer: (headers) => {
          headers['cache-control'] = 'public, max-age=60'
        },
      },
      'cache-control is another',
    ],
    [
      'does not say for whom it asks',
      { toRequest: (headers) => delete headers['x-forwarded-for'] },
      'web: proxies: WEB_PROXY_HOPS is 1, but no proxy says for whom it asks',
    ],
    [
      'stands behind another',
      {
        toRequest: (headers) => {
          headers['x-forwarded-for'] = '192.0.2.1, 192.0.2.2'
        },
      },
      'set WEB_PROXY_HOPS=2',
    ],
    [
      'leads elsewhere',
      { answers: { status: 301, headers: { location: 'https://www.example.org/' } } },
      'web: address: PUBLIC_URL leads on to https://www.example.org: set PUBLIC_URL to the address at which the pages are',
    ],
    [
      'shows a page of its own',
      { answers: { status: 200, headers: { 'content-type': 'text/html' }, body: '<p>Welcome to nginx!' } },
      'web: address: something else answers at PUBLIC_URL (status 200): have the proxy pass everything under it on to http://127.0.0.1:',
    ],
  ]
  test.each(wrong)('and says what to do where the proxy %s', async (_, how, sentence) => {
    proxy.does(how)
    const lines = (await doctor()).filter((line) => line.startsWith('wrong'))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(sentence)
  })

  test('and says so where nothing is', async () => {
    const [line] = await doctor({ PUBLIC_URL: `http://127.0.0.1:${await freePort()}` })
    expect(line).toMatch(
      /^wrong {2}web: address: PUBLIC_URL is not reached from this machine \[ECONNREFUSED\]: have the proxy/,
    )
  })

  test('of a service that runs, and tells a service with another database from it', async () => {
    const service = createShell()
    onTestFinished(service.close)
    const there = service.start(['start'], { env })
    onTestFinished(() => void there.child.kill('SIGKILL'))
    await there.printed('wsoa runs on the web')
    expect((await doctor())[0]).toBe(`ok     web: address: ${proxy.url} reaches this installation`)
    const other = join(shell.folder, 'other.sqlite')
    await (await createTestApp({ database: `sqlite:${other}`, now: new Date() })).close()
    expect((await doctor({ DATABASE_URL: `sqlite:${other}` }))[0]).toContain('the same DATABASE_URL')
    // Nobody else finds out by it that there is such an address.
    expect((await fetch(`${proxy.url}/doctor/${'A'.repeat(22)}`, { redirect: 'manual' })).status).toBe(303)
  })
})

describe('doctor asks a provider whether people can sign in', () => {
  const microsoft = () => ({
    WEB_SIGN_IN: 'microsoft',
    MicrosoftAppId: CLIENT.id,
    MicrosoftAppPassword: CLIENT.secret,
    MicrosoftAppTenantId: TENANT,
    MICROSOFT_LOGIN_URL: provider.issuer,
  })
  const saysOf = async (more: Readonly<Record<string, string>>) =>
    (await doctor({ ...microsoft(), ...more })).filter((line) => line.includes('web: Microsoft'))

  test('and all is well with one that knows us', async () => {
    expect(await saysOf({})).toEqual([
      `ok     web: Microsoft: ${provider.issuer} says how people sign in`,
      'ok     web: Microsoft: clock: as the provider’s',
      `ok     web: Microsoft: redirect address: ${proxy.url}/sign-in/microsoft/answer is registered`,
      'ok     web: Microsoft: secret: Microsoft takes it',
    ])
  })

  test('and says what to do where the redirect address is not registered', async () => {
    const lines = await saysOf({ PUBLIC_URL: proxy.url.replace('127.0.0.1', 'localhost') })
    expect(lines[2]).toContain(
      'wrong  web: Microsoft: redirect address: Microsoft does not take the redirect address: register http://localhost:',
    )
  })

  test('and where the secret is another', async () => {
    const lines = await saysOf({ MicrosoftAppPassword: 'another' })
    expect(lines[3]).toContain(
      'wrong  web: Microsoft: secret: Microsoft does not take the client’s secret: correct MicrosoftAppPassword',
    )
    expect(lines.join('')).not.toContain('another,')
  })

  test('and where its document is not there, is another’s, or cannot be reached', async () => {
    expect(await saysOf({ MICROSOFT_LOGIN_URL: `${provider.issuer}/elsewhere` })).toEqual([
      expect.stringContaining('[404]: set MicrosoftAppTenantId to the directory (tenant) id'),
    ])
    expect(await saysOf({ MICROSOFT_LOGIN_URL: provider.issuer.replace('127.0.0.1', 'localhost') })).toEqual([
      expect.stringMatching(
        /^wrong {2}web: Microsoft: the discovery document at .* is not that of this sign-in/,
      ),
    ])
    expect(await saysOf({ MICROSOFT_LOGIN_URL: `http://127.0.0.1:${await freePort()}` })).toEqual([
      expect.stringContaining('[ECONNREFUSED]: let this machine reach it by https'),
    ])
  })
})
