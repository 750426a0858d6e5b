import type { Request, Response } from 'express'
import type { Block, Form } from '../../message.ts'
import type { Incoming, Pages, Reply, Seals } from '../../platform.ts'
import { postedForm } from '../../render/html/on-page.ts'
import { answerNote, keepNote, noteNamed } from './note.ts'
import { send, sendFailure } from './plain-page.ts'
import {
  type Body,
  backIn,
  bodyOf,
  fromPage,
  type Posted,
  postedIn,
  saidByForm,
  saidInBox,
  withNote,
} from './posted.ts'
import { readSeal, type Sealed } from './seal.ts'
import { rememberTyped, type Visitor } from './session.ts'
import { BOX, type Problem, type Showing, showForm } from './show.ts'

export interface Saying {
  readonly pages: Pages
  readonly handle: (incoming: Incoming) => Promise<Reply>
  readonly styleAddress: string
  readonly showingFor: (visitor: Visitor, back: string) => Promise<Showing>
  /** What the page at an address says, where a form may have come from. */
  readonly blocksOn: (visitor: Visitor, path: string) => Promise<readonly Block[]>
  /** Shows the page again from which something was said that was not taken. */
  readonly showAgain: (
    response: Response,
    given: {
      readonly visitor: Visitor
      readonly back: string
      readonly typed: string
      readonly reply: Reply
    },
  ) => Promise<void>
}

/** Takes what was typed into the box. */
export async function say(
  request: Request,
  response: Response,
  { visitor, saying }: { readonly visitor: Visitor | undefined; readonly saying: Saying },
): Promise<void> {
  const body = bodyOf(request.body)
  const seal = await checked(body, BOX, saying.pages)
  if (seal.kind === 'bad') return notFromHere(response, saying)
  if (!visitor) return keepUnsent(response, { body, owner: seal.visitor, saying })
  if (seal.visitor !== visitor.key) return notFromHere(response, saying)
  const { line = '', about } = body
  const back = backIn(body)
  if (seal.kind === 'old') {
    const reply = refused(
      'This page is more than a day old, so nothing was sent. Look at it as it is now, and send it again.',
    )
    return saying.showAgain(response, { visitor, back, typed: line, reply })
  }
  const reply = await saying.handle(
    saidInBox(visitor, { line, nonce: seal.nonce, about: about?.slice(0, LONGEST_REFERENCE) }),
  )
  if (reply.error) return saying.showAgain(response, { visitor, back, typed: line, reply })
  await goOn(response, { visitor, saying, reply, said: line, back })
}

const LONGEST_REFERENCE = 100

/** Takes a button or a form. */
export async function act(
  request: Request,
  response: Response,
  { visitor, saying }: { readonly visitor: Visitor | undefined; readonly saying: Saying },
): Promise<void> {
  const body = bodyOf(request.body)
  const seal = await checked(body, body.post ?? '', saying.pages)
  const post = postedIn(body)
  if (seal.kind === 'bad' || !post) return notFromHere(response, saying)
  if (!visitor) return keepUnsent(response, { body, owner: seal.visitor, saying })
  if (seal.visitor !== visitor.key) return notFromHere(response, saying)
  const back = backIn(body)
  if (seal.kind === 'old') {
    const text = 'This was shown more than a day ago, so nothing is recorded. Look at it again, and send it.'
    return refuse(response, { visitor, saying, post, back, reply: refused(text), status: 409 })
  }
  const reply = await saying.handle(saidByForm(visitor, post, seal.nonce))
  if (reply.error) return refuse(response, { visitor, saying, post, back, reply })
  const again = post.kind === 'form' && reply.waits ? formLike(post, reply.message.blocks) : undefined
  const plan = visitor.who?.plans[0]
  // What was typed stands beside what it would do, to be put right or sent.
  if (again?.adds?.previewed !== undefined && plan) {
    const showing = await saying.showingFor(visitor, back)
    return send(response, 200, showForm(again, { ...showing, plan, look: reply.message }))
  }
  await goOn(response, { visitor, saying, reply, said: undefined, back })
}

async function checked(body: Body, posted: string, { sessions, machineNow }: Pages): Promise<Sealed> {
  const seals: Seals = await sessions.seals()
  return readSeal({ seals, now: machineNow() }, posted, body.seal ?? '')
}

function notFromHere(response: Response, { styleAddress }: Pick<Saying, 'styleAddress'>): void {
  sendFailure(response, 403, {
    styleAddress,
    text: 'Nothing is recorded. Open the page again, and send it from there.',
  })
}

/** Keeps what was typed until they have signed in again; then it is shown, and not sent. */
async function keepUnsent(
  response: Response,
  { body, owner, saying }: { readonly body: Body; readonly owner: string; readonly saying: Saying },
): Promise<void> {
  const name = await keepNote(saying.pages.sessions, owner, { kind: 'unsent', body })
  rememberTyped(response, name)
  response.redirect(303, '/sign-in')
}

interface Said {
  readonly visitor: Visitor
  readonly saying: Saying
  readonly reply: Reply
  readonly back: string
}

/** What changed something is told on the page where it was said; what was only asked, on a page of its own. */
export async function goOn(
  response: Response,
  { visitor, saying, reply, said, back }: Said & { readonly said: string | undefined },
): Promise<void> {
  const name = await keepNote(saying.pages.sessions, visitor.key, answerNote(reply, said))
  const isAnswer = reply.changes.length === 0 && !reply.waits
  response.redirect(303, isAnswer ? `/said?note=${name}` : withNote(back, name))
}

function refused(text: string): Reply {
  return {
    ok: false,
    message: { summary: text, blocks: [{ kind: 'paragraph', text }] },
    changes: [],
    items: [],
    error: { code: 'conflict', text },
    waits: false,
    shared: false,
  }
}

/** The form as it was typed, with what is wrong beside the field. */
async function refuse(
  response: Response,
  { visitor, saying, post, back, reply, status }: Said & { readonly post: Posted; readonly status?: number },
): Promise<void> {
  const plan = visitor.who?.plans[0]
  const form = post.kind === 'form' ? await formAgain(post, { visitor, saying, back }) : undefined
  if (!form || !plan || statusOf(reply) >= 500)
    return saying.showAgain(response, { visitor, back, typed: '', reply })
  const { text = reply.message.summary, field } = reply.error ?? {}
  const showing = await saying.showingFor(visitor, back)
  const problem: Problem = { text, field, isNearField: status === undefined }
  send(response, status ?? statusOf(reply), showForm(form, { ...showing, plan, problem }))
}

/** How a browser is told of what was not taken. */
export function statusOf({ error }: Reply): number {
  switch (error?.code) {
    case 'storage':
      return 503
    case 'internal':
    case 'setup':
      return 500
    default:
      return 422
  }
}

/** The form that was sent, with its values: the command has it, or the answer or the page that it came in. */
export async function formAgain(
  post: Extract<Posted, { kind: 'form' }>,
  { visitor, saying, back }: Pick<Said, 'visitor' | 'saying' | 'back'>,
): Promise<Form | undefined> {
  const { command, settled, adds, values } = post
  const { plan } = adds
  const asked = { ...settled, ...(typeof plan === 'string' ? { plan } : {}) }
  const found = await saying.handle({
    ...fromPage(visitor),
    key: null,
    isLooking: true,
    said: { command, arguments: asked },
  })
  const name = new URL(back, 'http://page.invalid').searchParams.get('note') ?? undefined
  const note = await noteNamed(saying.pages.sessions, visitor, name)
  const blocks = [
    ...found.message.blocks,
    ...(note?.kind === 'answer' ? note.pages.flatMap((page) => page.blocks) : []),
  ]
  const form =
    formLike({ command, settled }, blocks) ??
    formLike({ command, settled }, await saying.blocksOn(visitor, back))
  return (
    form && {
      ...form,
      adds: { ...adds, ...form.adds },
      fields: form.fields.map((field) => ({ ...field, ...givenValue(values[field.name]) })),
    }
  )
}

/** The form of these blocks that posts the same. */
function formLike(
  { command, settled }: Pick<Form, 'command' | 'settled'>,
  blocks: readonly Block[],
): Form | undefined {
  const wanted = postedForm({ command, settled })
  return blocks.find(
    (block): block is Form =>
      block.kind === 'form' && postedForm({ command: block.command, settled: block.settled }) === wanted,
  )
}

function givenValue(value: string | undefined): { value?: string } {
  return value === undefined ? {} : { value }
}
