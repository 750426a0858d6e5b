import { type IncomingHttpHeaders, request } from 'node:http'
import { pino } from 'pino'
import { createApp } from '../../../src/app/app.ts'
import { createAttachments } from '../../../src/attachments/attachments.ts'
import type { Account, Demo, Incoming, Reply } from '../../../src/platform.ts'
import { openWeb } from '../../../src/platforms/web/open.ts'
import { readSettings } from '../../../src/settings.ts'
import { closed, createHttp, listening } from '../../../src/shell/http.ts'
import { createPages } from '../../../src/shell/pages.ts'
import { createTestApp, type TestApp } from '../app.ts'
import { freePort } from '../port.ts'

interface Answered {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly html: string
  /** As it came. */
  readonly body: Buffer
}

/** A browser of one person, as far as cookies and forms go. */
export interface Visitor {
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Answered>
  /** Posts to an address as a page of ours does, unless other headers are given. */
  readonly post: (
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string | undefined>>,
  ) => Promise<Answered>
  /** Types into the box of a page, and follows to what that shows. */
  readonly say: (line: string, page?: string) => Promise<Answered>
  /** Presses a button or sends a form of a page, by its words, and follows to what that shows. */
  readonly press: (
    label: string,
    page: string,
    fields?: Readonly<Record<string, string>>,
  ) => Promise<Answered>
  readonly cookies: Map<string, string>
}

export interface WebTest {
  readonly bot: TestApp
  readonly url: string
  /** A browser in which nobody is signed in. */
  readonly stranger: () => Visitor
  /** A browser in which somebody has signed in by a link. */
  readonly signedIn: (as: string) => Promise<Visitor>
  /** Says a line in a chat of the service that has these pages. */
  readonly tell: (line: string, as: string) => Promise<Reply>
  /** Hands over whatever a platform may. */
  readonly handle: (incoming: Incoming) => Promise<Reply>
  /** The token of a link that somebody is given. */
  readonly linkFor: (as: string) => Promise<string>
  readonly logged: readonly string[]
  readonly updates: () => Promise<number>
  /** Moves the machine's clock, by which sessions and seals end. */
  readonly passMinutes: (minutes: number) => void
  readonly close: () => Promise<void>
}

interface Options {
  readonly plan?: string
  readonly demo?: Demo
  /** Settings besides, perhaps of others who have to know the address first. */
  readonly settings?:
    | Readonly<Record<string, string>>
    | ((url: string) => Promise<Readonly<Record<string, string>>>)
  readonly handle?: (incoming: Incoming) => Promise<Reply>
}

/** The real pages on the real app and database, over real HTTP on this machine. */
export async function startWeb({ plan, demo, settings: more = {}, handle }: Options = {}): Promise<WebTest> {
  const bot = await createTestApp(plan === undefined ? {} : { plan })
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const logged: string[] = []
  const log = pino({ level: 'debug', base: null }, { write: (line: string) => void logged.push(line) })
  const others = typeof more === 'function' ? await more(url) : more
  const settings = readSettings({ WEB: 'on', PUBLIC_URL: url, PORT: String(port), ...others })
  const app = createApp({
    db: bot.db,
    commands: bot.commands,
    log,
    web: () => url,
    hasSignInLinks: settings.WEB_SIGN_IN.includes('link'),
    hasPublicPage: settings.PUBLIC_PAGE !== 'off',
    hasAssistants: settings.MCP === 'on',
  })
  let passed = 0
  const machineNow = () => new Date(bot.now().getTime() + passed)
  const attachments = createAttachments({ db: bot.db, plan: undefined, settings, now: bot.now, machineNow })
  const platform = await openWeb({
    settings,
    log,
    machineNow,
    attachments,
    references: { save: async () => {}, find: async () => undefined },
  })
  const http = createHttp({ db: bot.db, machineNow, now: bot.now, hasPages: true })
  const pages = createPages({
    session: { db: bot.db, app, commands: bot.commands, now: bot.now, web: () => url },
    machineNow,
    files: attachments,
    ...(demo ? { demo } : {}),
  })
  await platform.listen({
    handle: handle ?? ((incoming) => app.handle(incoming, bot.now())),
    keep: async () => ({ deliver: async () => true, arrived: async () => {} }),
    hearsGuest: (guest) => app.hearsGuest(guest, bot.now()),
    http,
    pages,
  })
  const server = await listening(http, { port, host: '127.0.0.1', log })
  const linkFor = async (as: string) => {
    const reply = await app.handle(
      { ...localAccount(as), conversation: 'direct', isPrivate: true, key: null, said: 'open' },
      bot.now(),
    )
    const [, token = ''] = JSON.stringify(reply.message).match(/\/open\/([\w-]+)/) ?? []
    if (token === '') throw new Error(`no link: ${reply.message.summary}`)
    return token
  }
  const tell = (line: string, as: string) =>
    app.handle(
      { ...localAccount(as), conversation: 'direct', isPrivate: true, key: null, said: line },
      bot.now(),
    )
  const stranger = () => visitor(url)
  return {
    bot,
    url,
    stranger,
    tell,
    handle: (incoming) => app.handle(incoming, bot.now()),
    linkFor,
    logged,
    signedIn: async (as) => {
      const browser = stranger()
      const { status, html } = await browser.post('/open', { token: await linkFor(as) })
      if (status !== 303) throw new Error(`not signed in: ${status} ${html}`)
      return browser
    },
    updates: async () => {
      const { count } = await bot.db
        .selectFrom('updates')
        .select((of) => of.fn.countAll<number>().as('count'))
        .where('kind', '!=', 'import')
        .executeTakeFirstOrThrow()
      return Number(count)
    },
    passMinutes: (minutes) => {
      passed += minutes * 60_000
    },
    close: async () => {
      await closed(server, { patience: 0 })
      await bot.close()
    },
  }
}

function localAccount(userId: string): Account {
  return { platform: 'terminal', tenant: 'local', userId }
}

function visitor(url: string): Visitor {
  const cookies = new Map<string, string>()
  const { hostname, port, host } = new URL(url)
  const send = (
    method: string,
    path: string,
    headers: Readonly<Record<string, string | undefined>>,
    body = '',
  ): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const all = { host, ...(cookie === '' ? {} : { cookie }), ...headers }
      const sent = request(
        {
          hostname,
          port,
          path,
          method,
          headers: Object.fromEntries(
            Object.entries(all).filter(([, value]) => value !== undefined),
          ) as Record<string, string>,
        },
        (response) => {
          const parts: Buffer[] = []
          response.on('data', (part: Buffer) => parts.push(part))
          response.once('end', () => {
            for (const each of response.headers['set-cookie'] ?? []) {
              const [pair = ''] = each.split(';')
              const at = pair.indexOf('=')
              if (/expires=thu, 01 jan 1970/i.test(each)) cookies.delete(pair.slice(0, at))
              else cookies.set(pair.slice(0, at), pair.slice(at + 1))
            }
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              html: Buffer.concat(parts).toString('utf8'),
              body: Buffer.concat(parts),
            })
          })
        },
      )
      sent.once('error', reject)
      sent.end(body)
    })
  const get: Visitor['get'] = (path, headers = {}) => send('GET', path, headers)
  const post: Visitor['post'] = (path, fields, headers = {}) =>
    send(
      'POST',
      path,
      {
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
        origin: url,
        ...headers,
      },
      new URLSearchParams(fields).toString(),
    )
  const followed = async (answered: Answered): Promise<Answered> =>
    answered.status === 303 ? get(answered.headers.location ?? '/') : answered
  return {
    cookies,
    get,
    post,
    say: async (line, page = '/') => {
      const { html } = await get(page)
      const box = formsOf(html).find(({ action }) => action === '/say')
      if (!box) throw new Error(`no box: ${html}`)
      return followed(await post('/say', { ...box.fields, line }))
    },
    press: async (label, page, fields = {}) => {
      const { html } = await get(page)
      const form = formsOf(html).find(({ button }) => button === label)
      if (!form) throw new Error(`no button “${label}”: ${formsOf(html).map(({ button }) => button)}`)
      return followed(await post(form.action, { ...form.fields, ...fields }))
    },
  }
}

interface FoundForm {
  readonly action: string
  readonly button: string
  readonly fields: Readonly<Record<string, string>>
}

/** The forms of a page, with what they would send as they stand. */
export function formsOf(html: string): readonly FoundForm[] {
  return [...html.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)].map(
    ([, action = '', inner = '']) => ({
      action,
      button: unescaped(inner.match(/<button[^>]*>([^<]*)<\/button>/)?.[1] ?? ''),
      fields: Object.fromEntries(
        [...inner.matchAll(/<input([^>]*)>/g)].flatMap(([, attributes = '']) => {
          const name = attributes.match(/ name="([^"]*)"/)?.[1]
          const isLeft = / type="radio"/.test(attributes) && !/ checked/.test(attributes)
          if (name === undefined || isLeft) return []
          return [[name, unescaped(attributes.match(/ value="([^"]*)"/)?.[1] ?? '')]]
        }),
      ),
    }),
  )
}

export function unescaped(html: string): string {
  return html
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
}

/** What a person reads. */
export function textOf(html: string): string {
  return unescaped(html.replace(/<[^>]*>/g, ''))
    .replace(/\s+/g, ' ')
    .trim()
}
