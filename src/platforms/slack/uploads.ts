import type { WebClient } from '@slack/web-api'
import { called } from './calls.ts'
import { beforePosting, type NotSent } from './outcome.ts'
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
  }: {
    readonly name: string
    readonly title: string
    readonly bytes: Buffer
    readonly deadline: AbortSignal
  },
): Promise<Upload | NotSent> {
  const place = await called(
    () => client.files.getUploadURLExternal({ filename: name, length: bytes.length }),
    deadline,
  )
  if ('state' in place) return beforePosting(place)
  const { upload_url: url, file_id: file } = place.answer
  if (url === undefined || file === undefined) return NOT_UPLOADED
  const request = {
    method: 'POST',
    body: new Uint8Array(bytes),
    headers: { 'Content-Type': 'application/octet-stream' },
    redirect: 'error',
    signal: deadline,
  } as const
  const sent = await called(() => fetch(url, request), deadline)
  return 'answer' in sent && sent.answer.ok ? { file, title } : NOT_UPLOADED
}

const NOT_UPLOADED: NotSent = { state: 'later', seconds: null }

/** Completes an upload without showing the file to anybody. */
export async function complete(
  client: WebClient,
  { file, title }: Upload,
  deadline: AbortSignal,
): Promise<boolean> {
  const files = [{ id: file, title }] as [{ id: string; title: string }]
  return 'answer' in (await called(() => client.files.completeUploadExternal({ files }), deadline))
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
    if ('state' in seen) return undefined
    if (seen.answer.file?.mimetype) return true
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
): Promise<'shared' | NotSent> {
  const files = [{ id: file, title }] as [{ id: string; title: string }]
  const shown = { files, channel_id: channel, thread_ts: threadTs }
  const shared = await called(() => client.files.completeUploadExternal(shown), deadline)
  return 'state' in shared ? shared : 'shared'
}
