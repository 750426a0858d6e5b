import type { Express, Request, Response } from 'express'
import { RESTRICTED_PAGE } from '../../domain/page-address.ts'
import { UserError } from '../../errors.ts'
import type { Picture } from '../../message.ts'
import type { Host, PartInPlan, Reply } from '../../platform.ts'
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

  app.get(`${RESTRICTED_PAGE}/part-2.docx`, async (request, response) => {
    const visitor = await admitted(request, response)
    if (!visitor) return
    const { plan: wanted } = request.query
    const plan = visitor.who?.plans.find(({ code }) => wanted === undefined || code === wanted)
    if (!plan) return missing(response)
    const { message } = await asked(visitor, plan, 'restricted')
    if (!message.blocks.some(({ kind }) => kind === 'table')) return missing(response)
    const bytes = await pages.files.partTwo(message, { title: `${plan.title}: Part 2` })
    response.set('Cache-Control', 'private, no-store').attachment('part-2.docx').type('docx').send(bytes)
  })

  app.get('/meetings/:body/:day/picture.png', async (request, response) => {
    const visitor = await admitted(request, response)
    if (!visitor) return
    const { body, day } = request.params
    const { plan: wanted, n = '0' } = request.query
    const plan = visitor.who?.plans.find(({ code }) => wanted === undefined || code === wanted)
    if (!plan?.bodies.some(({ code }) => code === body) || !/^\d{4}-\d{2}-\d{2}$/.test(day))
      return missing(response)
    const picture = (await pictures(visitor, plan, `digest ${body} on ${day}`))[Number(n)]
    if (!picture) return missing(response)
    await sendPicture(response, picture)
  })

  app.get('/plans/:plan/wall.png', async (request, response) => {
    const visitor = await admitted(request, response)
    const plan = visitor?.who?.plans.find(({ code }) => code === request.params.plan)
    if (response.headersSent) return
    if (!visitor || !plan) return missing(response)
    const [picture] = await pictures(visitor, plan, 'plan picture')
    if (!picture) return missing(response)
    await sendPicture(response, picture)
  })

  async function pictures(visitor: Visitor, plan: PartInPlan, line: string): Promise<readonly Picture[]> {
    const { message, thread = [] } = await asked(visitor, plan, line)
    return picturesIn([message, ...thread].flatMap(({ blocks }) => blocks))
  }

  function asked(visitor: Visitor, plan: PartInPlan, line: string): Promise<Reply> {
    const said = visitor.who?.plans.length === 1 ? line : `in ${plan.name} ${line}`
    return handle({ ...fromPage(visitor), key: null, isLooking: true, said })
  }

  async function sendPicture(response: Response, picture: Picture): Promise<void> {
    const bytes = await pages.files.png(picture)
    response.set('Cache-Control', 'private, no-store').type('png').send(bytes)
  }
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
