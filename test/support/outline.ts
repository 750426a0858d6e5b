const TAG = /<(\/?)([a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"<>]*")?)*)>/y
const TEXT = /[^<>]+/y
const ENTITY = /&(?:amp|lt|gt|quot|#39);/g
const VOID = new Set(['br', 'input'])

/**
 * The elements of a fragment with the names of their attributes, and its text. Read strictly: anything that is not
 * wholly ours (a stray "<", an open element, an attribute without quotes) is an error.
 */
export function outlineOfHtml(html: string): { readonly tags: readonly string[]; readonly text: string } {
  const tags: string[] = []
  const open: string[] = []
  let text = ''
  let at = 0
  while (at < html.length) {
    TAG.lastIndex = at
    TEXT.lastIndex = at
    const tag = TAG.exec(html)
    const words = tag ? undefined : TEXT.exec(html)?.[0]
    if (!tag && words === undefined) throw new Error(`no HTML of ours: ${html.slice(at, at + 40)}`)
    if (words !== undefined) {
      if (words.replace(ENTITY, '').includes('&')) throw new Error(`an open entity: ${words}`)
      text += decoded(words)
      at = TEXT.lastIndex
      continue
    }
    const [, slash, name = '', attributes = ''] = tag ?? []
    if (slash && open.pop() !== name) throw new Error(`</${name}> closes something else`)
    if (!slash && !VOID.has(name)) open.push(name)
    const names = [...attributes.matchAll(/ ([a-z-]+)(?:="[^"]*")?/g)].map((attribute) => attribute[1])
    tags.push([`${slash}${name}`, ...names].join(' '))
    at = TAG.lastIndex
  }
  if (open.length > 0) throw new Error(`left open: ${open.join(', ')}`)
  return { tags, text }
}

function decoded(html: string): string {
  const characters: Readonly<Record<string, string>> = {
    '&amp;': '&',
    '&lt;': '<',
    '&gt;': '>',
    '&quot;': '"',
    '&#39;': "'",
  }
  return html.replace(ENTITY, (entity) => characters[entity] ?? entity)
}

/** An escaped character, or a whole piece of code. */
const PLAIN = /\\[!-/:-@[-`{-~]|(`+)(?!`).*?(?<!`)\1(?!`)/g
/** What opens a block where a line begins. */
const OPENS = /^(?:#{1,6}(?= |$)|[-*+](?= |$)|\d{1,9}[.)](?= |$)|>|[-=]+ *$|:-|\s|`{3}|~{3}|\|)/

/**
 * What Markdown reads in each line: the blocks it opens and the markup in it, without the words. Neighbouring lines
 * of one quotation count once, however many were typed.
 */
export function outlineOfMarkdown(markdown: string): readonly string[] {
  const lines = markdown.split('\n').map((line) => {
    const bare = line.replace(/&#8203;/g, '').replace(PLAIN, 'x')
    const opened = bare.match(OPENS)?.[0] ?? ''
    const rest = bare.slice(opened.length)
    if (opened === '>') return `>${outlineOfMarkdown(rest.replace(/^ | *\\$/g, '')).join('')}`
    const markup = rest.match(/[*_[\]<>&|`~#@]|:\/\/|www\./g) ?? []
    return `${opened.replace(/^\s+$/, 'indented')}${markup.join('')}`
  })
  return lines.filter((line, index) => line !== '>' || lines[index - 1] !== '>')
}
