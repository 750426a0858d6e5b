import type { Express, Request, Response } from 'express'
import type { Logger } from 'pino'
import { faultOf } from '../log.ts'
import type { Papers } from './attachments.ts'

const TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

interface Services {
  readonly papers: Papers
  readonly log: Logger
}

/**
 * Serves papers and pictures by their signed links. Any fault gets the same answer, so that nothing can be learnt from it.
 */
export function servePapers(app: Express, services: Services): void {
  // A route with a parameter would answer a path that cannot be decoded by itself.
  app.use('/papers', async (request, response, next) => {
    if (!(await servePaper(request, response, services))) next()
  })
  app.use('/pictures', async (request, response, next) => {
    if (!(await servePicture(request, response, services))) next()
  })
}

/** False when the link opens nothing, which is answered like any path that nothing serves. */
async function servePaper(request: Request, response: Response, services: Services): Promise<boolean> {
  const { papers, log } = services
  const paper = await madeFor(request, response, log, async (token) => {
    const file = await papers.named(token)
    return file && { file, bytes: await papers.paper(file) }
  })
  if (!paper) return false
  const { file, bytes } = paper
  log.info({ code: 'paper-fetched', body: file.body, meeting: file.meetingDay }, 'a paper was fetched')
  response
    .attachment(file.name)
    .type(file.holds ? file.name : TYPE)
    .send(bytes)
  return true
}

async function servePicture(request: Request, response: Response, services: Services): Promise<boolean> {
  const { papers, log } = services
  const png = await madeFor(request, response, log, papers.pictureNamed)
  if (png) response.type('image/png').send(png)
  return png !== undefined
}

async function madeFor<File>(
  { method, path }: Request,
  response: Response,
  log: Logger,
  make: (token: string) => Promise<File | undefined>,
): Promise<File | undefined> {
  response.set({
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Robots-Tag': 'noindex, nofollow',
  })
  if (method !== 'GET' && method !== 'HEAD') return undefined
  try {
    return await make(path.slice(1))
  } catch (error) {
    log.error({ code: 'paper', ...faultOf(error) }, 'a paper or a picture could not be made')
    return undefined
  }
}
