import type { WebClient } from '@slack/web-api'
import { boundedMap } from '../../domain/bounded-map.ts'
import type { Message, PaperFile, Picture } from '../../message.ts'
import { done, ended, type Opening, type Step } from '../../platform.ts'
import { picturesIn } from '../../render/in-chat.ts'
import { complete, isScanned, type Upload, upload } from './uploads.ts'
import type { Wait } from './waiting.ts'

/** Uploads what goes with a message before the message itself. Nobody sees the files until then. */
export interface Attaching {
  /** The file ids of the message's pictures. A picture that could not be uploaded is missing; its words are shown instead. */
  readonly pictures: (asked: Asked) => Promise<Step<ReadonlyMap<Picture, string>>>
  /** The message's papers. When one is refused so is the message, which would announce nothing. */
  readonly papers: (asked: Asked) => Promise<Step<readonly Upload[]>>
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

  async function pictures({ key, message, deadline }: Asked): Promise<Step<ReadonlyMap<Picture, string>>> {
    const files = new Map<Picture, string>()
    for (const picture of picturesIn(message.blocks)) {
      const name = `${key} ${picture.title}`
      const known = scanning.get(name)
      scanning.delete(name)
      const file = known ?? (await uploaded(picture, deadline))
      if (file === undefined) continue
      const isReady = await isScanned(client, file, { wait, deadline })
      if (isReady) files.set(picture, file)
      if (isReady !== false || known !== undefined) continue
      scanning.set(name, file)
      return ended({ state: 'later', seconds: SCAN_SECONDS })
    }
    return done(files)
  }

  /** Undefined when the picture could not be uploaded: a message never fails because of a picture. */
  async function uploaded(picture: Picture, deadline: AbortSignal): Promise<string | undefined> {
    const { title } = picture
    try {
      const bytes = await attachments.png(picture)
      const sent = await upload(client, { name: 'picture.png', title, bytes, deadline, log })
      if (sent.kind === 'ended') return undefined
      return (await complete(client, sent.value, deadline)) ? sent.value.file : undefined
    } catch (error) {
      const { name } = error instanceof Error ? error : { name: typeof error }
      log.warn({ code: 'slack-picture', error: name }, 'a message goes without its picture')
      return undefined
    }
  }

  async function papers({ message, deadline }: Asked): Promise<Step<readonly Upload[]>> {
    const uploads: Upload[] = []
    for (const paper of message.blocks.filter((block): block is PaperFile => block.kind === 'paper')) {
      const bytes = await attachments.paper(paper)
      const sent = await upload(client, { name: paper.name, title: paper.title, bytes, deadline, log })
      if (sent.kind === 'ended') return sent
      uploads.push(sent.value)
    }
    return done(uploads)
  }

  return { pictures, papers }
}
