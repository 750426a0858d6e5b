import type { z } from 'zod'
import { httpsHost } from '../../domain/address.ts'
import type { SentFile } from '../../platform.ts'
import type { Settings } from '../../settings.ts'
import { downloadAt } from '../connection/download.ts'
import { hashAt } from '../connection/file-hash.ts'
import type { messageEvent } from './payloads.ts'

type Files = z.output<typeof messageEvent>['files']

/** The files of a message, as far as Slack lets us see them. */
export type FilesOf = (files: Files) => readonly SentFile[]

export function createFilesOf({ SLACK_BOT_TOKEN, SLACK_API_URL }: Settings): FilesOf {
  const own = SLACK_API_URL === undefined ? undefined : new URL(SLACK_API_URL).origin
  /** The token goes to Slack alone. */
  const isSlacks = (address: string) =>
    httpsHost(address)?.endsWith('.slack.com') === true ||
    (own !== undefined && URL.canParse(address) && new URL(address).origin === own)
  return (files = []) =>
    files.flatMap(
      ({ name, permalink, size = 0, url_private, url_private_download: download = url_private }) => {
        const link = permalink ?? url_private
        if (link === undefined || !URL.canParse(link)) return []
        const headers = { Authorization: `Bearer ${SLACK_BOT_TOKEN}` }
        const hash = async () =>
          download !== undefined && isSlacks(download) ? hashAt(download, { headers }) : null
        const bytes: SentFile['bytes'] = async (most) => {
          if (download === undefined || !isSlacks(download)) return { kind: 'failed', why: 'elsewhere' }
          return size > most ? { kind: 'too-large', bytes: size } : downloadAt(download, { headers, most })
        }
        return [{ name: name || 'a file', link, hash, bytes }]
      },
    )
}
