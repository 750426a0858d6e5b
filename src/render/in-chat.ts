import type { Block, Counts, Picture, Table, Timeline, Wall } from '../message.ts'

export type OnPages = Counts | Wall | Timeline

/** What a message is made of where there are only messages. */
export type ChatBlock = Exclude<Block, OnPages>

/** Numbers are a list, a line through the days is a table, and a wall is its pictures. */
function inChat(block: OnPages): readonly ChatBlock[] {
  switch (block.kind) {
    case 'counts':
      return [{ kind: 'list', items: block.counts.map(({ number, text }) => [`${number} `, ...text]) }]
    case 'timeline':
      return [timelineTable(block)]
    case 'wall':
      return block.pictures
  }
}

/** A message's blocks where there are only messages. */
export function chatBlocks(blocks: readonly Block[]): readonly ChatBlock[] {
  return blocks.flatMap((block) => (isOnPages(block) ? inChat(block) : [block]))
}

export function isOnPages(block: { readonly kind: string }): block is OnPages {
  return block.kind === 'counts' || block.kind === 'wall' || block.kind === 'timeline'
}

/** The pictures of a message or of a paper, so that they can be drawn before it is sent. */
export function picturesIn(blocks: readonly { readonly kind: string }[]): readonly Picture[] {
  return blocks.flatMap((block) => {
    if (isOnPages(block)) return picturesIn(inChat(block))
    return isPicture(block) ? [block] : []
  })
}

function isPicture(block: { readonly kind: string }): block is Picture {
  return block.kind === 'picture'
}

function timelineTable({ caption, entries }: Timeline): Table {
  const isOfSeveral = entries.some(({ ref }) => ref !== undefined)
  return {
    kind: 'table',
    caption,
    columns: [
      { title: '#', align: 'right' },
      { title: 'Day' },
      ...(isOfSeveral ? [{ title: 'Item' }] : []),
      { title: 'Who' },
      { title: 'What' },
    ],
    rows: entries.map(({ number = '', day, ref = '', who, what }) => [
      number,
      day,
      ...(isOfSeveral ? [ref] : []),
      who,
      what,
    ]),
  }
}

/** A heading with its number, where that has no style of its own. */
export function headingText({ text, count }: { readonly text: string; readonly count?: string }): string {
  return count === undefined ? text : `${text} (${count})`
}
