import { createHash } from 'node:crypto'
import { type Express, type Request, type Response, raw } from 'express'
import type { SentFile } from '../../platform.ts'
import { sendFailure } from './plain-page.ts'
import { backIn, fromPage } from './posted.ts'
import { goOn, type Saying } from './say.ts'
import { readSeal } from './seal.ts'
import type { Visitor } from './session.ts'
import { sealed } from './upload-form.ts'

const MEGABYTE = 1024 * 1024
const MOST_OF_FILE = 10 * MEGABYTE
/** What stands around the file in a form. */
const MOST_BYTES = MOST_OF_FILE + 64 * 1024

interface Needs {
  readonly saying: Saying
  /** Who it is; whoever is nobody is answered there. */
  readonly admitted: (request: Request, response: Response) => Promise<Visitor | undefined>
}

/** Takes a file from the page of a coordinator. A stranger's is not even read. */
export function mountUpload(app: Express, { saying, admitted }: Needs): void {
  const { styleAddress, pages } = saying
  const body = raw({ type: 'multipart/form-data', limit: MOST_BYTES })
  const refuse = (response: Response, status: number, text: string) =>
    sendFailure(response, status, { styleAddress, text })

  app.post('/upload', async (request, response, next) => {
    const visitor = await admitted(request, response)
    if (response.headersSent) return
    if (!visitor) return response.redirect(303, '/sign-in')
    if (!visitor.who?.plans.some(({ isCoordinator }) => isCoordinator))
      return refuse(response, 403, 'Only the coordinator can import. I have not opened the file.')
    body(request, response, (error?: unknown) => {
      if (error !== undefined) return refuse(response, 413, TOO_LARGE)
      take(request, response, visitor).catch(next)
    })
  })

  async function take(request: Request, response: Response, visitor: Visitor): Promise<void> {
    const form = await formIn(request)
    const line = textOf(form, 'line')
    const state = { seals: await pages.sessions.seals(), now: pages.machineNow() }
    const seal = readSeal(state, sealed(line), textOf(form, 'seal'))
    const file = form?.get('file')
    if (!form || seal.kind !== 'good' || seal.visitor !== visitor.key || !(file instanceof File))
      return refuse(response, 403, 'Nothing is imported. Open the page again, and send the file from there.')
    const bytes = new Uint8Array(await file.arrayBuffer())
    const hash = createHash('sha256').update(bytes).digest('base64url')
    const back = backIn({ back: textOf(form, 'back') })
    const reply = await saying.handle({
      ...fromPage(visitor),
      key: `web:${seal.nonce}:${hash}`,
      files: [sentFile(file.name, bytes)],
      said: line,
    })
    if (reply.error) return saying.showAgain(response, { visitor, back, typed: '', reply })
    await goOn(response, { visitor, saying, reply, said: undefined, back })
  }
}

const TOO_LARGE =
  'The file is too large: the limit is 10 MB. Take out pictures and unused sheets, or copy the plan’s table into a new file.'

/** Undefined for a body that is no such form. */
async function formIn({ body, headers }: Request): Promise<FormData | undefined> {
  if (!Buffer.isBuffer(body)) return undefined
  const type = headers['content-type'] ?? ''
  try {
    return await new globalThis.Response(body, { headers: { 'content-type': type } }).formData()
  } catch {
    return undefined
  }
}

function textOf(form: FormData | undefined, name: string): string {
  const value = form?.get(name)
  return typeof value === 'string' ? value : ''
}

function sentFile(name: string, bytes: Uint8Array): SentFile {
  return {
    name: name || 'The file',
    link: '',
    hash: async () => null,
    bytes: async (most) =>
      bytes.length > most ? { kind: 'too-large', bytes: bytes.length } : { kind: 'bytes', bytes },
  }
}
