import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import type { Logger } from 'pino'
import type { AnswerActivity } from './activities.ts'
import type { Answer } from './answers.ts'
import { MOST_BYTES, readActivity } from './body.ts'
import { isFromLoopback } from './loopback.ts'
import { NotLetIn, type Sdk } from './sdk.ts'
import type { MayCall } from './service-address.ts'

interface Needs {
  readonly sdk: Pick<Sdk, 'receive'>
  readonly answer: AnswerActivity
  readonly log: Logger
  readonly loopbackOnly: boolean
  readonly mayCall: MayCall
}

/** `/api/messages` checks who calls and the shape of what they send. Whoever is refused learns nothing but the status. */
export function mount(http: Express, { sdk, answer, log, loopbackOnly, mayCall }: Needs): void {
  const admit: RequestHandler = (request, response, next) => {
    if (loopbackOnly) {
      if (isFromLoopback(request)) next()
      else response.status(403).end()
      return
    }
    if (request.headers.authorization) next()
    else response.status(401).end()
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
      answered = { status: error instanceof NotLetIn ? error.status : 500 }
      const cause = error instanceof NotLetIn ? error.cause : error
      const code = error instanceof NotLetIn ? 'teams-not-let-in' : 'teams-turn'
      log.warn({ code, status: answered.status, error: nameOf(cause) }, 'an activity was not answered')
    }
    const { status, body, after } = answered
    if (body === undefined) response.status(status).end()
    else response.status(status).json(body)
    await after?.()
  }

  const bytes = express.raw({ type: 'application/json', limit: MOST_BYTES, inflate: false })
  http.post('/api/messages', admit, bytes, take, refused(log))
}

/** Handles a body that is too large, cut off or compressed, and whatever fails after the response. */
function refused(log: Logger): ErrorRequestHandler {
  return (error: { status?: number }, _request, response, _next) => {
    const { status = 500 } = error
    if (status >= 500) log.error({ code: 'teams-endpoint', error: nameOf(error) }, 'an activity failed')
    if (response.headersSent) response.end()
    else response.status(status).set('Connection', 'close').end()
  }
}

/** Only the name goes to the log, since the message may hold what was sent. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}
