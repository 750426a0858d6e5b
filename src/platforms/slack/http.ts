import type { IncomingMessage, ServerResponse } from 'node:http'
import { parse } from 'node:querystring'
import { HTTPModuleFunctions, isRawBodyError, isValidSlackRequest, type ReceiverEvent } from '@slack/bolt'
import type { Gate } from './gate.ts'
import type { Why } from './refused.ts'

/** More than Slack ever sends. */
const MOST_BYTES = 1_000_000
/** How far a request's timestamp may be from our clock, either way. */
const MOST_SECONDS = 300
const STATUS = { oversized: 413, malformed: 400, signature: 401, timestamp: 401 } as const

interface HttpOptions {
  readonly secret: string
  readonly machineNow: () => Date
  readonly refuse: (why: Why) => void
  readonly gate: Gate
}

type Body = Readonly<Record<string, unknown>>
type Read = { readonly body: Body } | { readonly why: keyof typeof STATUS }

/**
 * Takes requests as Bolt's own receiver does and by its functions; only that one lets a timestamp of the future pass, and a
 * signed body that is no object ends the process.
 */
export function httpListener({ secret, machineNow, refuse, gate }: HttpOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const read = await readRequest(request, { secret, now: machineNow() })
    if ('why' in read) {
      refuse(read.why)
      // The rest of a body that is too long is not read.
      response.writeHead(STATUS[read.why], { connection: 'close', 'x-slack-no-retry': '1' }).end()
      return
    }
    const { body } = read
    if (body.ssl_check === '1') return HTTPModuleFunctions.buildSSLCheckResponse(response)
    if (body.type === 'url_verification') {
      return HTTPModuleFunctions.buildUrlVerificationResponse(response, body)
    }
    try {
      const taken = await gate({
        body,
        ack: async (answer) => {
          if (!response.headersSent) HTTPModuleFunctions.buildContentResponse(response, answer)
        },
        ...retryOf(request),
      })
      if (!response.headersSent) response.writeHead(taken === 'malformed' ? 400 : 404).end()
    } catch {
      // It was logged where it was thrown; Slack sends an event again.
      if (!response.headersSent) response.writeHead(500).end()
    }
  }
}

async function readRequest(
  request: IncomingMessage,
  { secret, now }: { secret: string; now: Date },
): Promise<Read> {
  const text = await textOf(request)
  if (text === undefined) return { why: 'oversized' }
  const isForm = request.headers['content-type'] === 'application/x-www-form-urlencoded'
  const form = isForm ? parse(text) : undefined
  // Asked without a signature, and answered without a look at anything else.
  if (form?.ssl_check === '1') return { body: { ssl_check: '1' } }
  const { 'x-slack-signature': signature, 'x-slack-request-timestamp': stamp } = request.headers
  if (typeof signature !== 'string' || typeof stamp !== 'string') return { why: 'signature' }
  const seconds = /^\d{1,12}$/.test(stamp) ? Number(stamp) : Number.NaN
  if (!(Math.abs(now.getTime() / 1_000 - seconds) <= MOST_SECONDS)) return { why: 'timestamp' }
  const isSigned = isValidSlackRequest({
    signingSecret: secret,
    body: text,
    headers: { 'x-slack-signature': signature, 'x-slack-request-timestamp': seconds },
    nowMilliseconds: now.getTime(),
  })
  if (!isSigned) return { why: 'signature' }
  const body = form && form.payload === undefined ? form : parsed(form ? form.payload : text)
  return body ? { body } : { why: 'malformed' }
}

/** Undefined when it is too long. */
async function textOf(request: IncomingMessage): Promise<string | undefined> {
  try {
    return (await HTTPModuleFunctions.bufferIncomingMessage(request, MOST_BYTES)).rawBody.toString()
  } catch (error) {
    if (isRawBodyError(error)) return error.statusCode === 413 ? undefined : ''
    throw error
  }
}

function parsed(text: unknown): Body | undefined {
  if (typeof text !== 'string') return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : undefined
  } catch {
    return undefined
  }
}

function retryOf(request: IncomingMessage): Pick<ReceiverEvent, 'retryNum' | 'retryReason'> {
  const number = HTTPModuleFunctions.extractRetryNumFromHTTPRequest(request)
  const reason = HTTPModuleFunctions.extractRetryReasonFromHTTPRequest(request)
  return {
    ...(number === undefined ? {} : { retryNum: number }),
    ...(reason === undefined ? {} : { retryReason: reason }),
  }
}
