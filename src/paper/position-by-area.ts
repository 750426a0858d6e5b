import {
  countedName,
  itemNamed,
  overdueWords,
  ownersOf,
  positionOf,
  ratingNamed,
} from '../../digests/sections/words.ts'
import { isToConfirm, isUnfinished } from '../domain/counts.ts'
import type { Facts, ItemFacts } from '../domain/facts.ts'
import { capitalised, count, listed, shortDay, shownDay } from '../domain/format.ts'
import { columns, type Inline, paragraph, type Text } from '../message.ts'
import type { PaperBlock, PaperPart } from './blocks.ts'

/** Every action with all of its sub-actions, area by area. */
export function positionByArea(facts: Facts): readonly PaperPart[] {
  const { area } = facts.plan.words
  return [
    {
      heading: `Position by ${area}`,
      blocks: facts.areas.flatMap(({ code, title }): readonly PaperBlock[] => {
        const own = facts.items.filter((item) => item.area === code)
        return [
          { kind: 'heading', text: `${capitalised(area)} ${code}: ${title}` },
          paragraph(areaText(facts, own)),
          ...own.filter(({ kind }) => kind === 'action').flatMap((action) => actionBlocks(facts, action)),
        ]
      }),
    },
  ]
}

/** "32 sub-actions: 26 complete, 1 amber, 5 not rated; 2 of 6 unfinished overdue." */
function areaText(facts: Facts, items: readonly ItemFacts[]): string {
  const counted = items.filter((item) => item.counted)
  const open = counted.filter(isUnfinished)
  const groups = [
    { number: counted.length - open.length, word: 'complete' },
    ...facts.scale.map(({ code, label }) => ({
      number: open.filter(({ rating }) => rating === code).length,
      word: label.toLowerCase(),
    })),
    { number: open.filter(({ rating }) => rating === null).length, word: 'not rated' },
  ].filter(({ number }) => number > 0)
  const late = open.filter((item) => item.daysOverdue !== null && item.positionStated).length
  const lateText = open.length === 0 ? '' : `; ${late} of ${open.length} unfinished overdue`
  return `${count(counted.length, countedName(facts))}: ${listed(groups.map(({ number, word }) => `${number} ${word}`))}${lateText}.`
}

function actionBlocks(facts: Facts, action: ItemFacts): readonly PaperBlock[] {
  const parts = facts.items.filter((item) => item.action === action.ref)
  const who = action.owners.length > 0 ? `. Who answers for it: ${ownersOf(facts, action)}` : ''
  const heading: PaperBlock = { kind: 'subheading', text: `${action.ref} ${action.title}` }
  if (parts.length === 0) return [heading, partsTable(facts, action, [action])]
  return [
    heading,
    paragraph(`${capitalised(facts.plan.words.action)} as a whole: `, ...wholeText(facts, action), `${who}.`),
    partsTable(facts, action, parts),
  ]
}

/** Rated as a whole, rolled up with its coverage, or not rated. */
function wholeText(facts: Facts, action: ItemFacts): readonly Inline[] {
  if (action.basis === 'stated' || !isUnfinished(action)) return positionOf(facts, action)
  const { coverage } = action
  const covered = coverage ? `, ${coverage.rated} of ${coverage.of} unfinished rated` : ''
  const rolled = action.basis === 'rolled-up' ? ', rolled up from its parts' : ''
  return [ratingNamed(facts, action.rating), `${rolled}${covered}`]
}

function partsTable(facts: Facts, action: ItemFacts, parts: readonly ItemFacts[]): PaperBlock {
  return {
    kind: 'table',
    caption: `${action.ref}: how each part stands`,
    columns: columns('Item', 'Rating', 'Owner', 'Due, and how it moved'),
    shares: [44, 16, 15, 25],
    rows: parts.map((item): readonly Text[] => [
      itemNamed(item),
      ratingCell(facts, item),
      ownersOf(facts, item),
      dueCell(item),
    ]),
  }
}

function ratingCell(facts: Facts, item: ItemFacts): readonly Inline[] {
  const day = item.state === 'complete' && item.completedOn !== null ? `, ${shortDay(item.completedOn)}` : ''
  const notStarted = item.state === 'not-started' ? ', not started' : ''
  const toConfirm = isUnfinished(item) && isToConfirm(item) ? ', to confirm' : ''
  return [...positionOf(facts, item), day, notStarted, toConfirm]
}

function dueCell(item: ItemFacts): string {
  const late = item.daysOverdue !== null && item.positionStated ? `; ${overdueWords(item)}` : ''
  return `${dueWithHistory(item)}${late}`
}

/** "Jan 2021, was Apr 2020 then Sep 2020 (approved by the Improvement Board)" */
function dueWithHistory(item: ItemFacts): string {
  const { dueDate, dueAsGiven, ongoing, reviewDate, originalDueDate, originalDueAsGiven, revisions } = item
  if (dueDate === null) {
    if (!ongoing) return 'No date'
    return reviewDate === null ? 'Ongoing, no review date' : `Ongoing, review ${shortDay(reviewDate)}`
  }
  const now = shownDay({ on: dueDate, asGiven: dueAsGiven ?? '' })
  const latest = revisions.at(-1)
  if (!latest) return now
  const before = [
    ...(originalDueDate === null ? [] : [{ on: originalDueDate, asGiven: originalDueAsGiven ?? '' }]),
    ...revisions.slice(0, -1).map(({ due }) => due),
  ].map(shownDay)
  const was = before.length > 0 ? `, was ${listed(before, 'then')}` : ''
  const approval = latest.approvedBy ? `approved by ${latest.approvedBy}` : 'approval not recorded'
  return `${now}${was} (${approval}${latest.ambiguous ? '; the source leaves open whether it is a revision' : ''})`
}
