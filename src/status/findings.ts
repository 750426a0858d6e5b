import { listed } from '../domain/format.ts'
import { ancestorsOf, familyOf } from '../domain/hierarchy.ts'
import type { Finding, Item } from '../domain/plan.ts'
import { type Block, paragraph, strong, type Text } from '../message.ts'

/** The findings that an item answers: its own, and those that something around it answers. */
export function findingsOf(
  item: Item,
  { items, findings = [] }: { items: readonly Item[]; findings?: readonly Finding[] | undefined },
): readonly Finding[] {
  const around = new Set([item, ...ancestorsOf(item, items)].map(({ ref }) => ref))
  return findings.filter((finding) => finding.items.some((ref) => around.has(ref)))
}

/** The findings that only parts of an item answer. */
export function findingsWithin(
  item: Item,
  { items, findings = [] }: { items: readonly Item[]; findings?: readonly Finding[] | undefined },
): readonly Finding[] {
  const [, ...within] = familyOf(item, items).map(({ ref }) => ref)
  return findings.filter((finding) => finding.items.some((ref) => within.includes(ref)))
}

/** "W3: Plans are poor (Inspection letter; answered by C)" */
export function findingText({ ref, text, source, items }: Finding): Text {
  return [
    strong(ref),
    `: ${text} (${source === undefined ? '' : `${source}; `}${items.length === 0 ? 'linked with no item' : `answered by ${listed(items)}`})`,
  ]
}

export function findingBlocks(heading: string, findings: readonly Finding[]): readonly Block[] {
  if (findings.length === 0) return []
  return [paragraph(heading), { kind: 'list', items: findings.map(findingText) }]
}
