import { write } from '../../data/engine/engine.ts'
import type { Outcome } from '../command.ts'
import { keepNotices } from '../deliveries/notices.ts'
import { heldBack } from '../domain/held-back.ts'
import { saidBack } from '../domain/text.ts'
import { UserError } from '../errors.ts'
import { type Message, type PaperFile, sentence } from '../message.ts'
import { chatBlocks } from '../render/in-chat.ts'
import type { KnownContext } from './request-context.ts'

/**
 * Sends an answer to whoever asked, as a file with the same rows: it never holds more than the answer shows them. In a shell
 * the file comes with the answer.
 */
export async function sentAsFile(
  { message, thread = [], items }: Outcome,
  { line, format, request }: { line: string; format: 'xlsx' | 'csv'; request: KnownContext },
): Promise<Outcome> {
  const { db, model, commands, assignments, now, speaker, vocabulary } = request
  const pages = heldBack([message, ...thread]).map((page) => ({ ...page, blocks: chatBlocks(page.blocks) }))
  if (!pages.some(hasTable))
    throw new UserError(
      'invalid',
      `${plainEnd(message.summary)} That answer has no table, so there is no file of it.`,
    )
  const { plan } = model
  const name = `${nameOf(line)}-${vocabulary.today}.${format}`
  const file: PaperFile = {
    kind: 'paper',
    title: `${plan.title}: ${saidBack(line)}`,
    name,
    plan: plan.code,
    body: '',
    meetingDay: '',
    holds: { kind: 'answer', title: `${plan.title}: ${line}`, at: now.toISOString(), pages, format },
  }
  if (speaker.identity.startsWith('terminal:'))
    return { message: { summary: file.title, blocks: [file] }, ...(items ? { items } : {}) }
  const notice = {
    personIds: [speaker.personId],
    isPersonal: true as const,
    message: { summary: file.title, blocks: [file] },
  }
  await write(db, plan.id, (trx) =>
    keepNotices(trx, { model, commands, now, assignments, asker: speaker.personId }, [notice]),
  )
  return { message: sentence(`${name} is on its way to you.`), ...(items ? { items } : {}) }
}

function hasTable({ blocks }: Message): boolean {
  return blocks.some(({ kind }) => kind === 'table')
}

function plainEnd(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

/** `list-red` */
function nameOf(line: string): string {
  const plain = line
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  return plain === '' ? 'answer' : plain.slice(0, 60)
}
