import type { Express, Request, Response } from 'express'
import type { Logger } from 'pino'
import { faultOf } from '../log.ts'
import type { PaperFile } from '../message.ts'
import type { Papers } from './attachments.ts'

const TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

interface Services {
  readonly papers: Papers
  readonly log: Logger
}

/** Serves papers by their signed links. Any fault gets the same answer, so that nothing can be learnt from it. */
export function servePapers(app: Express, services: Services): void {
  // A route with a parameter would answer a path that cannot be decoded by itself.
  app.use('/papers', async (request, response, next) => {
    if (!(await serve(request, response, services))) next()
  })
}

/** False when the link opens nothing, which is answered like any path that nothing serves. */
async function serve({ method, path }: Request, response: Response, services: Services): Promise<boolean> {
  response.set({
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Robots-Tag': 'noindex, nofollow',
  })
  const paper = method === 'GET' || method === 'HEAD' ? await madeFor(path.slice(1), services) : undefined
  if (!paper) return false
  const { file, bytes } = paper
  services.log.info(
    { code: 'paper-fetched', body: file.body, meeting: file.meetingDay },
    'a paper was fetched',
  )
  response.attachment(file.name).type(TYPE).send(bytes)
  return true
}

async function madeFor(
  token: string,
  { papers, log }: Services,
): Promise<{ readonly file: PaperFile; readonly bytes: Buffer } | undefined> {
  try {
    const file = await papers.named(token)
    return file && { file, bytes: await papers.paper(file) }
  } catch (error) {
    log.error({ code: 'paper', ...faultOf(error) }, 'a paper could not be made')
    return undefined
  }
}
