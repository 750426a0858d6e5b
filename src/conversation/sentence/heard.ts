import type { Item } from '../../domain/plan.ts'
import { plainReference, type ReferenceIndex } from '../../domain/reference.ts'
import { readReferences } from '../../domain/reference-list.ts'
import { ratingFromWord } from '../../domain/scale.ts'
import type { Vocabulary } from '../../domain/vocabulary.ts'
import { SAYS, withLettersBefore } from './letters.ts'
import { bodyOf } from './mail.ts'
import { withoutCells } from './table.ts'

/**
 * The line as the reader takes it: a mail without its trimmings, what was dictated with its marks, and every reference as
 * the plan writes it. Nothing else is touched, so a note stays as typed.
 */
export function heard(raw: string, vocabulary: Vocabulary): string {
  const { references } = vocabulary
  const { body, quoted } = bodyOf(raw)
  const rows = withoutCells(marked(withEmoji(body)), vocabulary)
  const line = withReferences(spelled(unlisted(rows, vocabulary)), references).replace(
    WITHIN,
    (said, name: string) => (references.has(plainReference(name)) ? `all of ${name}` : said),
  )
  const about = quoted === '' ? undefined : onlyItemIn(quoted, references)
  return about === undefined || namesItem(line, references) ? line : `${about}: ${line}`
}

/** "everything in C2 is amber" */
const WITHIN = /\beverything (?:in|under|within) (\p{L}{1,3}\d{1,3})(?=\s)/giu

/** Slack's and other platforms' names of the emoji that say how an item stands. */
const EMOJI: Readonly<Record<string, string>> = {
  red_circle: '🔴',
  large_red_square: '🟥',
  large_orange_circle: '🟠',
  orange_circle: '🟠',
  large_orange_square: '🟧',
  large_yellow_circle: '🟡',
  yellow_circle: '🟡',
  large_yellow_square: '🟨',
  large_green_circle: '🟢',
  green_circle: '🟢',
  large_green_square: '🟩',
  large_blue_circle: '🔵',
  blue_circle: '🔵',
  large_blue_square: '🟦',
  large_purple_circle: '🟣',
  purple_circle: '🟣',
  white_check_mark: '✅',
  heavy_check_mark: '✅',
  ballot_box_with_check: '✅',
  '+1': '👍',
  thumbsup: '👍',
  thumbs_up: '👍',
  ok_hand: '👍',
}

/** Emoji by name become emoji, and several in a row stand apart. */
function withEmoji(text: string): string {
  return text
    .replace(/:([a-z0-9_+]+):(?::skin-tone-\d:)?/g, (name, id: string) => EMOJI[id] ?? name)
    .replace(/[✔☑✓](?:\ufe0f)?/gu, '✅')
    .replace(/([🔴🟥🟠🟧🟡🟨🟢🟩🔵🟦🟣🟪✅])(?=\S)/gu, '$1 ')
    .replace(/(?<=\S)([🔴🟥🟠🟧🟡🟨🟢🟩🔵🟦🟣🟪✅👍])/gu, ' $1')
}

/** Marks as a dictating person says them, in order. A "period" or a "dash" is a mark only beside another one. */
const DICTATED: readonly (readonly [RegExp, string])[] = [
  [/\s+(?:full ?stop|period)\s*(?=$|new (?:line|paragraph))/gi, '.'],
  [/\s+full ?stop\s+/gi, '. '],
  [/^\s*new ?(?:line|paragraph)\s+/i, ''],
  [/\s*\bnew ?(?:line|paragraph)\b\s*/gi, '\n'],
  [/\s+comma\s+(?=\S)/gi, ', '],
  [/\s+(?:colon|semi ?colon)\s+(?=\S)/gi, ': '],
  [/\s+(?:dash|hyphen)\s+(?=\S)/gi, ' - '],
]
const IS_DICTATED = /\b(?:new ?line|new paragraph|comma|full ?stop|colon)\b/i

/** What was dictated with its marks: only where nothing that was typed parts the words. */
function marked(text: string): string {
  if (/[,.;:\n]/.test(text) || !IS_DICTATED.test(text)) return text
  return DICTATED.reduce((line, [spoken, mark]) => line.replace(spoken, mark), text).trim()
}

/** Slips in the words that ask for something: "can i hav til 15 janury". A statement stays as typed. */
const SLIPS: Readonly<Record<string, string>> = {
  hav: 'have',
  til: 'till',
  janury: 'January',
  januray: 'January',
  febuary: 'February',
  feburary: 'February',
  septmber: 'September',
  ocotber: 'October',
  novmber: 'November',
  decmber: 'December',
}

/** "b4 thurs" is no item where a time follows. */
const BEFORE_A_TIME =
  /\bb4 (?=(?:the |next |this )*(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?\b|(?:the )?(?:next|end|board|meeting|weekend|xmas|christmas|easter|half term|new year|lunch|noon|tomorrow)\b)/g

function spelled(raw: string): string {
  const text = raw.replace(BEFORE_A_TIME, 'before ')
  return /^\W*(?:can|could|may|please|pls) (?:i|we|you|u)\b/i.test(text)
    ? text.replace(/\p{L}+/gu, (word) => SLIPS[word.toLowerCase()] ?? word)
    : text
}

/** The number or the bullet of a line that begins with an item. */
function unlisted(text: string, { references, scale }: Vocabulary): string {
  return text.replace(
    /^[ \t]*((?:\d{1,2}(?=[.)]))?)(?:[.)]|[•*·▪◦–-])[ \t]+(\S+)/gmu,
    (line, number: string, first: string) => {
      const bare = first.replace(/[:,;=.]+$/, '')
      // "13. 2" rates 13.
      const isRating = /^\d+$/.test(bare) && ratingFromWord(scale, bare) !== undefined
      if (!isRating && references.has(plainReference(bare))) return first
      return number !== '' && references.has(plainReference(number)) ? `${number} ${first}` : line
    },
  )
}

const NUMBERS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
/** Words that a spoken reference can follow; anywhere else "a two" or "b 5" may be anything. */
const LEADS =
  '(?:^|\\n|[,;:.]\\s*|\\b(?:update|on|for|and|mark|put|set|rate|confirm|is|to|about|of|regarding|with|then|also|status|please|but)\\s+)'
const SPOKEN = new RegExp(
  `(${LEADS})(\\p{L}{1,2})[ -](\\d{1,2}|${NUMBERS.join('|')})(?:[ -]?(\\(\\p{L}\\)|\\p{L}(?![\\p{L}\\p{N}'’])))?(?![\\p{L}\\p{N}])(?= ?(.*))`,
  'giu',
)
/** What can follow a reference that begins with "a" or "i", which are words themselves. */
const AFTER_WORD =
  /^(?:$|[,;:–—-]|(?:is|are|was|now|still|to|and|has|red|amber|green|blue|grey|done|complete|completed|no change|not|all|both|\p{L}(?:\)| |$|,))\b)/iu

/** "B5(a)amber", "B5-a", "b five a", "C2 b, e n i", "B4a B4c": the references as they are read anyway. */
function withReferences(text: string, references: ReferenceIndex): string {
  const known = (name: string) => references.get(plainReference(name))
  const spoken = text
    .replace(/(?<=\))\/(?=\(\p{L}\))/gu, ', ')
    .replace(
      SPOKEN,
      (said, lead: string, letter: string, number: string, part: string | undefined, after: string) => {
        const digits = /\d/.test(number) ? number : String(NUMBERS.indexOf(number.toLowerCase()) + 1)
        const item = known(`${letter}${digits}`)
        if (!item || (/^[ai]$/i.test(letter) && !AFTER_WORD.test(after) && part === undefined)) return said
        const whole = part === undefined ? undefined : known(`${letter}${digits}${part}`)
        const isArticle = part !== undefined && /^[ai]$/i.test(part) && !AFTER_WORD.test(after)
        if (whole && !isArticle) return `${lead}${whole.ref}`
        return `${lead}${item.ref}${part === undefined ? '' : ` ${part}`}`
      },
    )
  const apart = withLettersBefore(spoken, references).replace(/\S+/gu, (run) => aparted(run, references))
  const listed = apart.replace(/(?<=\b\p{L}\)?) n (?=\(?\p{L}\b)/gu, ' and ')
  const whole = withPartsApart(withWholeParts(listed, references), references)
  return eachWithDisc(withCommas(whole, references), references)
}

const DISCS_BEHIND = /^([^🔴🟥🟠🟧🟡🟨🟢🟩🔵🟦🟣🟪]+)((?:[🔴🟥🟠🟧🟡🟨🟢🟩🔵🟦🟣🟪]\s*){2,})(.*)$/su

/** "B5(a) B5(c) C2(b) 🟠🟢🔴": as many discs as items, in order. */
function eachWithDisc(text: string, references: ReferenceIndex): string {
  const [, list = '', run = '', rest = ''] = text.trim().match(DISCS_BEHIND) ?? []
  const items = list === '' ? undefined : readReferences(list.replace(/[\s:–—-]+$/, ''), references)
  const discs = run.match(/\p{Extended_Pictographic}/gu) ?? []
  if (!items || items.length !== discs.length) return text
  return `${items.map(({ ref }, at) => `${ref} ${discs[at]}`).join(', ')} ${rest}`.trim()
}

const LONGEST_RUN = 24

/** A run without blanks that holds a reference in a way that nothing else reads. */
function aparted(run: string, references: ReferenceIndex): string {
  if (run.length > LONGEST_RUN || !/\d/.test(run) || /^https?:/i.test(run)) return run
  const [, dashed, end = ''] = run.match(/^(\p{L}{1,3}\d{1,2}[-–_]\(?\p{L}\)?)([,;:.!?]*)$/u) ?? []
  if (dashed !== undefined && readReferences(dashed, references) === undefined) {
    const item = references.get(plainReference(dashed))
    if (item) return `${item.ref}${end}`
  }
  const [, first = '', word = ''] = run.match(/^(\S+?\))(\p{L}{3,}\S*)$/u) ?? []
  return first !== '' && references.has(plainReference(first)) ? `${first} ${word}` : run
}

/** "(c)", "(iv)". */
const PART = /^(\((?:\p{L}|[ivxl]{1,5})\))([,;:.]*)$/iu

const AFTER_WORD_SAID =
  /(?<!\p{L})(?!(?:and|but|then|while|whereas|also)\s)(?:\p{L}{3,}|[🔴🟥🟠🟧🟡🟨🟢🟩🔵🟦🟣🟪✅])[,;.]?(?: (?:and|but|&|-|–|—|then|while|whereas|also))*\s+$/u
/** A part that is named anew, whatever is said of it: "C2(b) green; (e) awaiting the chair". */
const BEGINS_CLAUSE =
  /(?:[,;.\n]|\s(?:and|but|while|whereas|also|except|except for|apart from|bar|not|-|–|—))\s+$/u

/** "B4(a) amber and (c) green": the letter belongs to the action named before. */
function withWholeParts(text: string, references: ReferenceIndex): string {
  return text.replace(/\S+/gu, (word, at: number) => {
    const [, part, end = ''] = word.match(PART) ?? []
    const before = text.slice(0, at)
    const isAfterRating = AFTER_WORD_SAID.test(before)
    if (part === undefined || !isAfterRating) return word
    if (!(SAYS.test(text.slice(at + part.length)) || BEGINS_CLAUSE.test(before))) return word
    const base = lastNamed(before, references)?.ref.replace(/\s*\(?\p{L}+\)?$/u, '')
    const [item] = (base && readReferences(`${base}${part}`, references)) || []
    return item ? `${item.ref}${end}` : word
  })
}

/** The item that a text names last. */
function lastNamed(text: string, references: ReferenceIndex): Item | undefined {
  const words = [...text.matchAll(/\S+/gu)]
  for (let to = words.length; to > 0; to -= 1) {
    const item = namedAtEnd(
      text.slice(0, (words[to - 1]?.index ?? 0) + (words[to - 1]?.[0].length ?? 0)),
      references,
    )
    if (item) return item
  }
  return undefined
}

/** Few references have more words. */
const MOST_WORDS = 4

/** The item whose name ends a text: the longest name. */
function namedAtEnd(text: string, references: ReferenceIndex): Item | undefined {
  const words = text.replace(/[,;:.]+$/, '').match(/\S+/gu) ?? []
  for (let length = Math.min(MOST_WORDS, words.length); length > 0; length -= 1) {
    const name = words.slice(-length).join(' ')
    const [item, ...more] = (/\d/.test(name) && readReferences(name, references)) || []
    if (item && more.length === 0) return item
  }
  return undefined
}

const PARTS_APART = /\)(?= (\((?:\p{L}|[ivxl]{1,5})\)))/giu

/** "BOD 24/18 (a) (b) amber" is a list; "4 (a) (i)" may be one item. */
function withPartsApart(text: string, references: ReferenceIndex): string {
  return text.replace(PARTS_APART, (bracket, part: string, at: number) => {
    const before = text.slice(0, at + 1)
    const rest = text.slice(at + 1).replace(/^(?:[ ,]+\((?:\p{L}|[ivxl]{1,5})\))+\s*/iu, '')
    const isList = AFTER_LIST.test(rest) && namedAtEnd(before, references) !== undefined
    return isList && namedAtEnd(`${before} ${part}`, references) === undefined ? `${bracket},` : bracket
  })
}

/** What may follow several references that only blanks separate, so that they are a list. */
const AFTER_LIST =
  /^(?:$|[?.!,;:=–—-]|(?:are|is|both|all|to|now|still|no|not|nothing|same|unchanged|done|complete|completed|finished|red|amber|green|blue|white|grey|yellow|as|rated|started|on|in|🔴|🟠|🟡|🟢|🔵|✅|👍)(?![\p{L}\p{N}]))/iu

/** "B4a B4c amber", "B5(a) (b) (c)?" become lists. */
function withCommas(text: string, references: ReferenceIndex): string {
  const words = [...text.matchAll(/\S+/gu)].map(({ 0: word, index }) => ({ word, index }))
  const isItem = (word: string, before: string, hasBase: boolean) =>
    (/\d/.test(word) &&
      !/^\d+$/.test(word) &&
      references.has(plainReference(word)) &&
      /[\p{L}\p{N})]$/u.test(word)) ||
    (hasBase &&
      /^\(\p{L}\)[?.!]*$/u.test(word) &&
      /[\p{L})]$/u.test(before) &&
      !isPart(before, word, references))
  const commas: number[] = []
  let from = 0
  while (from < words.length) {
    let to = from
    while (to < words.length && isItem(words[to]?.word ?? '', words[to - 1]?.word ?? '', to > from)) to += 1
    const rest = text.slice(words[to]?.index ?? text.length)
    const last = words[to - 1]?.word ?? ''
    if (to - from > 1 && (AFTER_LIST.test(rest) || /[?.!]$/.test(last)))
      for (let at = from; at < to - 1; at += 1)
        commas.push((words[at]?.index ?? 0) + (words[at]?.word.length ?? 0))
    from = Math.max(to, from + 1)
  }
  return commas.reduceRight((done, at) => `${done.slice(0, at)},${done.slice(at)}`, text)
}

/** "B4 (a)" is a single item. */
function isPart(before: string, part: string, references: ReferenceIndex): boolean {
  return references.has(plainReference(`${before}${part.replace(/[?.!]+$/, '')}`))
}

function itemsIn(text: string, references: ReferenceIndex): readonly string[] {
  const found = (text.match(/\S+/gu) ?? []).flatMap((word) => {
    const item = /\d/.test(word) ? references.get(plainReference(word.replace(/[:,;.?!]+$/, ''))) : undefined
    return item ? [item.ref] : []
  })
  return [...new Set(found)]
}

function namesItem(text: string, references: ReferenceIndex): boolean {
  return itemsIn(text, references).length > 0
}

/** What the quoted original of a mail asked about, if that is a single item. */
function onlyItemIn(text: string, references: ReferenceIndex): string | undefined {
  const [only, ...more] = itemsIn(text, references)
  return more.length === 0 ? only : undefined
}
