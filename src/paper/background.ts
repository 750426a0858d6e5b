import type { ComparedEdition } from '../../digests/sections/section.ts'
import { moment } from '../domain/format.ts'
import type { Fact } from '../message.ts'
import type { PaperPart } from './blocks.ts'

/** Characters shown of a hash: enough to tell two apart. */
const SHOWN = 12

/** Where the figures come from, and the hashes that prove them later. */
export function background({ facts, origin, previous, recommended }: ComparedEdition): PaperPart {
  const at = (instant: string) => moment(new Date(instant), facts.timeZone)
  const compared: readonly Fact[] = [
    ...(previous
      ? [{ label: 'Compared with', value: `${previous.body.name}, as at ${at(previous.asAt)}` }]
      : []),
    ...(recommended
      ? [{ label: 'And with', value: `${recommended.body.name}, as at ${at(recommended.asAt)}` }]
      : []),
  ]
  return {
    heading: 'Background',
    blocks: [
      {
        kind: 'paragraph',
        text: `Every figure here is from what was recorded by ${at(facts.asAt)}; nothing was added by hand. ${howText(origin)}`,
      },
      { kind: 'facts', facts: [...checks(origin), ...compared] },
    ],
  }
}

function howText(origin: ComparedEdition['origin']): string {
  switch (origin.kind) {
    case 'draft':
      return 'This is a draft: nothing is stored until the cut-off.'
    case 'stored':
      return 'The figures were stored at the cut-off and have not changed since; the digest for this meeting is made from the same ones.'
    case 'rebuilt':
      return 'Nothing was stored at the cut-off: they were read later, as the record knew them then.'
  }
}

function checks(origin: ComparedEdition['origin']): readonly Fact[] {
  if (origin.kind !== 'stored') return []
  return [
    { label: 'Edition', value: String(origin.number) },
    { label: 'Facts', value: origin.factsHash.slice(0, SHOWN) },
    { label: 'Trail', value: origin.trailHead.slice(0, SHOWN) },
  ]
}
