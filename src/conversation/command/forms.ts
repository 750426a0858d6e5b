import type { Command } from '../../command.ts'

/** The forms of a command as people type them: `update <refs> <rating> [note]`. */
export function shownForms(name: string, command: Command): readonly string[] {
  return command.forms.map((form) => shownForm(name, form))
}

export function shownForm(name: string, form: string): string {
  const plain = form
    .replace(/<[\w -]+:(?:past-)?date>/g, '<date>')
    .replace(/<([\w -]+):[\w-]+>/g, '<$1>')
    .replace(/\[<([\w -]+)>\]/g, '[$1]')
  return `${name.replace(/-/g, ' ')} ${plain}`.trim()
}
