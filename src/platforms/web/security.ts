import type { Request, RequestHandler } from 'express'
import helmet from 'helmet'
import type { Settings } from '../../settings.ts'

const YEAR_SECONDS = 31_536_000

/** The headers of every page: nothing runs, nothing comes from elsewhere, nobody frames it. */
export function safeHeaders({ PUBLIC_URL }: Pick<Settings, 'PUBLIC_URL'>): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // With `no-referrer` browsers send `Origin: null` with our own forms.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: PUBLIC_URL?.startsWith('https:') ? { maxAge: YEAR_SECONDS } : false,
    xFrameOptions: { action: 'deny' },
  })
}

/** Whether a form was posted from a page of ours. Every browser of these years says so itself; an older one names its origin. */
export function isFromOurPage(
  { headers }: Pick<Request, 'headers'>,
  { PUBLIC_URL }: Pick<Settings, 'PUBLIC_URL'>,
): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  const { origin, host } = headers
  if (origin === undefined) return false
  return PUBLIC_URL === undefined ? origin === `http://${host}` : origin === new URL(PUBLIC_URL).origin
}
