import type { WebClient } from '@slack/web-api'
import type { Logger } from 'pino'
import { done, ended, type Step } from '../../platform.ts'
import { called } from './calls.ts'
import { beforePosting } from './outcome.ts'
import { type Wait, waited } from './waiting.ts'

/** A file that we uploaded to Slack. */
export interface Upload {
  readonly file: string
  readonly title: string
}

/** Uploads bytes. Nobody sees them until the upload is completed, so an unclear answer does no harm. */
export async function upload(
  client: WebClient,
  {
    name,
    title,
    bytes,
    deadline,
    log,
  }: {
    readonly name: string
    readonly title: string
    readonly bytes: Buffer
    readonly deadline: AbortSignal
    readonly log: Logger
  },
): Promise<Step<Upload>> {
  const place = await called(
    () => client.files.getUploadURLExternal({ filename: name, length: bytes.length }),
    deadline,
  )
  if (place.kind === 'ended') return ended(beforePosting(place.outcome))
  const { upload_url: url, file_id: file } = place.value
  if (url === undefined || file === undefined) return NOT_UPLOADED
  const request = {
    method: 'POST',
    body: new Uint8Array(bytes),
    headers: { 'Content-Type': 'application/octet-stream' },
    redirect: 'error',
    signal: deadline,
  } as const
  const sent = await called(() => fetch(url, request), deadline)
  if (sent.kind === 'done' && sent.value.ok) return done({ file, title })
  const status = sent.kind === 'done' ? `HTTP ${sent.value.status}` : 'no answer'
  log.warn(
    { code: 'slack', method: 'POST upload_url', place: 'workspace', error: status },
    'a call to Slack failed',
  )
  return NOT_UPLOADED
}

const NOT_UPLOADED = ended({ state: 'later', seconds: null })

/** Completes an upload without showing the file to anybody. */
export async function complete(
  client: WebClient,
  { file, title }: Upload,
  deadline: AbortSignal,
): Promise<boolean> {
  const files = [{ id: file, title }] as [{ id: string; title: string }]
  const completed = await called(() => client.files.completeUploadExternal({ files }), deadline)
  return completed.kind === 'done'
}

/** How often a try checks whether Slack has scanned a file. */
const LOOKS = 6
const BETWEEN_MS = 1_000

/** Slack refuses a message with a file that is still being scanned. Undefined when the check itself fails. */
export async function isScanned(
  client: WebClient,
  file: string,
  { wait, deadline }: { readonly wait: Wait; readonly deadline: AbortSignal },
): Promise<boolean | undefined> {
  for (let look = 0; look < LOOKS; look += 1) {
    if (look > 0 && !(await waited(wait, BETWEEN_MS, deadline))) return undefined
    const seen = await called(() => client.files.info({ file }), deadline)
    if (seen.kind === 'ended') return undefined
    if (seen.value.file?.mimetype) return true
  }
  return false
}

/** Completes an upload and shows the file in a thread. */
export async function share(
  client: WebClient,
  { file, title }: Upload,
  {
    channel,
    threadTs,
    deadline,
  }: { readonly channel: string; readonly threadTs: string; readonly deadline: AbortSignal },
): Promise<Step<unknown>> {
  const files = [{ id: file, title }] as [{ id: string; title: string }]
  const shown = { files, channel_id: channel, thread_ts: threadTs }
  return called(() => client.files.completeUploadExternal(shown), deadline)
}
