import { shortened } from '../domain/text.ts'
import {
  type Block,
  context,
  inlines,
  type Message,
  type PaperFile,
  type Picture,
  paragraph,
  strong,
  type Text,
  withTexts,
} from '../message.ts'
import { escaped } from './html/words.ts'
import { renderHtml } from './html.ts'
import { type ChatBlock, chatBlocks, picturesIn } from './in-chat.ts'
import { oneLine } from './plain.ts'
import { renderTerminal } from './terminal.ts'

/** A message as an e-mail. */
export interface Mail {
  readonly subject: string
  readonly html: string
  readonly text: string
  /** The pictures that the page shows, by the names that it gives them. */
  readonly pictures: readonly { readonly id: string; readonly picture: Picture }[]
  readonly papers: readonly PaperFile[]
}

/** Programs cut a longer subject off. */
const MOST_IN_A_SUBJECT = 140
/** A reader's window shows about this much beside its lists, in px. */
const WIDTH = 600
/** Characters in a line of the text, as mail has had for ever. */
const LINE = 72

/** Nobody can press or type anything in an e-mail, and nobody reads what is sent back. */
const UNREAD =
  'This e-mail was sent by wsoa. Replies are not read: please speak to the coordinator of the plan.'

export function renderMail(message: Message): Mail {
  const said = chatBlocks(message.blocks)
  const blocks = [...said.flatMap(readable).map(untyped), context(UNREAD)]
  const pictures = picturesIn(said).map((picture, index) => ({ id: `picture-${index + 1}`, picture }))
  const idOf = (picture: Picture) => pictures.find((each) => each.picture === picture)?.id ?? ''
  return {
    subject: shortened(oneLine(withoutTyping(message.summary)).trim(), MOST_IN_A_SUBJECT),
    html: page(blocks.map((each) => (each.kind === 'picture' ? image(each, idOf(each)) : styled(each)))),
    text: `${renderTerminal({ ...message, blocks }, { width: LINE, colour: false })}\n`,
    pictures,
    papers: said.filter((each) => each.kind === 'paper'),
  }
}

/** What can be read, without what is to be pressed, typed or filled in. */
function readable(block: ChatBlock): readonly Block[] {
  switch (block.kind) {
    case 'buttons':
    case 'choices':
    case 'form':
      return []
    case 'context':
      return leadsElsewhere(block.text) ? [] : [block]
    case 'facts':
      // Outlook shows a list of terms without its order.
      return [
        {
          kind: 'list',
          items: block.facts.map(({ label, value }): Text => [strong(`${label}: `), ...inlines(value)]),
        },
      ]
    case 'paper':
      return [paragraph(`Attached: ${block.title}.`)]
    default:
      return [block]
  }
}

/** A sentence that says what to type is of no use here, nor is a page: its reader has no account to sign in with. */
function untyped(block: Block): Block {
  return withTexts(block, (each) => {
    if (typeof each === 'string') return withoutTyping(each)
    return each.kind === 'link' ? each.text : each
  })
}

function withoutTyping(text: string): string {
  return text.replace(/ ?\bType "[^"]*"[^.]*\./g, '')
}

function leadsElsewhere(text: Text): boolean {
  return inlines(text).some(
    (each) => typeof each === 'object' && (each.kind === 'line' || each.kind === 'link'),
  )
}

/** A table around all of it: Outlook lays out with Word, which knows no widest width. */
function page(parts: readonly string[]): string {
  return `<!DOCTYPE html>
<html lang="en-GB">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light"></head>
<body style="margin:0;padding:0;background:#ffffff">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="left" style="padding:12px">
<table role="presentation" width="${WIDTH}" cellpadding="0" cellspacing="0" border="0"><tr><td style="${FONT}">
${parts.join('\n')}
</td></tr></table>
</td></tr></table>
</body>
</html>`
}

function image({ alt, width, height }: Picture, id: string): string {
  const shown = Math.min(WIDTH, width)
  return `<p style="margin:12px 0"><img src="cid:${escaped(id)}" alt="${escaped(alt)}" width="${shown}" height="${Math.round((height * shown) / width)}" style="display:block;border:0"></p>`
}

const FONT = 'font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:22px;color:#0b0c0c'
const CELL =
  'text-align:left;vertical-align:top;padding:5px 10px 5px 0;border-bottom:1px solid #b1b4b6;font-size:14px;line-height:20px'
const RATING = 'padding:0 5px;border:1px solid #0b0c0c;white-space:nowrap'

/** How each element looks, said in the element itself: many programs drop what stands at the head of a page. */
const STYLES: Readonly<Record<string, string>> = {
  h2: 'margin:20px 0 6px;font-size:19px;line-height:25px;font-weight:bold',
  p: 'margin:0 0 10px',
  ul: 'margin:0 0 10px;padding:0 0 0 20px',
  li: 'margin:0 0 4px',
  figure: 'margin:0 0 10px;padding:0 0 0 10px;border-left:3px solid #b1b4b6',
  blockquote: 'margin:0',
  small: 'font-size:13px;line-height:18px;color:#505a5f',
  th: `${CELL};font-weight:bold`,
  td: CELL,
}

const TONES: Readonly<Record<string, string>> = {
  red: '#f6d7d2',
  orange: '#fcd6c3',
  amber: '#ffe8a3',
  yellow: '#fff7bf',
  green: '#cce2d8',
  blue: '#d2e2f1',
  purple: '#dbd5e9',
  grey: '#eeefef',
}

/** The page's own HTML with each look in its place; in what people typed there is no tag left to find. */
function styled(block: Block): string {
  return renderHtml({ summary: '', blocks: [block] })
    .replace(
      /<table><caption>([^<]*)<\/caption>/g,
      '<table aria-label="$1" cellpadding="0" cellspacing="0" border="0" width="100%" style="margin:0 0 14px;border-collapse:collapse">',
    )
    .replace(
      /<span class="rating (\w+)">/g,
      (_, tone: string) => `<span style="${RATING};background-color:${TONES[tone] ?? '#ffffff'}">`,
    )
    .replace(/<(h2|p|ul|li|figure|blockquote|small|th|td)( scope="\w+")?(?: class="(\w+)")?>/g, element)
}

function element(_: string, name: string, scope = '', kind = ''): string {
  const side = kind === 'number' ? ';text-align:right' : ''
  return `<${name}${scope} style="${STYLES[name] ?? ''}${side}">`
}
