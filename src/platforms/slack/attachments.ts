import type { WebClient } from '@slack/web-api'
import { boundedMap } from '../../domain/bounded-map.ts'
import type { Message, PaperFile, Picture } from '../../message.ts'
import type { Opening } from '../../platform.ts'
import type { NotSent } from './outcome.ts'
import { complete, isScanned, type Upload, upload } from './uploads.ts'
import type { Wait } from './waiting.ts'

/** Uploads what goes with a message before the message itself. Nobody sees the files until then. */
export interface Attaching {
  /** The file ids of the message's pictures. A picture that could not be uploaded is missing; its words are shown instead. */
  readonly pictures: (asked: Asked) => Promise<ReadonlyMap<Picture, string> | NotSent>
  /** The message's papers. When one is refused so is the message, which would announce nothing. */
  readonly papers: (asked: Asked) => Promise<readonly Upload[] | NotSent>
}

interface Asked {
  readonly key: string
  readonly message: Message
  readonly deadline: AbortSignal
}

/** Slack scans a picture for up to half a minute. A message waits for that once, then goes without the picture. */
const SCAN_SECONDS = 30
const MOST_SCANNING = 1_000

export function createAttaching(
  { attachments, log }: Pick<Opening, 'attachments' | 'log'>,
  client: WebClient,
  wait: Wait,
): Attaching {
  /** Files that are being scanned, by message and title. */
  const scanning = boundedMap<string, string>(MOST_SCANNING)

  async function pictures({
    key,
    message,
    deadline,
  }: Asked): Promise<ReadonlyMap<Picture, string> | NotSent> {
    const files = new Map<Picture, string>()
    for (const picture of message.blocks.filter((block): block is Picture => block.kind === 'picture')) {
      const name = `${key} ${picture.title}`
      const known = scanning.get(name)
      scanning.delete(name)
      const file = known ?? (await uploaded(picture, deadline))
      if (file === undefined) continue
      const isReady = await isScanned(client, file, { wait, deadline })
      if (isReady) files.set(picture, file)
      if (isReady !== false || known !== undefined) continue
      scanning.set(name, file)
      return { state: 'later', seconds: SCAN_SECONDS }
    }
    return files
  }

  /** Undefined when the picture could not be uploaded: a message never fails because of a picture. */
  async function uploaded(picture: Picture, deadline: AbortSignal): Promise<string | undefined> {
    const { title } = picture
    try {
      const bytes = await attachments.png(picture)
      const sent = await upload(client, { name: 'picture.png', title, bytes, deadline })
      if ('state' in sent) return undefined
      return (await complete(client, sent, deadline)) ? sent.file : undefined
    } catch (error) {
      const { name } = error instanceof Error ? error : { name: typeof error }
      log.warn({ code: 'slack-picture', error: name }, 'a message goes without its picture')
      return undefined
    }
  }

  async function papers({ message, deadline }: Asked): Promise<readonly Upload[] | NotSent> {
    const uploads: Upload[] = []
    for (const paper of message.blocks.filter((block): block is PaperFile => block.kind === 'paper')) {
      const bytes = await attachments.paper(paper)
      const sent = await upload(client, { name: paper.name, title: paper.title, bytes, deadline })
      if ('state' in sent) return sent
      uploads.push(sent)
    }
    return uploads
  }

  return { pictures, papers }
}
