import { z } from 'zod'
import { httpsHost } from '../../domain/address.ts'
import type { SentFile } from '../../platform.ts'
import { downloadAt } from '../connection/download.ts'
import { hashAt } from '../connection/file-hash.ts'
import { type Activity, isPersonal } from './activity.ts'
import type { MayCall } from './service-address.ts'

const file = z.object({
  contentType: z.literal('application/vnd.microsoft.teams.file.download.info'),
  name: z.string().max(1_000),
  /** Where people find it. */
  contentUrl: z.url({ protocol: /^https?$/ }).max(3_000),
  /** An address for the bot, for a few minutes. It needs no token. */
  content: z
    .object({
      downloadUrl: z
        .url({ protocol: /^https?$/ })
        .max(3_000)
        .optional(),
    })
    .nullish(),
})

/** The files of a message in a person's own chat. In channels Teams does not hand them to bots. */
export function filesIn({ attachments }: Activity, mayCall: MayCall): readonly SentFile[] {
  return (attachments ?? []).flatMap((each) => {
    const found = file.safeParse(each).data
    if (!found) return []
    const { name, contentUrl: link, content } = found
    const download = content?.downloadUrl
    const own = download !== undefined && (isStore(download) || mayCall(download)) ? download : undefined
    const hash = async () => (own === undefined ? null : hashAt(own))
    const bytes: SentFile['bytes'] = async (most) =>
      own === undefined ? { kind: 'failed', why: 'elsewhere' } : downloadAt(own, { most })
    return [{ name, link, hash, bytes }]
  })
}

const html = z.object({ contentType: z.literal('text/html'), content: z.string() })

/** Whether files came with a message in a channel or a group: all that is there of them is their mark in the message's HTML. */
export function hasUnseenFiles(activity: Activity): boolean {
  if (isPersonal(activity)) return false
  return (activity.attachments ?? []).some((each) => {
    if (file.safeParse(each).success) return true
    return /<attachment\b/i.test(html.safeParse(each).data?.content ?? '')
  })
}

/** OneDrive and SharePoint, where Teams keeps files. */
function isStore(address: string): boolean {
  return ['.sharepoint.com', '.sharepoint.us', '.sharepoint.cn'].some((suffix) =>
    httpsHost(address)?.endsWith(suffix),
  )
}
