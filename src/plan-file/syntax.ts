import type { YAMLError } from 'yaml'

/** A YAML syntax error for people who do not know YAML's terms. */
export function syntaxSentence({ code, message }: Pick<YAMLError, 'code' | 'message'>): string {
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

export const TOO_DEEP = 'this is nested too deeply for a plan file'

export const NO_TAGS = 'a tag such as !text has no meaning in a plan file: take it out'

function readable(message: string): string {
  return `this is not written as a plan file has to be (${message})`
}
