import type { WebClient } from '@slack/web-api'
import type { NotSent } from './answers.ts'
import { beforePosting, meaningOf } from './answers.ts'
import type { Wait } from './pacing.ts'

/** A file of ours at Slack, which nobody sees yet. */
export interface Upload {
  readonly file: string
  readonly title: string
}

/** Brings bytes to Slack; until they are completed nobody sees them, so that an unclear answer is no harm. */
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
  try {
    const { upload_url: url, file_id: file } = await client.files.getUploadURLExternal({
      filename: name,
      length: bytes.length,
    })
    if (url === undefined || file === undefined) return { state: 'later', seconds: null }
    const response = await fetch(url, {
      method: 'POST',
      body: new Uint8Array(bytes),
      headers: { 'Content-Type': 'application/octet-stream' },
      redirect: 'error',
      signal: deadline,
    })
    return response.ok ? { file, title } : { state: 'later', seconds: null }
  } catch (error) {
    return beforePosting(meaningOf(error))
  }
}

/** How long a picture may be scanned by Slack before the message goes without it. */
const LOOKS = 8
const BETWEEN_MS = 1_000

/** Makes an upload usable in blocks: Slack refuses it as long as it is being scanned. */
export async function readyForBlocks(
  client: WebClient,
  { file, title }: Upload,
  { wait, deadline }: { readonly wait: Wait; readonly deadline: AbortSignal },
): Promise<boolean> {
  await client.files.completeUploadExternal({ files: [{ id: file, title }] })
  for (let look = 0; look < LOOKS; look += 1) {
    if (look > 0) await wait(BETWEEN_MS, deadline)
    const { file: seen } = await client.files.info({ file })
    if (seen?.mimetype) return true
  }
  return false
}

/** Shows an upload in a thread, or in the channel itself. */
export async function share(
  client: WebClient,
  { file, title }: Upload,
  { channel, threadTs }: { readonly channel: string; readonly threadTs: string },
): Promise<'shared' | NotSent> {
  try {
    await client.files.completeUploadExternal({
      files: [{ id: file, title }],
      channel_id: channel,
      thread_ts: threadTs,
    })
    return 'shared'
  } catch (error) {
    return meaningOf(error)
  }
}

/** Whether a file is seen in a channel. */
export async function isShared(client: WebClient, file: string, channel: string): Promise<boolean> {
  const { file: seen } = await client.files.info({ file })
  const shares = seen?.shares
  return [shares?.public, shares?.private].some((places) => places !== undefined && Object.hasOwn(places, channel))
}
