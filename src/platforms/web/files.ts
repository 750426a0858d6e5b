import type { Express, Request, Response } from 'express'
import { dayIn } from '../../domain/day.ts'
import { UserError } from '../../errors.ts'
import type { Message, Picture } from '../../message.ts'
import type { Host, PartInPlan, Reply } from '../../platform.ts'
import { picturesIn } from '../../render/in-chat.ts'
import type { Limit } from './limits.ts'
import { sendFailure } from './plain-page.ts'
import { fromPage } from './posted.ts'
import type { Visitor } from './session.ts'

type Needs = Pick<Host, 'handle' | 'pages'> & {
  readonly styleAddress: string
  /** How often an address that is nobody's may be tried. */
  readonly limit: Limit
  readonly admitted: (request: Request, response: Response) => Promise<Visitor | undefined>
}

/** Papers and pictures, made when they are fetched. */
export function mountFiles(app: Express, { handle, pages, styleAddress, limit, admitted }: Needs): void {
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

  app.get('/meetings/:body/:day/meeting.ics', async (request, response) => {
    const visitor = await admitted(request, response)
    if (!visitor) return
    const { body, day } = request.params
    const file = visitor.who && (await pages.calendars.meeting(visitor.who, { body, day }))
    if (file === undefined) return missing(response)
    sendCalendar(response, file, `${body}-${day}.ics`)
  })

  // A calendar program has no session: the address itself says whose it is.
  app.get('/calendar/:file', async (request, response) => {
    const [, token] = request.params.file.match(CALENDAR) ?? []
    const file = token === undefined ? undefined : await pages.calendars.at(token)
    if (file !== undefined) return sendCalendar(response, file, 'meetings.ics')
    const seconds = limit(request.ip ?? '')
    if (seconds === 0) return missing(response)
    response.set('Retry-After', String(seconds))
    sendFailure(response, 429, { styleAddress, text: `Try again in ${seconds} seconds.` })
  })

  app.get('/plans/:plan/wall.png', async (request, response) => {
    const visitor = await admitted(request, response)
    if (!visitor) return
    const plan = visitor.who?.plans.find(({ code }) => code === request.params.plan)
    if (!plan) return missing(response)
    const { n = '0' } = request.query
    const picture = (await pictures(visitor, plan, `plan picture${asAt(request)}`))[Number(n)]
    if (!picture) return missing(response)
    await sendPicture(response, picture)
  })

  app.get('/plans/:plan/wall.xlsx', async (request, response) => {
    const visitor = await admitted(request, response)
    if (!visitor) return
    const plan = visitor.who?.plans.find(({ code }) => code === request.params.plan)
    if (!plan) return missing(response)
    const lines = ['status', 'list'].map((line) => `${line}${asAt(request)}`)
    const replies = await Promise.all(lines.map((line) => asked(visitor, plan, line)))
    if (replies.some(({ error }) => error)) return missing(response)
    const day = dayIn(plan.timeZone, pages.now())
    const bytes = await pages.files.spreadsheet(replies.flatMap(messagesOf), {
      title: plan.title,
      at: `${day}T00:00:00.000Z`,
    })
    const name = `${plan.code}-${day}.xlsx`
    response.set('Cache-Control', 'private, no-store').attachment(name).type('xlsx').send(bytes)
  })

  app.get('/measures/picture.png', async (request, response) => {
    const visitor = await admitted(request, response)
    if (!visitor) return
    const { plan: wanted, code } = request.query
    const plan = visitor.who?.plans.find((each) => wanted === undefined || each.code === wanted)
    if (!plan || typeof code !== 'string' || code.length > MOST_WORDS) return missing(response)
    const [picture] = await pictures(visitor, plan, `measures ${code}`)
    if (!picture) return missing(response)
    await sendPicture(response, picture)
  })

  function sendCalendar(response: Response, file: string, name: string): void {
    response.set('Cache-Control', 'private, no-store').attachment(name).type('text/calendar').send(file)
  }

  async function asked(visitor: Visitor, plan: PartInPlan, line: string): Promise<Reply> {
    const said = visitor.who?.plans.length === 1 ? line : `in ${plan.name} ${line}`
    return handle({ ...fromPage(visitor), key: null, isLooking: true, said })
  }

  async function pictures(visitor: Visitor, plan: PartInPlan, line: string): Promise<readonly Picture[]> {
    return picturesIn(messagesOf(await asked(visitor, plan, line)).flatMap(({ blocks }) => blocks))
  }

  async function sendPicture(response: Response, picture: Picture): Promise<void> {
    const bytes = await pages.files.png(picture)
    response.set('Cache-Control', 'private, no-store').type('png').send(bytes)
  }
}

const CALENDAR = /^([\w-]{22})\.ics$/
const MOST_WORDS = 200

/** The day of the page that the file is of. */
function asAt({ query: { at } }: Request): string {
  return typeof at === 'string' && at.trim() !== '' ? ` as at ${at.trim().slice(0, MOST_WORDS)}` : ''
}

function messagesOf({ message, thread = [] }: Reply): readonly Message[] {
  return [message, ...thread]
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
