import {
  type Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml'
import { cleanText } from '../domain/text.ts'
import type { Path } from './places.ts'
import { quoted } from './sentence.ts'

/** A remark about a plan file, at its line and column (both from 1). */
export interface Finding {
  readonly line: number
  readonly column: number
  readonly text: string
}

/** The file's values, with a way back from each to its line. */
export interface PlanDocument {
  readonly value: unknown
  /** A finding at the value, or at its key; if it is missing, at the block around it. */
  readonly at: (path: Path, text: string, point?: 'value' | 'key') => Finding
}

/** Twice a plan of six hundred sub-actions; larger files take seconds to read. */
const MOST_CHARACTERS = 1_000_000

/** Enough to see what kind of mistake it is. */
const MOST_ALIKE = 10

/** Reads plain YAML, without aliases, tags or repeated keys; otherwise returns what is wrong. */
export function readDocument(yaml: string): PlanDocument | { readonly errors: readonly Finding[] } {
  const source = yaml.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  const unreadable = notText(source)
  if (unreadable) return { errors: [unreadable] }
  const lines = new LineCounter()
  const finding = (offset: number, text: string): Finding => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col, text: oneLine(text) }
  }
  const document = parseDocument(source, {
    lineCounter: lines,
    prettyErrors: false,
    version: '1.2',
    schema: 'core',
    // The library compares each key of a block with every other; `notPlain` finds duplicates in one pass.
    uniqueKeys: false,
  })
  // One syntax error causes most of those after it.
  const [syntax] = [...document.errors, ...document.warnings]
  if (syntax) return { errors: [finding(syntax.pos[0], syntaxSentence(syntax))] }
  const deep = tooDeep(document)
  if (deep) return { errors: [finding(deep.offset, deep.text)] }
  const problems = notPlain(document).slice(0, MOST_ALIKE)
  if (problems.length > 0) return { errors: problems.map(({ offset, text }) => finding(offset, text)) }
  if (document.contents === null) return { errors: [atStart(EMPTY)] }
  if (!isMap(document.contents)) return { errors: [atStart(NO_PLAN)] }
  keepAsWritten(document)
  return {
    value: document.toJS(),
    at: (path, text, point = 'value') => finding(offsetOf(document, path, point), text),
  }
}

const EMPTY = 'the file is empty: a plan file begins with code: and title:'
const NO_PLAN = 'this is no plan file: expected lines that begin with code:, title:, areas: and so on'

/** Rejects files not worth parsing: a picture, another encoding, a whole library. */
function notText(source: string): Finding | undefined {
  if (source.length > MOST_CHARACTERS) {
    const [size, most] = [source.length, MOST_CHARACTERS].map((number) => number.toLocaleString('en-GB'))
    return atStart(`the file is too long for a plan: ${size} characters, where ${most} are the most`)
  }
  const foreign = source.search(/[\0\ufffd]/)
  if (foreign === -1) return undefined
  const before = source.slice(0, foreign).split('\n')
  return {
    line: before.length,
    column: (before.at(-1) ?? '').length + 1,
    text: 'this is not text in UTF-8: save the plan file as UTF-8',
  }
}

function atStart(text: string): Finding {
  return { line: 1, column: 1, text }
}

/** Text quoted from the file must not control the terminal it is printed on. */
function oneLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ')
}

interface Problem {
  readonly offset: number
  readonly text: string
}

/** Three times as deep as a plan goes. */
const DEEPEST = 25

/** Checked iteratively, because everything that reads the file later recurses once per level. */
function tooDeep(document: Document.Parsed): Problem | undefined {
  const waiting: [node: unknown, depth: number][] = [[document.contents, 0]]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, depth] = next
    if (depth > DEEPEST) return { offset: startOf(node) ?? 0, text: TOO_DEEP }
    if (!isCollection(node)) continue
    for (const item of node.items) {
      const members = isPair(item) ? [item.key, item.value] : [item]
      for (const member of members) waiting.push([member, depth + 1])
    }
  }
  return undefined
}

/**
 * YAML features that a plan file does not need. Without aliases every value is on the line that a finding names, and no
 * file expands beyond its size.
 */
function notPlain(document: Document.Parsed): readonly Problem[] {
  const problems: Problem[] = []
  const say = (node: unknown, text: string) => {
    problems.push({ offset: startOf(node) ?? 0, text })
  }
  visit(document, {
    Alias: (_, alias) =>
      say(alias, `"*${alias.source}" stands for what is written elsewhere: write it out here`),
    Value: (_, node) => {
      if (node.tag !== undefined) say(node, NO_TAGS)
    },
    Map: (_, { items }) => {
      const names = new Set<string>()
      for (const { key } of items) {
        const name = isScalar(key) ? String(key.value) : undefined
        if (name === undefined) say(key, 'a key is a word')
        else if (names.has(name))
          say(key, `${quoted(name)} stands a second time in this block: expected once`)
        if (name !== undefined) names.add(name)
      }
    },
  })
  return problems
}

/** `ref: 1.10` and `letter: 1` are text to people, so numbers stay as written. */
function keepAsWritten(document: Document.Parsed): void {
  visit(document, {
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'number') scalar.value = scalar.source ?? String(scalar.value)
    },
  })
}

/** The offset of a path, or of the block around it if it is missing. */
function offsetOf(document: Document.Parsed, path: Path, point: 'value' | 'key'): number {
  for (let length = path.length; length > 0; length -= 1) {
    const found = startOf(
      point === 'key' ? keyAt(document, path.slice(0, length)) : nodeAt(document, path.slice(0, length)),
    )
    if (found !== undefined) return found
  }
  return startOf(document.contents) ?? 0
}

function nodeAt(document: Document.Parsed, path: Path): unknown {
  return path.length === 0 ? document.contents : document.getIn(path, true)
}

function keyAt(document: Document.Parsed, path: Path): unknown {
  const block = nodeAt(document, path.slice(0, -1))
  if (!isMap(block)) return nodeAt(document, path)
  return block.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))?.key
}

function startOf(node: unknown): number | undefined {
  return (node as Partial<Node> | null | undefined)?.range?.[0]
}

/** A YAML syntax error for people who do not know YAML's terms. */
function syntaxSentence({ code, message }: Pick<YAMLError, 'code' | 'message'>): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'a tab stands before the text: indent with spaces'
    case 'BAD_INDENT':
      return message.startsWith('Flow') ? 'a bracket is opened before this and not closed' : INDENTATION
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'a second ": " in one line: put text that holds a colon in quotes'
    case 'MULTILINE_IMPLICIT_KEY':
    case 'KEY_OVER_1024_CHARS':
      return 'expected "key: value" here: is a colon or a quotation mark missing?'
    case 'MISSING_CHAR':
      if (message.startsWith('Sequence')) return INDENTATION
      return message.endsWith('quote')
        ? 'a quotation mark is opened before this and not closed'
        : readable(message)
    case 'BAD_SCALAR_START':
      return 'text that begins with such a sign has to be in quotes'
    case 'BAD_DQ_ESCAPE':
      return 'a backslash in double quotes has a meaning of its own: use single quotes'
    case 'RESOURCE_EXHAUSTION':
      return TOO_DEEP
    case 'MULTIPLE_DOCS':
      return '"---" begins a second document: a plan file holds one'
    case 'TAG_RESOLVE_FAILED':
    case 'BAD_COLLECTION_TYPE':
      return NO_TAGS
    case 'UNEXPECTED_TOKEN':
      return 'this does not belong here: is a bracket, a comma or a quotation mark missing before it?'
    case 'ALIAS_PROPS':
    case 'BAD_ALIAS':
    case 'BAD_DIRECTIVE':
    case 'BAD_PROP_ORDER':
    case 'BLOCK_IN_FLOW':
    case 'DUPLICATE_KEY':
    case 'IMPOSSIBLE':
    case 'MULTIPLE_ANCHORS':
    case 'MULTIPLE_TAGS':
    case 'NON_STRING_KEY':
      return readable(message)
  }
}

const INDENTATION = 'the indentation does not fit: what belongs together starts in one column'

const TOO_DEEP = 'this is nested too deeply for a plan file'

const NO_TAGS = 'a tag such as !text has no meaning in a plan file: take it out'

function readable(message: string): string {
  return `this is not written as a plan file has to be (${message})`
}
