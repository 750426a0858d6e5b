import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import type { Logger } from 'pino'
import { faultOf } from '../log.ts'

/** Most people who read it followed a link too late. */
const NOT_FOUND = 'Not found. Links to papers work for a quarter of an hour; ask for the paper again.\n'

const notFound: RequestHandler = (_request, response) => {
  response.status(404).type('text/plain').send(NOT_FOUND)
}

/** A route with a parameter would answer a path that cannot be decoded by itself. */
const noOptions: RequestHandler = (request, response, next) =>
  request.method === 'OPTIONS' ? notFound(request, response, next) : next()

/**
 * The app with the one answer for a path that nothing serves, and the one for whatever fails. Express would repeat the
 * path, show the stack, or tell which methods a path has. Routes may be added to the app at any time.
 */
export function withEnds(app: Express, log: Logger): Express {
  return express().disable('x-powered-by').disable('etag').use(noOptions, app, notFound, failed(log))
}

/** A body that is too large, cut off or packed, a path that cannot be decoded, and every fault of ours. */
function failed(log: Logger): ErrorRequestHandler {
  // Express tells an error handler by its four arguments.
  return (error: unknown, _request, response, _next) => {
    const status = statusOf(error)
    if (status >= 500) log.error({ code: 'http', ...faultOf(error) }, 'a request failed')
    if (response.headersSent) response.end()
    else response.status(status).set('Connection', 'close').end()
  }
}

function statusOf(error: unknown): number {
  const { status } = (error ?? {}) as { status?: unknown }
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500
}
