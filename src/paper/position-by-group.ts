import {
  countedText,
  itemNamed,
  overdueWords,
  ownersOf,
  positionOf,
  positionTitle,
  ratingNamed,
} from '../../digests/sections/words.ts'
import { countsOf, isCounted, isStep, isToConfirm, isUnfinished, openGroups } from '../domain/counts.ts'
import type { Facts, ItemFacts } from '../domain/facts.ts'
import { capitalised, listed, shortDay, shownDay } from '../domain/format.ts'
import { type Group, groupsOf, itemsWithin, type Row, rowsOf } from '../domain/groups.ts'
import { levelOf } from '../domain/hierarchy.ts'
import { columns, type Inline, paragraph, type Text } from '../message.ts'
import type { PaperBlock, PaperPart } from './blocks.ts'

/** Every counted item with its steps, group by group and whole by whole. */
export function positionByGroup(facts: Facts): readonly PaperPart[] {
  const groups = groupsOf(facts)
  const [first] = groups.flatMap(({ whole }) => whole ?? [])
  return [
    {
      heading: first ? `Position by ${levelOf(first, facts.plan).word}` : 'Position item by item',
      blocks: groups.flatMap((group) => groupBlocks(facts, group)),
    },
  ]
}

function groupBlocks(facts: Facts, group: Group): readonly PaperBlock[] {
  const { whole, items } = group
  const rows = rowsOf(group)
  const alone = rows.filter((row) => isCounted(row.whole)).map((row) => row.whole)
  return [
    ...(whole
      ? [
          {
            kind: 'heading' as const,
            text: `${capitalised(levelOf(whole, facts.plan).word)} ${whole.ref}: ${whole.title}`,
          },
        ]
      : []),
    paragraph(groupText(facts, items)),
    ...(whole === null && alone.length === rows.length
      ? [partsTable(facts, 'How each item stands', alone)]
      : rows.flatMap((row) => rowBlocks(facts, row, whole))),
  ]
}

/** "32 sub-actions: 26 complete, 1 amber, 5 not rated; 2 of 6 unfinished overdue." */
function groupText(facts: Facts, items: readonly ItemFacts[]): string {
  const counted = items.filter(isCounted)
  const open = counted.filter(isUnfinished)
  const groups = [
    { number: counted.length - open.length, words: 'complete' },
    ...openGroups({ scale: facts.scale, counts: countsOf(items, facts) }),
  ].filter(({ number }) => number > 0)
  const late = open.filter((item) => item.daysOverdue !== null && item.positionStated).length
  const lateText = open.length === 0 ? '' : `; ${late} of ${open.length} unfinished overdue`
  return `${countedText(facts, counted)}: ${listed(groups.map(({ number, words }) => `${number} ${words}`))}${lateText}.`
}

function rowBlocks(facts: Facts, { whole, parts }: Row, group: ItemFacts | null): readonly PaperBlock[] {
  const who = whole.owners.length > 0 ? `. Who answers for it: ${ownersOf(facts, whole)}` : ''
  const heading: readonly PaperBlock[] =
    whole === group ? [] : [{ kind: 'subheading', text: `${whole.ref} ${whole.title}` }]
  const table = partsTable(facts, `${whole.ref}: how each part stands`, parts)
  if (isCounted(whole)) return [...heading, table]
  if (facts.scale.length === 0 && isUnfinished(whole))
    return [...heading, ...answeringBlocks(facts, whole), table]
  return [
    ...heading,
    paragraph(
      `${capitalised(levelOf(whole, facts.plan).word)} as a whole: `,
      ...wholeText(facts, whole),
      `${who}.`,
    ),
    table,
  ]
}

/** Where nothing is rated, a whole has no position beside those of its parts. */
function answeringBlocks(facts: Facts, whole: ItemFacts): readonly PaperBlock[] {
  if (whole.owners.length === 0) return []
  return [paragraph(`Who answers for it: ${ownersOf(facts, whole)}.`)]
}

/** Rated as a whole, rolled up with its coverage, or not rated. */
function wholeText(facts: Facts, whole: ItemFacts): readonly Inline[] {
  if (whole.basis === 'stated' || !isUnfinished(whole)) return positionOf(facts, whole)
  const { coverage } = whole
  const covered = coverage ? `, ${coverage.rated} of ${coverage.of} unfinished rated` : ''
  const rolled = whole.basis === 'rolled-up' ? ', rolled up from its parts' : ''
  return [ratingNamed(facts, whole.rating), `${rolled}${covered}`]
}

/** Counted items, each followed by its steps. */
function partsTable(facts: Facts, caption: string, parts: readonly ItemFacts[]): PaperBlock {
  return {
    kind: 'table',
    caption,
    columns: columns('Item', positionTitle(facts), 'Owner', 'Due, and how it moved'),
    shares: [44, 16, 15, 25],
    rows: parts
      .flatMap((item) => [item, ...itemsWithin(item, facts.items)])
      .map((item): readonly Text[] => [
        itemNamed(item),
        ratingCell(facts, item),
        ownersOf(facts, item),
        dueCell(item),
      ]),
  }
}

function ratingCell(facts: Facts, item: ItemFacts): readonly Inline[] {
  const day = item.state === 'complete' && item.completedOn !== null ? `, ${shortDay(item.completedOn)}` : ''
  const notStarted = item.state === 'not-started' && !isStep(item) ? ', not started' : ''
  const toConfirm = isUnfinished(item) && isToConfirm(item) ? ', to confirm' : ''
  return [...positionOf(facts, item), day, notStarted, toConfirm]
}

function dueCell(item: ItemFacts): string {
  const late = item.daysOverdue !== null && item.positionStated ? `; ${overdueWords(item)}` : ''
  return `${dueWithHistory(item)}${late}`
}

/** "Jan 2021, was Apr 2020 then Sep 2020 (approved by the Improvement Board)" */
function dueWithHistory(item: ItemFacts): string {
  const { dueDate, dueAsGiven, dueExact, ongoing, reviewDate, revisions } = item
  const { originalDueDate, originalDueAsGiven, originalDueExact } = item
  if (dueDate === null) {
    if (!ongoing) return 'No date'
    return reviewDate === null ? 'Ongoing, no review date' : `Ongoing, review ${shortDay(reviewDate)}`
  }
  const now = shownDay({ on: dueDate, asGiven: dueAsGiven ?? '', exact: dueExact })
  const latest = revisions.at(-1)
  if (!latest) return now
  const before = [
    ...(originalDueDate === null
      ? []
      : [{ on: originalDueDate, asGiven: originalDueAsGiven ?? '', exact: originalDueExact }]),
    ...revisions.slice(0, -1).map(({ due }) => due),
  ].map(shownDay)
  const was = before.length > 0 ? `, was ${listed(before, 'then')}` : ''
  const approval = latest.approvedBy ? `approved by ${latest.approvedBy}` : 'approval not recorded'
  return `${now}${was} (${approval}${latest.ambiguous ? '; the source leaves open whether it is a revision' : ''})`
}
