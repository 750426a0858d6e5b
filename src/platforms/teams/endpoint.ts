import express, { type Express, type RequestHandler } from 'express'
import type { Logger } from 'pino'
import type { AnswerActivity } from './activities.ts'
import type { Answer } from './answers.ts'
import { MOST_BYTES, readActivity } from './body.ts'
import { isFromLoopback } from './loopback.ts'
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

  function refused(error: unknown): number {
    const status = error instanceof NotLetIn ? error.status : 500
    const cause = error instanceof NotLetIn ? error.cause : error
    const code = error instanceof NotLetIn ? 'teams-not-let-in' : 'teams-turn'
    log.warn({ code, status, error: nameOf(cause) }, 'an activity was not answered')
    return status
  }

  const take: RequestHandler = async (request, response) => {
    const activity = readActivity(request.body)
    if (!activity) {
      response.status(400).end()
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

  const bytes = express.raw({ type: 'application/json', limit: MOST_BYTES, inflate: false })
  http.post('/api/messages', admit, bytes, take)
}

/** Only the name goes to the log, since the message may hold what was sent. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}
