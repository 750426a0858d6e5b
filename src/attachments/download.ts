import type { Express } from 'express'
import type { Logger } from 'pino'
import { faultOf } from '../log.ts'
import type { Papers } from './attachments.ts'

const TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** Serves papers by their signed links. Any fault gets the same answer, so that nothing can be learnt from it. */
export function servePapers(app: Express, { papers, log }: { papers: Papers; log: Logger }): void {
  app.get('/papers/:token', async (request, response) => {
    response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' })
    const file = papers.named(request.params.token)
    const bytes = file && (await madeOrLogged(() => papers.paper(file), log))
    if (!bytes) {
      response
        .status(404)
        .type('text/plain')
        .send('Not found. Links to papers work for a quarter of an hour; ask for the paper again.\n')
      return
    }
    response.attachment(file.name).set('X-Content-Type-Options', 'nosniff').type(TYPE).send(bytes)
  })
}

async function madeOrLogged(make: () => Promise<Buffer>, log: Logger): Promise<Buffer | undefined> {
  try {
    return await make()
  } catch (error) {
    log.error({ code: 'paper', ...faultOf(error) }, 'a paper could not be made')
    return undefined
  }
}
