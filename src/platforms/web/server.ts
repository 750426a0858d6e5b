import { randomBytes } from 'node:crypto'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import type { Logger } from 'pino'
import { faultOf } from '../../log.ts'
import type { Host, Opening } from '../../platform.ts'
import type { Settings } from '../../settings.ts'
import { isFromLoopback } from '../connection/loopback.ts'
import { mountAssistants } from './assistants/mount.ts'
import { demoBar, mountDemo } from './demo.ts'
import { mountReached } from './doctor/reached.ts'
import { mountFiles } from './files.ts'
import { createLimit } from './limits.ts'
import { noteNamed } from './note.ts'
import { isPage, type Page, pageAt } from './pages.ts'
import { send, sendFailure } from './plain-page.ts'
import { backIn, bodyOf, fromPage, postedIn } from './posted.ts'
import { mountPublicPage } from './public-page.ts'
import { act, formAgain, type Saying, say, statusOf } from './say.ts'
import { readSeal } from './seal.ts'
import { isFromOurPage, safeHeaders } from './security.ts'
import { signOut, type Visitor, visitorOf } from './session.ts'
import { type Above, type Showing, SIGN_OUT, showForm, showNote, showPage } from './show.ts'
import { mountLink } from './sign-in/link.ts'
import { mountOpenId } from './sign-in/open-id.ts'
import { signInPage } from './sign-in/page.ts'
import type { Way } from './sign-in/way.ts'
import { ACCESSIBILITY, linkMePage } from './standing-pages.ts'
import { readStyle } from './style.ts'
import { mountUpload } from './upload.ts'

type Needs = Pick<Host, 'handle' | 'hearsGuest' | 'pages'> & {
  readonly settings: Settings
  /** Who else says who somebody is. */
  readonly ways?: readonly Way[]
  /** What `doctor` is known by, if it may ask whether it reaches these pages. */
  readonly doctor?: Pick<Opening, 'references' | 'machineNow'>
  readonly log: Logger
}

const MOST_BYTES = 16 * 1024
const YEAR_SECONDS = 31_536_000
/** A minute. */
const LIMITS = { posts: 60, pages: 300, signIns: 20, asks: 120 }

/** The pages as an app of their own, which knows how many proxies stand before it. */
export function createWeb({ handle, hearsGuest, pages, settings, ways = [], log, doctor }: Needs): Express {
  const { css, address: styleAddress } = readStyle()
  const limits = {
    posts: createLimit(LIMITS.posts, pages.machineNow),
    pages: createLimit(LIMITS.pages, pages.machineNow),
    signIns: createLimit(LIMITS.signIns, pages.machineNow),
    asks: createLimit(LIMITS.asks, pages.machineNow),
  }
  const app = express().disable('x-powered-by').disable('etag')
  app.set('trust proxy', settings.WEB_PROXY_HOPS).set('query parser', 'simple')
  app.use(safeHeaders(settings))

  app.use((request, response, next) => {
    // A page elsewhere may give its own name the address of this machine.
    if (pages.demo && !isFromLoopback(request)) return void response.status(403).end()
    next()
  })

  app.get(styleAddress, (_request, response) => {
    response.set('Cache-Control', `public, max-age=${YEAR_SECONDS}, immutable`).type('css').send(css)
  })

  if (doctor) mountReached(app, doctor)
  mountAssistants(app, {
    handle,
    pages,
    settings,
    log,
    limits: { asks: limits.asks, wrong: limits.signIns },
  })

  app.use((request, response, next) => {
    if (request.method !== 'POST') return next()
    if (isFromOurPage(request, settings)) return next()
    sendFailure(response, 403, {
      styleAddress,
      text: 'Nothing is recorded: forms are taken from our own pages alone.',
    })
  })
  app.use(express.urlencoded({ extended: false, limit: MOST_BYTES, parameterLimit: 100 }))

  mountPublicPage(app, { pages, settings, styleAddress, limit: limits.pages })
  const hasLink = settings.WEB_SIGN_IN.includes('link')
  app.get('/sign-in', (_request, response) =>
    send(response, 200, { ...signInPage({ hasLink, ways }), styleAddress }),
  )
  if (hasLink) mountLink(app, { pages, styleAddress, limit: limits.signIns })
  const publicUrl = settings.PUBLIC_URL
  if (publicUrl !== undefined) {
    for (const way of ways)
      mountOpenId(app, { way, publicUrl, pages, hearsGuest, styleAddress, limit: limits.signIns, log })
  }
  app.get('/accessibility', (_request, response) => send(response, 200, { ...ACCESSIBILITY, styleAddress }))
  if (pages.demo) mountDemo(app, pages, pages.demo)

  const showingFor = async (visitor: Visitor, back: string): Promise<Showing> => ({
    visitor,
    pages,
    seals: await pages.sessions.seals(),
    back,
    ask: (line) => handle({ ...fromPage(visitor), key: null, isLooking: true, said: line }),
    styleAddress,
    bar: await demoBar(pages, visitor, back),
  })

  /** What an address stands for, for this visitor. */
  function pageFor({ who }: Visitor, path: string): Page | undefined {
    const { pathname, searchParams } = new URL(path, 'http://page.invalid')
    const query = (name: string) => searchParams.get(name)?.trim().slice(0, 2_000) || undefined
    return who && pageAt(pathname, { who, query })
  }

  /** Shows the page at an address; false if there is none for this visitor. */
  async function show(response: Response, visitor: Visitor, path: string, above: Above): Promise<boolean> {
    const page = pageFor(visitor, path)
    if (!page) return false
    const shown = await showPage(page, await showingFor(visitor, path), above)
    if (shown.kind === 'missing') return false
    const status = above.wrong ? statusOf(above.wrong.reply) : shown.isWrong ? 422 : 200
    send(response, status, shown.layout)
    return true
  }

  const missing = (response: Response) =>
    sendFailure(response, 404, { styleAddress, text: 'It is not here, or not for you to see.' })

  const saying: Saying = {
    pages,
    handle,
    styleAddress,
    showingFor,
    blocksOn: async (visitor, path) => {
      const { ask } = await showingFor(visitor, path)
      const replies = await Promise.all((pageFor(visitor, path)?.parts ?? []).map(({ line }) => ask(line)))
      return replies.flatMap(({ message }) => message.blocks)
    },
    showAgain: async (response, { visitor, back, typed, reply }) => {
      const above = { wrong: { typed, reply } }
      const isShown =
        (await show(response, visitor, back, above)) || (await show(response, visitor, '/', above))
      if (isShown) return
      if (visitor.who) return missing(response)
      const showing = await showingFor(visitor, '/')
      send(response, statusOf(reply), linkMePage(showing, reply))
    },
  }

  /** Who it is; whoever is nobody, or too quick, is answered here. */
  async function admitted(
    request: Request,
    response: Response,
    limit: keyof typeof limits,
  ): Promise<Visitor | undefined> {
    const visitor = await visitorOf(request, pages)
    const seconds = limits[limit](visitor?.key ?? request.ip ?? '')
    if (seconds > 0) {
      response.set('Retry-After', String(seconds))
      sendFailure(response, 429, {
        styleAddress,
        text: `That is more than anybody needs in a minute. Try again in ${seconds} seconds.`,
      })
      return undefined
    }
    if (!visitor && request.method === 'GET') response.redirect(303, '/sign-in')
    return visitor
  }

  const postedPaths = pages.demo ? [...POSTED, '/demo/as', '/demo/clock'] : POSTED

  for (const [path, take] of [
    ['/say', say],
    ['/do', act],
  ] as const) {
    app.post(path, async (request, response) => {
      const visitor = await admitted(request, response, 'posts')
      if (!response.headersSent) await take(request, response, { visitor, saying })
    })
  }

  mountUpload(app, { saying, admitted: (request, response) => admitted(request, response, 'posts') })

  app.post('/sign-out', async (request, response) => {
    const visitor = await visitorOf(request, pages)
    const seal = readSeal(
      { seals: await pages.sessions.seals(), now: pages.machineNow() },
      SIGN_OUT,
      bodyOf(request.body).seal ?? '',
    )
    if (seal.kind !== 'bad' && seal.visitor === visitor?.key) await signOut(request, response, pages)
    response.redirect(303, '/sign-in')
  })

  app.get(['/said', '/unsent'], async (request, response) => {
    const visitor = await admitted(request, response, 'pages')
    if (!visitor) return
    const name = typeof request.query.note === 'string' ? request.query.note : undefined
    const note = await noteNamed(pages.sessions, visitor, name)
    const plan = visitor.who?.plans[0]
    if (!note || !plan) {
      if (visitor.who || !note) return missing(response)
      return send(response, 200, linkMePage(await showingFor(visitor, '/'), undefined, note))
    }
    const post = note.kind === 'unsent' ? postedIn(note.body) : undefined
    const back = note.kind === 'unsent' ? backIn(note.body) : '/'
    const showing = await showingFor(visitor, back)
    const form = post?.kind === 'form' ? await formAgain(post, { visitor, saying, back }) : undefined
    if (!form) return send(response, 200, showNote(note, plan, showing))
    const text = 'You were signed out before this was sent. Nothing is recorded: look at it, and send it.'
    send(
      response,
      200,
      showForm(form, { ...showing, plan, problem: { text, field: undefined, isNearField: false } }),
    )
  })

  mountFiles(app, {
    pages,
    styleAddress,
    handle,
    limit: limits.signIns,
    admitted: (request, response) => admitted(request, response, 'pages'),
  })

  app.use(async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return notHere(request, response)
    const visitor = await admitted(request, response, 'pages')
    if (!visitor) return
    if (postedPaths.includes(request.path)) return notHere(request, response)
    if (!visitor.who) return send(response, 200, linkMePage(await showingFor(visitor, '/')))
    const { pathname, searchParams } = new URL(request.originalUrl, 'http://page.invalid')
    const name = searchParams.get('note') ?? undefined
    searchParams.delete('note')
    const query = searchParams.toString()
    const path = query === '' ? pathname : `${pathname}?${query}`
    const note = await noteNamed(pages.sessions, visitor, name)
    if (!(await show(response, visitor, path, { note }))) missing(response)
  })

  /** An address that is there for another method. */
  function notHere(request: Request, response: Response): void {
    const isPosted = postedPaths.includes(request.path)
    if (!isPosted && !isPage(request.path)) {
      missing(response)
      return
    }
    response.set('Allow', isPosted ? 'POST' : 'GET, HEAD')
    sendFailure(response, 405, { styleAddress, text: 'A page is only looked at, and a form only sent.' })
  }

  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error)
    const status = statusIn(error)
    if (status === 413)
      return sendFailure(response, status, {
        styleAddress,
        text: 'Nothing is recorded: a form holds 16 kB at most. Say it shorter.',
      })
    if (status !== undefined)
      return sendFailure(response, status, {
        styleAddress,
        heading: 'That cannot be read',
        text: 'Nothing is recorded: that is no form of ours.',
      })
    const reference = randomBytes(3).toString('hex')
    log.error({ code: 'web', reference, ...faultOf(error) }, 'a page failed')
    sendFailure(response, 500, {
      styleAddress,
      text: `Nothing is recorded. Tell the coordinator this reference: ${reference}`,
    })
  })
  return app
}

/** What only takes what is posted. */
const POSTED: readonly string[] = ['/say', '/do', '/upload', '/open', '/sign-out']

/** A body that cannot be read is the sender's fault. */
function statusIn(error: unknown): number | undefined {
  const { status } = (error ?? {}) as { readonly status?: unknown }
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined
}
