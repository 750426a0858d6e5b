import { createHash, randomBytes } from 'node:crypto'
import type { Request, Response, Router } from 'express'
import { z } from 'zod'
import type { References } from '../../../platform.ts'

/** How long the service knows what `doctor` asks with. */
const KNOWN_MS = 60_000
export const PROBE = '__Host-wsoa-doctor'
const PLACE = { platform: 'web', tenant: 'doctor', place: 'challenge' }

/** What came of a request that `doctor` sent to the public address, as the service saw it. */
const reached = z.object({
  /** The cookie that it sent came. */
  hasCookie: z.boolean(),
  site: z.string().nullable(),
  origin: z.string().nullable(),
  /** How many addresses the proxies on the way have named. */
  forwarded: z.number(),
  /** The headers of the answer, when it left. */
  sent: z.record(z.string(), z.string()),
})

export type Reached = z.output<typeof reached>

export function readReached(value: unknown): Reached | undefined {
  return reached.safeParse(value).data
}

const kept = z.object({ hash: z.string(), at: z.number() })

/** Puts a challenge into the database, which the service shares with `doctor` and with nobody else. */
export async function newChallenge(references: References, machineNow: () => Date): Promise<string> {
  const challenge = randomBytes(16).toString('base64url')
  const reference = JSON.stringify({ hash: hashOf(challenge), at: machineNow().getTime() })
  await references.save({ ...PLACE, reference })
  return challenge
}

interface Needs {
  readonly references: References
  readonly machineNow: () => Date
}

/** Answers `doctor` alone; for anybody else there is no such address. */
export function mountReached(router: Router, { references, machineNow }: Needs): void {
  router.get('/doctor/:challenge', async (request: Request<{ challenge: string }>, response, next) => {
    const found = await references.find(PLACE)
    const known = found === undefined ? undefined : kept.safeParse(JSON.parse(found)).data
    const { challenge } = request.params
    const age = known ? Math.abs(machineNow().getTime() - known.at) : KNOWN_MS
    if (known?.hash !== hashOf(challenge) || age >= KNOWN_MS) return next()
    response.set('Cache-Control', 'private, no-store')
    response.cookie(PROBE, challenge, { httpOnly: true, secure: true, sameSite: 'lax', path: '/' })
    response.json(reachedBy(request, response, challenge))
  })
}

function reachedBy({ headers }: Request, response: Response, challenge: string): Reached {
  const forwarded = String(headers['x-forwarded-for'] ?? '')
  const sent = KEPT.map((name) => [name, String(response.getHeader(name) ?? '')] as const)
  return {
    hasCookie: (headers.cookie ?? '').includes(`${PROBE}=${challenge}`),
    site: headers['sec-fetch-site'] === undefined ? null : String(headers['sec-fetch-site']),
    origin: headers.origin ?? null,
    forwarded: forwarded.split(',').filter((each) => each.trim() !== '').length,
    sent: Object.fromEntries(sent.filter(([, value]) => value !== '')),
  }
}

/** The headers that a page is not safe without. */
const KEPT = [
  'content-security-policy',
  'referrer-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
  'cache-control',
]

function hashOf(challenge: string): string {
  return createHash('sha256').update(challenge).digest('base64url')
}
