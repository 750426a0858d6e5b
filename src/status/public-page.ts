import type { Publication } from '../../data/publications.ts'
import { dayIn } from '../domain/day.ts'
import { longDay } from '../domain/format.ts'
import { type PublicDocument, publicChanges } from '../domain/public-document.ts'
import {
  type Block,
  heading,
  type Message,
  paragraph,
  said,
  context as smallPrint,
  strong,
  type Text,
} from '../message.ts'

/** What anybody reads: the document as it was looked at, and what was put right in it since it was first published. */
export function publicMessage(all: readonly Publication[], timeZone: string): Message | undefined {
  const [latest] = all
  if (!latest || latest.withdrawnAt !== null) return undefined
  const day = longDay(dayIn(timeZone, new Date(latest.publishedAt)))
  const corrections = correctionsIn(all, timeZone)
  const after: readonly Block[] =
    corrections.length === 0 ? [] : [heading('Corrections'), { kind: 'list', items: corrections }]
  return documentMessage(latest.document, smallPrint(`Published on ${day}.`), ...after)
}

/** The document as its readers see it. */
export function documentMessage(document: PublicDocument, ...after: readonly Block[]): Message {
  const { title, intro, body, meetingDay, asAt, pairs } = document
  return {
    title,
    summary: title,
    blocks: [
      ...(intro === '' ? [] : [paragraph(intro)]),
      ...pairs.flatMap(({ you, we, stands }): readonly Block[] => [
        heading(`You said: ${you}`),
        paragraph(strong('We did: '), we),
        ...(stands === '' ? [] : [paragraph(strong('How far it is: '), stands)]),
      ]),
      smallPrint(
        `As told to the ${body} for its meeting of ${longDay(meetingDay)}, from what was known on ${longDay(asAt)}.`,
      ),
      ...after,
    ],
  }
}

/** Each correction with its reason and the words that stood before, the latest first. */
function correctionsIn(all: readonly Publication[], timeZone: string): readonly Text[] {
  return all.flatMap(({ correction, publishedAt, document }, place): readonly Text[] => {
    const before = all[place + 1]
    if (correction === null || !before) return []
    const gone = publicChanges(before.document, document)
    const day = longDay(dayIn(timeZone, new Date(publishedAt)))
    return [
      [
        `${day}: ${correction}`,
        ...(gone.length === 0
          ? []
          : [' Before, it said: ', ...gone.flatMap((text, at) => [...(at === 0 ? [] : ['; ']), said(text)])]),
      ],
    ]
  })
}
