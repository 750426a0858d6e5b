import type { Express, RequestHandler } from 'express'
import type { Logger } from 'pino'
import rawBody from 'raw-body'
import { isFromLoopback } from '../connection/loopback.ts'
import type { AnswerActivity } from './activities.ts'
import type { Answer } from './answers.ts'
import { MOST_BYTES, readActivity } from './body.ts'
import { NotLetIn, type Sdk } from './sdk.ts'
import type { MayCall } from './service-address.ts'

interface Needs {
  readonly sdk: Pick<Sdk, 'checkToken' | 'receive'>
  readonly answer: AnswerActivity
  readonly log: Logger
  readonly loopbackOnly: boolean
  readonly mayCall: MayCall
}

/** `/api/messages` checks who calls and the shape of what they send. Whoever is refused learns nothing but the status. */
export function mount(http: Express, { sdk, answer, log, loopbackOnly, mayCall }: Needs): void {
  /** Looks at the headers, before anything of the body is read. */
  const admit: RequestHandler = async ({ socket, headers }, response, next) => {
    const { authorization } = headers
    const status = loopbackOnly
      ? isFromLoopback({ socket, headers })
        ? undefined
        : 403
      : authorization
        ? await refusalOf(authorization)
        : 401
    if (status === undefined) return next()
    // The connection closes because the body is not read.
    response.status(status).set('Connection', 'close').end()
  }

  async function refusalOf(authorization: string): Promise<number | undefined> {
    try {
      await sdk.checkToken(authorization)
      return undefined
    } catch (error) {
      return refused(error)
    }
  }

  /** @throws whatever is a fault of ours */
  function refused(error: unknown): number {
    if (!(error instanceof NotLetIn)) throw error
    const { status, cause } = error
    log.warn({ code: 'teams-not-let-in', status, error: nameOf(cause) }, 'an activity was not answered')
    return status
  }

  const take: RequestHandler = async (request, response) => {
    const activity = readActivity(request.body)
    if (!activity) {
      // What is no JSON was not read.
      response.status(400).set('Connection', 'close').end()
      return
    }
    // The answer goes there with the bot's token, so whose address it is comes before whose token this is.
    if (!mayCall(activity.serviceUrl)) {
      response.status(403).end()
      return
    }
    let answered: Answer = { status: 500 }
    try {
      await sdk.receive(request.headers.authorization ?? '', activity, async (connector) => {
        answered = await answer(activity, connector)
      })
    } catch (error) {
      answered = { status: refused(error) }
    }
    const { status, body, after } = answered
    if (body === undefined) response.status(status).end()
    else response.status(status).json(body)
    await after?.()
  }

  http.post('/api/messages', admit, readBody, take)
}

/** Express's own reader answers what is too long only when all of it has come. */
const readBody: RequestHandler = async (request, response, next) => {
  const { 'content-encoding': packing = 'identity', 'content-length': length = null } = request.headers
  if (packing !== 'identity') {
    response.status(415).set('Connection', 'close').end()
    return
  }
  if (request.is('application/json')) request.body = await rawBody(request, { limit: MOST_BYTES, length })
  next()
}

/** Only the name goes to the log, since the message may hold what was sent. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}
