import { createHmac, timingSafeEqual } from 'node:crypto'
import { parse } from 'node:querystring'
import { HTTPModuleFunctions, type ReceiverEvent } from '@slack/bolt'
import type { Express, Request, Response } from 'express'
import rawBody from 'raw-body'
import type { Admit, Admitted } from './admission.ts'
import type { Door } from './door.ts'
import { PATH } from './needs.ts'
import type { Why } from './refused.ts'

/** More than Slack ever sends. */
const MOST_BYTES = 1_000_000
const MOST_UNSIGNED_BYTES = 1_000
/** How far a request's timestamp may be from our clock, in either direction. */
const MOST_SECONDS = 300
/** Slack names no charset, but a proxy in between may. */
const FORM = /^application\/x-www-form-urlencoded *(;|$)/i
const STATUS = { oversized: 413, malformed: 400, signature: 401, timestamp: 401 } as const

interface Verification {
  readonly secret: string
  readonly machineNow: () => Date
}

interface Options extends Verification {
  readonly http: Express
  readonly refuse: (why: Why) => void
}

type Body = Readonly<Record<string, unknown>>
type Read = { readonly body: Body } | { readonly why: keyof typeof STATUS }

/** What Slack reads when its request was not acknowledged. It brings an event again after any of them. */
const UNACKNOWLEDGED = {
  malformed: 400,
  admitted: 404,
  failed: 500,
  stopping: 503,
} as const satisfies Record<Admitted, number>

/**
 * Slack's door on the service's own Express app, there from the start: until it is open, nothing is saved.
 * Bolt's `HTTPReceiver` accepts timestamps from the future, and its process ends when a signed body is JSON but no object.
 */
export function createHttpDoor({ http, ...options }: Options): Door {
  let admit: Admit = admitNothing
  // No body parser may come first: the signature covers the bytes as they were sent.
  http.post(PATH, (request, response) => receive(request, response, { admit, ...options }))
  return {
    open: async (to) => {
      admit = to
    },
    // Who knocks from now on is told that nothing is saved, for as long as the server listens.
    close: (answered) => answered,
  }
}

const STARTING = 'Not saved: wsoa is just starting. Please say it again in a minute.'

/** Slack brings an event again, but no command. */
const admitNothing: Admit = async (arrived) => {
  if (typeof arrived.body.command !== 'string') return 'stopping'
  await arrived.acknowledge({ response_type: 'ephemeral', text: STARTING })
  return 'admitted'
}

async function receive(
  request: Request,
  response: Response,
  { admit, refuse, ...verification }: Omit<Options, 'http'> & { readonly admit: Admit },
): Promise<void> {
  const read = await readRequest(request, verification)
  if ('why' in read) {
    refuse(read.why)
    // The connection closes because the rest of an oversized body is not read.
    response.status(STATUS[read.why]).set({ connection: 'close', 'x-slack-no-retry': '1' }).end()
    return
  }
  const { body } = read
  if (body.ssl_check === '1') return void (await acknowledge(response))
  if (body.type === 'url_verification')
    return void (await acknowledge(response, { challenge: body.challenge }))
  const admitted = await admit({
    body,
    acknowledge: (answer) => acknowledge(response, answer),
    ...retryOf(request),
  })
  if (!response.headersSent) response.status(UNACKNOWLEDGED[admitted]).end()
}

/** Whether the answer went out before Slack hung up. */
async function acknowledge(response: Response, answer?: object): Promise<boolean> {
  if (response.headersSent || response.destroyed) return false
  const out = new Promise<boolean>((resolve) => {
    response.once('finish', () => resolve(true)).once('close', () => resolve(false))
  })
  const [type, text] =
    answer === undefined ? ['text/plain', ''] : ['application/json', JSON.stringify(answer)]
  response.setHeader('content-type', `${type}; charset=utf-8`).end(text)
  return out
}

async function readRequest(request: Request, { secret, machineNow }: Verification): Promise<Read> {
  // The headers come first: of a request without them, no more is read than the one check that Slack does not sign.
  const { 'x-slack-signature': signature, 'x-slack-request-timestamp': stamp } = request.headers
  if (typeof signature !== 'string' || typeof stamp !== 'string') return readUnsigned(request)
  const seconds = /^\d{1,12}$/.test(stamp) ? Number(stamp) : Number.NaN
  if (!(Math.abs(machineNow().getTime() / 1_000 - seconds) <= MOST_SECONDS)) return { why: 'timestamp' }
  if (!/^v0=[\da-f]{64}$/.test(signature)) return { why: 'signature' }
  const bytes = await bytesOf(request, MOST_BYTES)
  if (bytes === undefined) return { why: 'oversized' }
  if (!isSigned(bytes, { signature, stamp, secret })) return { why: 'signature' }
  const text = bytes.toString()
  const form = isForm(request) ? parse(text) : undefined
  const body = form && form.payload === undefined ? form : objectIn(form ? form.payload : text)
  return body ? { body } : { why: 'malformed' }
}

/** Slack asks whether our certificate is right without a signature. Nothing else in the body is used. */
async function readUnsigned(request: Request): Promise<Read> {
  const isShort = Number(request.headers['content-length']) <= MOST_UNSIGNED_BYTES
  const bytes = isForm(request) && isShort ? await bytesOf(request, MOST_UNSIGNED_BYTES) : undefined
  const isCheck = bytes !== undefined && parse(bytes.toString()).ssl_check === '1'
  return isCheck ? { body: { ssl_check: '1' } } : { why: 'signature' }
}

function isForm({ headers }: Request): boolean {
  return FORM.test(headers['content-type'] ?? '')
}

/** Undefined when the body is too long. @throws when the connection breaks off. */
async function bytesOf(request: Request, limit: number): Promise<Buffer | undefined> {
  try {
    return await rawBody(request, { limit, length: request.headers['content-length'] ?? null })
  } catch (error) {
    if ((error as { type?: string }).type === 'entity.too.large') return undefined
    throw error
  }
}

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
function isSigned(
  bytes: Buffer,
  { signature, stamp, secret }: { signature: string; stamp: string; secret: string },
): boolean {
  const signed = createHmac('sha256', secret).update(`v0:${stamp}:`).update(bytes)
  const ours = Buffer.from(`v0=${signed.digest('hex')}`)
  const theirs = Buffer.from(signature)
  return ours.length === theirs.length && timingSafeEqual(ours, theirs)
}

function objectIn(text: unknown): Body | undefined {
  if (typeof text !== 'string') return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : undefined
  } catch {
    return undefined
  }
}

function retryOf(request: Request): Pick<ReceiverEvent, 'retryNum' | 'retryReason'> {
  const number = HTTPModuleFunctions.extractRetryNumFromHTTPRequest(request)
  const reason = HTTPModuleFunctions.extractRetryReasonFromHTTPRequest(request)
  return {
    ...(number === undefined ? {} : { retryNum: number }),
    ...(reason === undefined ? {} : { retryReason: reason }),
  }
}
