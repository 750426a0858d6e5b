import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type ESTree, parseSync, Visitor } from 'rolldown/utils'
import { projectFile } from '../../src/shell/project.ts'

/** A regular expression of the source, and where it stands. */
export interface Expression {
  readonly place: string
  readonly source: string
  readonly flags: string
}

/** Every regular expression in a file: literals, and what `RegExp` is called with. */
export function expressionsIn(
  file: string,
  text = readFileSync(projectFile(file), 'utf8'),
): readonly Expression[] {
  const found: Expression[] = []
  const { program } = parseSync(file, text)
  const placeOf = ({ start }: { start: number }) => `${file}:${text.slice(0, start).split('\n').length}`
  const built = (node: ESTree.NewExpression | ESTree.CallExpression) => {
    if (node.callee.type !== 'Identifier' || node.callee.name !== 'RegExp') return
    const [source, flags] = node.arguments.map((each) => text.slice(each.start, each.end))
    const value = evaluated(`new RegExp(${source}, ${flags ?? "''"})`, { file, text, program }) as RegExp
    found.push({ place: placeOf(node), source: value.source, flags: value.flags })
  }
  new Visitor({
    Literal: (node) => {
      if (!('regex' in node)) return
      const { pattern, flags } = node.regex
      found.push({ place: placeOf(node), source: pattern, flags })
    },
    NewExpression: built,
    CallExpression: built,
  }).visit(program)
  return found
}

interface Module {
  readonly file: string
  readonly text: string
  readonly program: ESTree.Program
}

/** The value of an expression of constants. @throws ReferenceError if it holds anything else. */
function evaluated(expression: string, module: Module): unknown {
  const names = new Set(expression.match(/\b[A-Z][A-Z_]+\b/g))
  const values = [...names].map((name) => constant(name, module))
  return new Function(...names, `return ${expression}`)(...values)
}

/** The value of a module's own constant, or of one that it imports. */
function constant(name: string, module: Module): unknown {
  const { file, text, program } = module
  for (const node of program.body) {
    if (node.type === 'ImportDeclaration' && node.specifiers.some(({ local }) => local.name === name)) {
      const other = join(dirname(file), node.source.value)
      const source = readFileSync(projectFile(other), 'utf8')
      return constant(name, { file: other, text: source, program: parseSync(other, source).program })
    }
    const declared = node.type === 'ExportNamedDeclaration' ? node.declaration : node
    if (declared?.type !== 'VariableDeclaration') continue
    const init = declared.declarations.find(({ id }) => id.type === 'Identifier' && id.name === name)?.init
    if (init) return evaluated(text.slice(init.start, init.end), module)
  }
  return undefined
}

/**
 * Whether a group that can match in several ways repeats more than three times. Only then can an expression take
 * exponential time: there have to be two ways to read the same text in the course of a repetition.
 */
export function repeatsWhatVaries(source: string): boolean {
  const open = [false]
  for (const [piece, quantifier = ''] of source.matchAll(PIECES)) {
    if (piece.startsWith('(')) open.push(false)
    else if (piece === '|') open[open.length - 1] = true
    else {
      const varies = piece.startsWith(')') && open.pop() === true
      if (varies && REPEATS.test(quantifier)) return true
      if (varies || !EXACT.test(quantifier)) open[open.length - 1] = true
    }
  }
  return false
}

const QUANTIFIER = '(?:([*+?]|\\{\\d+(?:,\\d*)?\\})\\??)?'
const PIECES = new RegExp(
  [
    '\\((?:\\?(?:[:=!]|<[=!]|<\\w+>))?',
    '\\|',
    `(?:\\\\(?:[pP]\\{[^}]*\\}|u\\{[^}]*\\}|.)|\\[(?:\\\\.|[^\\]\\\\])*\\]|[^])${QUANTIFIER}`,
  ].join('|'),
  'g',
)
const REPEATS = /^(?:[*+]|\{(?:\d+,)?(?!\d+,|[0-3]\})\d*\})$/
const EXACT = /^(?:\{\d+\})?$/
