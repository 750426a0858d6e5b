import type { Facts, ItemFacts } from '../domain/facts.ts'
import { count, shownDay } from '../domain/format.ts'
import { paragraph, strong, type Text } from '../message.ts'
import { saidParagraphs } from '../status/details.ts'
import { findingText } from '../status/findings.ts'
import type { PaperBlock, PaperPart } from './blocks.ts'

/** What the plan answers and is to bring about, as its file says it. Older editions lack it. */
export function planSays(facts: Facts): readonly PaperPart[] {
  const blocks = [...findings(facts), ...facts.items.flatMap(itemBlocks), ...remarks(facts)]
  return blocks.length === 0 ? [] : [{ heading: 'What the plan says', blocks }]
}

/** By where they come from, so that it is said once. */
function findings({ findings: found = [] }: Facts): readonly PaperBlock[] {
  if (found.length === 0) return []
  const answered = found.filter(({ items }) => items.length > 0)
  const sources = [...new Set(answered.map(({ source = '' }) => source))]
  const others = found.length - answered.length
  return [
    { kind: 'heading', text: 'What was found, and what answers it' },
    ...sources.flatMap((source): readonly PaperBlock[] => [
      ...(source === '' ? [] : [paragraph(`${source}:`)]),
      {
        kind: 'list',
        items: answered
          .filter((finding) => (finding.source ?? '') === source)
          .map(({ source: _, ...finding }) => findingText(finding)),
      },
    ]),
    ...(others === 0 ? [] : [paragraph(othersText(others, found.length))]),
  ]
}

function othersText(others: number, of: number): string {
  return `${count(others, 'more finding')} of ${of} ${others === 1 ? 'is' : 'are'} linked with no item of the plan.`
}

function itemBlocks({ ref, title, says }: ItemFacts): readonly PaperBlock[] {
  const said = says ? saidParagraphs({ details: says }) : []
  return said.length === 0 ? [] : [{ kind: 'subheading', text: `${ref} ${title}` }, ...said]
}

/** Dated parts of items, and remarks of the file on them. */
function remarks({ items }: Facts): readonly PaperBlock[] {
  const aspects = items.flatMap(({ says }) =>
    (says?.aspects ?? []).map(
      ({ ref, title, due, state }): Text => [strong(ref), ` ${title}, ${shownDay(due)}: ${state}`],
    ),
  )
  const notes = items.flatMap((item) =>
    (item.says?.notes ?? []).map((note): Text => [strong(item.ref), `: ${note}`]),
  )
  return [
    ...(aspects.length === 0
      ? []
      : [paragraph(strong('Dated parts within items:')), { kind: 'list' as const, items: aspects }]),
    ...(notes.length === 0
      ? []
      : [paragraph(strong('Remarks of the plan file:')), { kind: 'list' as const, items: notes }]),
  ]
}
