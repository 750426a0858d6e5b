import type { Express, Request, Response } from 'express'
import type { Logger } from 'pino'
import rawBody from 'raw-body'
import { isFromLoopback } from '../connection/loopback.ts'
import type { AnswerActivity } from './activities.ts'
import type { Activity } from './activity.ts'
import type { Answer } from './answers.ts'
import { MOST_BYTES, readActivity } from './body.ts'
import { NotLetIn, type Sdk } from './sdk.ts'
import type { MayCall } from './service-address.ts'
import type { CheckToken } from './token.ts'

interface Needs {
  readonly sdk: Pick<Sdk, 'receive'>
  readonly answer: AnswerActivity
  readonly log: Logger
  /** Undefined when tools on this machine come without a token, and nobody else comes at all. */
  readonly checkToken: CheckToken | undefined
  readonly mayCall: MayCall
}

/** `/api/messages` checks who calls and the shape of what they send. Whoever is refused learns nothing but the status. */
export function mount(http: Express, { sdk, answer, log, checkToken, mayCall }: Needs): void {
  /** Looks at the headers, before anything of the body is read. Answers which service address the caller may name. */
  async function admit({ socket, headers }: Request): Promise<Admitted> {
    if (!checkToken) {
      return isFromLoopback({ socket, headers }) ? { kind: 'admitted' } : { kind: 'refused', status: 403 }
    }
    const { authorization } = headers
    if (!authorization) return { kind: 'refused', status: 401 }
    try {
      return { kind: 'admitted', ...(await checkToken(authorization)) }
    } catch (error) {
      return { kind: 'refused', status: refused(error) }
    }
  }

  /** @throws whatever is a fault of ours */
  function refused(error: unknown): number {
    if (!(error instanceof NotLetIn)) throw error
    const { status, cause } = error
    log.warn({ code: 'teams-not-let-in', status, error: nameOf(cause) }, 'an activity was not answered')
    return status
  }

  async function answerTo(authorization: string, activity: Activity): Promise<Answer> {
    let answered: Answer = { status: 500 }
    try {
      await sdk.receive(authorization, activity, async (connector) => {
        answered = await answer(activity, connector)
      })
      return answered
    } catch (error) {
      return { status: refused(error) }
    }
  }

  http.post('/api/messages', async (request, response) => {
    const admitted = await admit(request)
    if (admitted.kind === 'refused') return close(response, admitted.status)
    const { 'content-encoding': packing = 'identity', authorization = '' } = request.headers
    if (packing !== 'identity') return close(response, 415)
    const activity = readActivity(await bodyOf(request))
    if (!activity) return close(response, 400)
    // The answer goes there with the bot's token, so whose address it is comes before whose token this is.
    if (!mayCall(activity.serviceUrl)) return void response.status(403).end()
    const { serviceUrl = activity.serviceUrl } = admitted
    if (activity.serviceUrl !== serviceUrl) {
      return void response.status(refused(new NotLetIn(401, new Error('for another service address')))).end()
    }
    const { status, body, after } = await answerTo(authorization, activity)
    if (body === undefined) response.status(status).end()
    else response.status(status).json(body)
    await after?.()
  })
}

type Admitted =
  | { readonly kind: 'admitted'; readonly serviceUrl?: string }
  | { readonly kind: 'refused'; readonly status: number }

/** The connection closes because the body, or what is no JSON, was not read. */
function close(response: Response, status: number): void {
  response.status(status).set('Connection', 'close').end()
}

/** Express's own reader answers what is too long only when all of it has come. */
async function bodyOf(request: Request): Promise<unknown> {
  const { 'content-length': length = null } = request.headers
  return request.is('application/json') ? rawBody(request, { limit: MOST_BYTES, length }) : undefined
}

/** Only the name goes to the log, since the message may hold what was sent. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}
