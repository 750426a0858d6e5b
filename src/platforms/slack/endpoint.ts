import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from 'node:http'
import { parse } from 'node:querystring'
import { HTTPModuleFunctions, type ReceiverEvent } from '@slack/bolt'
import type { Admit } from './admission.ts'
import type { Why } from './refused.ts'

/** More than Slack ever sends. */
const MOST_BYTES = 1_000_000
/** How far a request's timestamp may be from our clock, either way. */
const MOST_SECONDS = 300
/** Slack names no charset, but what stands between us may. */
const FORM = /^application\/x-www-form-urlencoded *(;|$)/i
const STATUS = { oversized: 413, malformed: 400, signature: 401, timestamp: 401 } as const

interface HttpOptions {
  readonly secret: string
  readonly machineNow: () => Date
  readonly refuse: (why: Why) => void
  readonly admit: Admit
}

type Body = Readonly<Record<string, unknown>>
type Read = { readonly body: Body } | { readonly why: keyof typeof STATUS }

/**
 * Takes requests in the place of Bolt's own receiver: that one lets a timestamp of the future pass, a signed body that is no
 * object ends its process, and its way of reading and answering costs as much as what it is asked for.
 */
export function httpListener(options: HttpOptions): RequestListener {
  return (request, response) => {
    // Whatever went wrong was logged where it was thrown; Slack sends an event again.
    receive(request, response, options).catch(() => {
      if (!response.headersSent) refused(response, 500)
    })
  }
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  { secret, machineNow, refuse, admit }: HttpOptions,
): Promise<void> {
  const read = await readRequest(request, { secret, now: machineNow() })
  if ('why' in read) {
    refuse(read.why)
    // The rest of a body that is too long is not read.
    return refused(response, STATUS[read.why], { connection: 'close', 'x-slack-no-retry': '1' })
  }
  const { body } = read
  if (body.ssl_check === '1') return answer(response, undefined)
  if (body.type === 'url_verification') return answer(response, { challenge: body.challenge })
  const taken = await admit({
    body,
    ack: async (said) => {
      if (!response.headersSent) answer(response, said)
    },
    ...retryOf(request),
  })
  if (!response.headersSent) refused(response, taken === 'malformed' ? 400 : 404)
}

/** With its length, so that it goes out in one piece. */
function answer(response: ServerResponse, said: unknown): void {
  const text = said === undefined || said === '' ? '' : typeof said === 'string' ? said : JSON.stringify(said)
  const type = typeof said === 'object' ? 'application/json' : 'text/plain; charset=utf-8'
  response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(text) }).end(text)
}

function refused(response: ServerResponse, status: number, headers: OutgoingHttpHeaders = {}): void {
  response.writeHead(status, { ...headers, 'content-length': 0 }).end()
}

async function readRequest(
  request: IncomingMessage,
  { secret, now }: { secret: string; now: Date },
): Promise<Read> {
  const bytes = await bytesOf(request)
  if (bytes === undefined) return { why: 'oversized' }
  const text = bytes.toString()
  const form = FORM.test(request.headers['content-type'] ?? '') ? parse(text) : undefined
  // Asked without a signature, and answered without a look at anything else.
  if (form?.ssl_check === '1') return { body: { ssl_check: '1' } }
  const { 'x-slack-signature': signature, 'x-slack-request-timestamp': stamp } = request.headers
  if (typeof signature !== 'string' || typeof stamp !== 'string') return { why: 'signature' }
  const seconds = /^\d{1,12}$/.test(stamp) ? Number(stamp) : Number.NaN
  if (!(Math.abs(now.getTime() / 1_000 - seconds) <= MOST_SECONDS)) return { why: 'timestamp' }
  if (!isSigned(bytes, { signature, stamp, secret })) return { why: 'signature' }
  const body = form && form.payload === undefined ? form : parsed(form ? form.payload : text)
  return body ? { body } : { why: 'malformed' }
}

/** Slack's own description: https://docs.slack.dev/authentication/verifying-requests-from-slack */
function isSigned(
  bytes: Buffer,
  { signature, stamp, secret }: { signature: string; stamp: string; secret: string },
): boolean {
  const signed = createHmac('sha256', secret).update(`v0:${stamp}:`).update(bytes)
  const ours = Buffer.from(`v0=${signed.digest('hex')}`)
  const theirs = Buffer.from(signature)
  return ours.length === theirs.length && timingSafeEqual(ours, theirs)
}

/** Undefined when it is too long; what is cut off ends as an error. */
function bytesOf(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let length = 0
    request.on('data', (part: Buffer) => {
      length += part.length
      if (length > MOST_BYTES) {
        request.pause()
        resolve(undefined)
      } else {
        parts.push(part)
      }
    })
    request.once('end', () => resolve(parts.length === 1 ? parts[0] : Buffer.concat(parts)))
    request.once('error', reject)
  })
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
