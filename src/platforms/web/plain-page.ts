import { gzipSync } from 'node:zlib'
import type { Response } from 'express'
import { escaped } from '../../render/html/words.ts'
import { htmlOf, type Layout } from './layout.ts'

/** The one page for whatever went wrong. */
export function sendFailure(
  response: Response,
  status: number,
  { styleAddress, text, heading = HEADINGS[status] ?? 'Something went wrong' }: Failure,
): void {
  send(response, status, {
    title: heading,
    styleAddress,
    heading,
    main: `<p class="lead">${escaped(text)}</p><p><a href="/">To the first page</a></p>`,
  })
}

interface Failure {
  readonly styleAddress: string
  readonly text: string
  readonly heading?: string
}

const HEADINGS: Readonly<Record<number, string>> = {
  403: 'That was not sent from here',
  404: 'There is no such page',
  405: 'That cannot be done here',
  410: 'That link has been used, or is too old',
  413: 'That is too much at once',
  429: 'Please wait a moment',
  500: 'Something went wrong on our side',
  503: 'Busy just now',
}

/** Nobody else's cache keeps a page, and the browser asks again each time. */
export function send(response: Response, status: number, layout: Layout): void {
  response.status(status).set('Cache-Control', 'private, no-store').vary('Accept-Encoding').type('html')
  const html = htmlOf(layout)
  if (html.length < LEAST_PACKED || response.req.acceptsEncodings('gzip') !== 'gzip')
    return void response.send(html)
  // Every seal is new each time, so that the size of a page tells nothing of them.
  response.set('Content-Encoding', 'gzip').send(gzipSync(html, { level: PACKED }))
}

/** A page that fits one packet gains nothing. */
const LEAST_PACKED = 1_400
/** The higher levels take longer than they save. */
const PACKED = 4
