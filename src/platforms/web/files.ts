import type { Express, Request, Response } from 'express'
import { UserError } from '../../errors.ts'
import type { Picture } from '../../message.ts'
import type { Host } from '../../platform.ts'
import { picturesIn } from '../../render/in-chat.ts'
import { sendFailure } from './plain-page.ts'
import { fromPage } from './posted.ts'
import type { Visitor } from './session.ts'

type Needs = Pick<Host, 'handle' | 'pages'> & {
  readonly styleAddress: string
  readonly admitted: (request: Request, response: Response) => Promise<Visitor | undefined>
}

/** Papers and pictures, made when they are fetched. */
export function mountFiles(app: Express, { handle, pages, styleAddress, admitted }: Needs): void {
  const missing = (response: Response) =>
    sendFailure(response, 404, { styleAddress, text: 'It is not here, or not for you to see.' })

  app.get('/meetings/:body/:day/paper.docx', async (request, response) => {
    const visitor = await admitted(request, response)
    if (!visitor) return
    const { body, day } = request.params
    const { plan: wanted } = request.query
    const plan = visitor.who?.plans.find(({ code }) => wanted === undefined || code === wanted)
    if (!plan?.bodies.some(({ code }) => code === body) || !/^\d{4}-\d{2}-\d{2}$/.test(day))
      return missing(response)
    const name = `${body}-${day}.docx`
    const bytes = await found(() =>
      pages.files.paper({ kind: 'paper', title: name, name, plan: plan.code, body, meetingDay: day }),
    )
    if (!bytes) return missing(response)
    response.set('Cache-Control', 'private, no-store').attachment(name).type('docx').send(bytes)
  })

  app.get('/plans/:plan/wall.png', async (request, response) => {
    const visitor = await admitted(request, response)
    const plan = visitor?.who?.plans.find(({ code }) => code === request.params.plan)
    if (response.headersSent) return
    if (!visitor || !plan) return missing(response)
    const line = visitor.who?.plans.length === 1 ? 'wall' : `in ${plan.name} wall`
    const reply = await handle({ ...fromPage(visitor), key: null, isLooking: true, said: line })
    const [picture]: readonly Picture[] = picturesIn(reply.message.blocks)
    if (!picture) return missing(response)
    const bytes = await pages.files.png(picture)
    response.set('Cache-Control', 'private, no-store').type('png').send(bytes)
  })
}

/** What somebody asks for that is not there is no fault. */
async function found<Value>(make: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await make()
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}
